"""The environment is read once, with words that help when it is wrong."""

from pathlib import Path

import pytest

from portico.site.environment import VARIABLES, kept_secret, load
from portico.site.variables import BadEnvironment


def test_nothing_set_is_a_laptop() -> None:
    env = load({})
    assert env.home == Path("var").resolve()
    assert (env.bind, env.port, env.https, env.demo, env.embedded) == (
        "127.0.0.1",
        8000,
        False,
        False,
        True,
    )


def test_empty_counts_as_not_set() -> None:
    assert load({"PORTICO_PORT": "", "DATABASE_URL": " "}) == load({})


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("PORTICO_PORT", "eighty", "a whole number from 1 to 65535"),
        ("PORTICO_PORT", "70000", "a whole number from 1 to 65535"),
        ("PORTICO_HTTPS", "maybe", "on or off"),
        ("PORTICO_TRUSTED_PROXIES", "localhost", "10.0.0.0/8"),
        ("PORTICO_FILES", "ftp://x", "s3://bucket"),
        ("PORTICO_CLAMD", "localhost", "tcp://host:3310"),
        ("PORTICO_LOG_LEVEL", "loud", "debug, info"),
        ("DATABASE_URL", "mysql://x", "postgresql://portico_app:"),
        ("PORTICO_SECRET_KEY", "short", "at least 32"),
    ],
)
def test_a_wrong_value_names_the_variable_and_what_to_write(
    name: str, text: str, words: str
) -> None:
    with pytest.raises(BadEnvironment) as problem:
        load({name: text})
    assert str(problem.value).startswith(name)
    assert words in str(problem.value)


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(BadEnvironment) as problem:
        load({"PORTICO_PORT": "x", "PORTICO_HTTPS": "x"})
    assert len(str(problem.value).splitlines()) == 2


def test_no_secret_is_ever_printed() -> None:
    secret = "correct-horse-battery-staple-and-more"
    given = {variable.name: secret for variable in VARIABLES if variable.secret}
    with pytest.raises(BadEnvironment) as problem:
        load(given)
    assert secret not in str(problem.value)
    assert secret not in repr(load({"PORTICO_SECRET_KEY": secret}))


def test_a_kept_secret_is_private_and_stays(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "secret.key"
    secret = kept_secret(file)
    assert len(secret) >= 50
    assert kept_secret(file) == secret
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["secret.key"]


def test_every_variable_says_what_it_is_for() -> None:
    for variable in VARIABLES:
        assert variable.help.endswith(".") or variable.help.endswith(">."), variable.name
