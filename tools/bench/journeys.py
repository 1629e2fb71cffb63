"""The pages that are measured."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import uuid4

from .cast import Cast
from .wsgi import Answer, Application, Browser

BODY = "The printer on the second floor stopped after the update.\n\nIt says: offline. Since 9:30."


def _nothing(_application: Application, _number: int) -> None:
    """Most requests need no preparation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """One request that can be made again and again."""

    name: str
    go: Callable[[Application], Answer]
    status: int = 200
    writes: bool = False
    is_long: bool = False
    """takes so long that a few requests must do"""
    before: Callable[[Application, int], None] = _nothing
    """prepares so many requests, which is not measured"""


def journeys(cast: Cast) -> list[Journey]:
    """All of them; those that write come last."""
    me, staff = cast.contact, cast.staff
    tickets, desk = "/portal/tickets/", "/staff/tickets/"
    return [
        get("Home", me, "/portal/"),
        get("Ticket list, own", me, tickets),
        get("Ticket list, company", me, f"{tickets}?of=company"),
        get("Ticket list, filtered", me, f"{tickets}?of=company&view=all&kind=incident&priority=3"),
        get("Ticket page", me, f"{tickets}{cast.ticket}/"),
        get("Search", me, "/portal/search/?q=printer"),
        get("Search in the list", me, f"{tickets}?of=company&q=printer"),
        get("New request, form", me, f"{tickets}new/"),
        get("Sign-in page", cast.nobody, "/portal/login"),
        get("Staff: ticket list", staff, f"{desk}?view=all"),
        get("Staff: ticket page", staff, f"{desk}{cast.ticket}/"),
        replace(
            get("Staff: ticket with 2,000 notes", staff, f"{desk}{cast.busy_ticket}/"),
            is_long=True,
        ),
        _create(cast.writer),
        _reply(cast.writer, cast.writers_ticket),
        _login(cast.nobody),
    ]


def get(name: str, browser: Browser, url: str, **headers: str) -> Journey:
    """A page that somebody looks at."""
    return Journey(name=name, go=lambda app: browser.get(app, url, **headers))


def _create(browser: Browser) -> Journey:
    def go(application: Application) -> Answer:
        form = {
            "kind": "incident",
            "subject": "Printer on the 2nd floor does not print",
            "body": BODY,
            "priority": "3",
            "requester": "",
            "once": uuid4().hex,
        }
        return browser.post(application, "/portal/tickets/new/", form)

    return Journey(name="New request, sent", go=go, status=302, writes=True)


def _reply(browser: Browser, ticket: str) -> Journey:
    def go(application: Application) -> Answer:
        form = {"body": BODY, "once": uuid4().hex}
        return browser.post(application, f"/portal/tickets/{ticket}/replies/", form)

    return Journey(name="Reply, sent", go=go, status=302, writes=True)


def _login(browser: Browser) -> Journey:
    """Another machine and another address each time, as the limits would stop one alone."""
    number = itertools.count()

    def go(application: Application) -> Answer:
        this = next(number)
        machine = f"10.{this // 65536}.{this // 256 % 256}.{this % 256}"
        form = {"email": f"somebody{this}@example.com"}
        return browser.post(application, "/portal/login", form, HTTP_X_FORWARDED_FOR=machine)

    return Journey(name="Sign-in, asked for", go=go, status=302, writes=True)
