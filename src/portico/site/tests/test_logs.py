"""What is written down of a request, and what never is."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from io import StringIO
from urllib.parse import quote

import pytest
from django.core.handlers.exception import response_for_exception
from django.test import Client, RequestFactory
from tools.urls import patterns

from portico.core.identity.tests.factories import a_browser
from portico.core.tenants.tests.factories import a_tenant
from portico.site.logs import logging_config

SECRET = "018f3a.tickets.replied.Zm9vYmFy-_x"
MISTYPED = [f"{SECRET}/", f" {SECRET}", f"{SECRET} and more", f"{SECRET}\n{SECRET}", f"x/{SECRET}"]

ACTING = ["\x1b[2J", "\x9b2J", "\u2028", "\u202e", "\x07", "\n", "\r", "\x85"]

type Written = Callable[[], str]


@pytest.fixture(params=["json", "text"])
def written(request: pytest.FixtureRequest) -> Iterator[Written]:
    """All that the log holds, written as the product writes it."""
    config = logging_config(level="info", form=request.param)["formatters"]["line"]
    make = config.pop("()")
    kept = StringIO()
    handler = logging.StreamHandler(kept)
    handler.setFormatter(make(**config))
    loggers = [logging.getLogger(name) for name in ("portico.web", "django.request")]
    levels = [one.level for one in loggers]
    for one in loggers:
        one.addHandler(handler)
        one.setLevel("INFO")
    yield kept.getvalue
    for one, level in zip(loggers, levels, strict=True):
        one.removeHandler(handler)
        one.setLevel(level)


def readable(lines: str) -> str:
    """JSON spells the dots as a number."""
    return lines.replace("\\u2026", "…")


@pytest.mark.spec("G3")
@pytest.mark.parametrize("rest", [SECRET, *MISTYPED])
def test_a_secret_in_an_address_is_not_written_down(db: None, written: Written, rest: str) -> None:
    a_browser(a_tenant("Acme IT")).get(f"/notices/stop/{rest}")

    assert "/notices/stop/…" in readable(written())
    assert SECRET not in written()


def test_nor_where_the_host_is_nobodys(db: None, written: Written) -> None:
    Client(headers={"host": "nobody.example"}).post(f"/notices/stop/{SECRET}")

    assert "/notices/stop/…" in readable(written())
    assert SECRET not in written()


@pytest.mark.parametrize("address", [f"/notices/stop/{SECRET}", f"/setup/?token={SECRET}"])
def test_nor_when_something_breaks(written: Written, address: str) -> None:
    response_for_exception(RequestFactory().get(address), RuntimeError("broken"))

    assert "Internal Server Error: /" in written()
    assert SECRET not in written()


def test_nor_in_what_a_traceback_says(written: Written) -> None:
    path = f"/notices/stop/{SECRET}"
    try:
        raise RuntimeError(f"cannot open {path}")
    except RuntimeError:
        logging.getLogger("portico.web").exception("broken", extra={"seen": [path, {"at": path}]})

    assert "cannot open /notices/stop/…" in readable(written())
    assert "Traceback" in written()
    assert SECRET not in written()


@pytest.mark.parametrize("bad", ACTING)
def test_no_character_reaches_a_terminal_that_acts_there(
    db: None, written: Written, bad: str
) -> None:
    a_browser(a_tenant("Acme IT")).get(f"/portal/x{quote(bad)}y/")
    logging.getLogger("portico.web").warning("Not Found: %s", f"/a{bad}b")
    try:
        raise ValueError(bad.replace("\n", " "))
    except ValueError:
        logging.getLogger("portico.web").exception("broken")

    assert bad == "\n" or bad not in written()
    assert "/a\n" not in written()
    assert "/a\\" in written()


def test_a_line_tells_all_else(db: None, written: Written) -> None:
    a_browser(a_tenant("Acme IT")).get("/portal/login/?next=/portal/x/")
    line = written().splitlines()[-1]

    assert re.search(r"/portal/login/(\"|\s|$)", line)
    assert "200" in line
    assert "next" not in line
    if line.startswith("{"):
        assert json.loads(line)["path"] == "/portal/login/"


def test_no_address_hides_its_secret_under_another_kind() -> None:
    telling = re.compile(r"<(?!secret:)\w+:(?:token|secret|key|signature|code)>")

    assert [path for path, *_more in patterns() if telling.search(path)] == []
    assert [path for path, *_more in patterns() if "/api/" in path and "<secret:" in path] == []
    assert [path for path, *_more in patterns() if "<secret:" in path]
