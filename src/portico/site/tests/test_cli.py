"""The command tells what it can do, and every expected problem in one sentence."""

import subprocess
import sys
from pathlib import Path

import pytest

from portico.site.cli import COMMANDS, main
from portico.site.environment import for_child


def _portico(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "portico.site.cli", *words],
        env=for_child(**environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    said = capsys.readouterr().out
    for path in COMMANDS.glob("[a-z]*.py"):
        assert f"  {path.stem.rstrip('_')} " in said


@pytest.mark.parametrize("path", sorted(COMMANDS.glob("[a-z]*.py")), ids=lambda path: path.stem)
def test_every_command_explains_itself(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main([path.stem.rstrip("_"), "--help"])
    assert "usage: portico" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["dance"], ["db"], ["db", "dance"], ["check", "dance"]])
def test_wrong_words_are_wrong_use(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(words)
    assert "usage: portico" in capsys.readouterr().err


def test_a_wrong_variable_is_wrong_use(tmp_path: Path) -> None:
    done = _portico("check", PORTICO_HOME=str(tmp_path), PORTICO_PORT="eighty")
    assert done.returncode == 2
    assert done.stderr == "portico: PORTICO_PORT='eighty': write a whole number from 1 to 65535.\n"


def test_a_database_that_is_away_is_no_traceback(tmp_path: Path) -> None:
    nowhere = "postgresql://portico_app:x@127.0.0.1:9/portico"
    done = _portico(
        "migrate", PORTICO_HOME=str(tmp_path), DATABASE_URL=nowhere, DATABASE_OWNER_URL=nowhere
    )
    assert done.returncode == 1
    assert done.stderr.startswith("portico: The database does not answer")
    assert "Traceback" not in done.stderr


def test_migrating_needs_the_owner(tmp_path: Path) -> None:
    done = _portico(
        "migrate",
        PORTICO_HOME=str(tmp_path),
        DATABASE_URL="postgresql://portico_app:x@127.0.0.1:9/portico",
        DATABASE_OWNER_URL="",
    )
    assert done.returncode == 2
    assert "DATABASE_OWNER_URL" in done.stderr
