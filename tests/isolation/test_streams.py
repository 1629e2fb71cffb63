"""Live bytes: whoever has no business with a ticket hears nothing at all when it changes.

Everybody opens real streams, as the server does, at both doors; then the owners talk.
"""

import asyncio
import itertools
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any, cast
from urllib.parse import urlencode

import pytest
from django.core.asgi import get_asgi_application
from django.db import connections
from django.test import Client

from portico.core.access.actors import System
from portico.core.identity.tests.factories import signed_in_client, signed_in_staff
from portico.features.tickets import queries
from portico.features.tickets.actions.assign import assign_ticket
from portico.features.tickets.actions.change import change_priority, change_status
from portico.features.tickets.actions.note import add_note
from portico.features.tickets.actions.reply import reply_to_ticket
from portico.features.tickets.models import Category, Priority, Ticket
from portico.features.tickets.tests.factories import an_answer
from portico.kernel.live import CHANNEL
from portico.kernel.tenancy import scope, staff_scope
from portico.site.asgi import OPENING, few_opening, letting_go
from portico.site.bodies import Application, Message

from .principals import AT_HOME, PRINCIPALS
from .world import Msp, World, client, employee

pytestmark = [
    pytest.mark.usefixtures("committed"),
    pytest.mark.spec("G1", "S0.1.1", "S1.1.1", "S1.1.2", "S1.5.5"),
]

CANARY = "zqstreamq"
OFFICE = System("office")
DOORS = ("/portal/events/", "/staff/events/")
PATIENCE = 15.0  # seconds for what must be heard
SILENCE = 0.5  # seconds in which what must not be heard would have been: the rest takes 20 ms


class Stream:
    """An open page of somebody: what came, and whether it came at all."""

    def __init__(self, who: str, browser: Client, path: str, topics: list[str]) -> None:
        self.who, self.path, self.topics = who, path, topics
        self.status, self.asked = 0, False
        self.pieces: list[bytes] = []
        self.begun, self.closed = asyncio.Event(), asyncio.Event()
        self.scope = _scope(browser, path, topics)

    def __str__(self) -> str:
        return f"{self.who} at {self.path}, asking for {self.topics}"

    @property
    def events(self) -> list[str]:
        return re.findall(r"^event: (.*)$", b"".join(self.pieces).decode(), re.MULTILINE)

    async def run(self, server: Application) -> None:
        try:
            await server(self.scope, self._receive, self._send)
        finally:
            self.begun.set()

    async def _receive(self) -> Message:
        if not self.asked:
            self.asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.closed.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif body := message.get("body"):
            self.pieces.append(body)
            self.begun.set()


def _scope(browser: Client, path: str, topics: list[str]) -> Message:
    sent: Any = browser.defaults  # Any: what Django's client has no type for
    cookies = "; ".join(f"{name}={one.value}" for name, one in browser.cookies.items())
    headers = {"host": sent["HTTP_HOST"], "cookie": cookies}
    if "HTTP_AUTHORIZATION" in sent:
        headers["authorization"] = sent["HTTP_AUTHORIZATION"]
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": path,
        "query_string": urlencode({"on": topics}, doseq=True).encode(),
        "headers": [(name.encode(), words.encode()) for name, words in headers.items()],
        "client": ("127.0.0.1", 50000),
    }


@asynccontextmanager
async def opened(streams: list[Stream]) -> AsyncIterator[None]:
    """All of them have begun, or were refused; closed at the end."""
    server = few_opening(letting_go(cast("Application", get_asgi_application())), OPENING)
    tasks = [asyncio.ensure_future(one.run(server)) for one in streams]
    try:
        async with asyncio.timeout(60):
            await asyncio.gather(*(one.begun.wait() for one in streams))
        for task in tasks:
            if task.done():
                task.result()  # a fault is no refusal
        yield
    finally:
        for one in streams:
            one.closed.set()
        await asyncio.wait(tasks, timeout=10)


async def heard(streams: list[Stream]) -> None:
    """Wait until each has heard something."""
    async with asyncio.timeout(PATIENCE):
        while not all(one.events for one in streams):
            await asyncio.sleep(0.02)


def a_first(world: World) -> Stream:
    return Stream("us", signed_in_staff(world.ours.cast.tess), DOORS[1], ["tickets"])


async def listening(first: Stream) -> None:
    """The process listens: a first stream is told to look again when it does."""
    async with opened([first]):
        await heard([first])


def everything(msp: Msp) -> list[str]:
    """All that somebody may think of asking for, the names of the channels included."""
    ticket, cast = msp.of_bea, msp.cast
    channels = [f"ticket:{ticket.pk}", f"desk-ticket:{ticket.pk}", f"company:{cast.bluebird.pk}"]
    channels += [f"contact:{cast.bea.pk}", f"site:{cast.carla.site_id}", "desk"]
    whole = [f"{msp.id}|{channel}" for channel in ("desk", f"ticket:{ticket.pk}")]
    return [*channels, *whole, CHANNEL, "*", f"ticket:{ticket.number}", f"rights:{cast.bea.pk}"]


def strangers(world: World) -> Iterator[Stream]:
    """Each at the doors where they have no business; tokens have none at either."""
    wanted = ["tickets"], everything(world.ours)
    for who, path, topics in itertools.product(PRINCIPALS, DOORS, wanted):
        if path.startswith(who.only):
            yield Stream(who.name, who.browser(world), path, topics)
    for path, topics in itertools.product(DOORS, wanted):
        yield Stream("the owner's token", AT_HOME[-1].browser(world), path, topics)


def owners(world: World) -> list[Stream]:
    """Those who must hear of it, or the silence of others proves nothing."""
    cast, ticket = world.ours.cast, f"ticket:{world.ours.of_bea.pk}"
    portal, desk = DOORS
    return [
        Stream("Bea", signed_in_client(cast.bea), portal, [ticket]),
        Stream("Bea", signed_in_client(cast.bea), portal, ["tickets"]),
        Stream("Tess", signed_in_staff(cast.tess), desk, [ticket]),
        Stream("Olga", signed_in_staff(cast.olga), desk, ["tickets"]),
    ]


# ---- what happens --------------------------------------------------------------------------------


def a_note(world: World) -> None:
    with scope(staff_scope(world.ours.id)):
        add_note(employee(world.ours.cast.tess), _ticket(world), body=f"{CANARY} inside")


def a_reply_of_carla(world: World) -> None:
    with scope(staff_scope(world.ours.id)):
        ticket = Ticket.objects.get(pk=world.ours.of_carla.pk)
        reply_to_ticket(client(world.ours.cast.carla), ticket, body=CANARY)


def a_conversation(world: World) -> None:
    """Reply, answer, status, priority and owner, each its own transaction."""
    cast = world.ours.cast
    steps: list[Callable[[], object]] = [
        lambda: reply_to_ticket(client(cast.bea), _ticket(world), body=f"{CANARY} reply"),
        lambda: an_answer(_ticket(world), cast.tess, body=f"{CANARY} answer"),
        lambda: change_priority(employee(cast.tess), _ticket(world), priority=Priority.HIGH),
        lambda: assign_ticket(employee(cast.tess), _ticket(world), to=cast.tess),
        lambda: change_status(
            employee(cast.tess), _ticket(world), status=queries.default_status(Category.OPEN)
        ),
    ]
    for step in steps:
        with scope(staff_scope(world.ours.id)):
            step()


def _ticket(world: World) -> Ticket:
    return Ticket.objects.get(pk=world.ours.of_bea.pk)


async def done(deed: Callable[[World], None], world: World) -> None:
    def alone() -> None:
        try:
            deed(world)
        finally:
            connections.close_all()

    await asyncio.to_thread(alone)


# ---- what is heard -------------------------------------------------------------------------------


def test_strangers_hear_nothing_when_owners_talk(world: World) -> None:
    first, home, foreign = a_first(world), owners(world), list(strangers(world))

    async def story() -> None:
        await listening(first)
        async with opened([*home, *foreign]):
            await done(a_conversation, world)
            await heard(home)
            await asyncio.sleep(SILENCE)

    asyncio.run(story())

    assert [str(one) for one in foreign if one.events] == []
    for one in foreign:
        assert one.status in {200, 302, 404}, one
        assert one.status != 200 or b"".join(one.pieces) == b"retry: 2000\n\n", one
    assert {one.status for one in foreign} == {200, 302, 404}
    for one in [*home, *foreign]:
        assert CANARY.encode() not in b"".join(one.pieces), one


def test_everybody_in_reach_hears_of_it(world: World) -> None:
    """Carla's own, her site's in Sid's eyes, her company's in Bea's; each in their list."""
    cast = world.ours.cast
    reach = [
        Stream(str(one), signed_in_client(one), DOORS[0], ["tickets"])
        for one in (cast.carla, cast.sid, cast.bea)
    ]
    first, other = a_first(world), Stream("Otto", signed_in_client(cast.otto), DOORS[0], [])

    async def story() -> None:
        await listening(first)
        async with opened([*reach, other]):
            await done(a_reply_of_carla, world)
            await heard(reach)
            await asyncio.sleep(SILENCE)

    asyncio.run(story())

    assert (other.status, other.events) == (200, [])


def test_an_event_carries_the_name_that_was_asked_for_and_nothing_else(world: World) -> None:
    first, home = a_first(world), owners(world)

    async def story() -> None:
        await listening(first)
        async with opened(home):
            await done(a_conversation, world)
            await heard(home)

    asyncio.run(story())

    for one in home:
        asked = "|".join(re.escape(topic) for topic in one.topics)
        whole = rf"retry: 2000\n\n(?:event: (?:{asked})\ndata: 1\n\n)+"
        assert re.fullmatch(whole, b"".join(one.pieces).decode()), one


def test_a_client_does_not_even_notice_an_internal_note(world: World) -> None:
    first, home = a_first(world), owners(world)
    portal, desk = home[:2], home[2:]

    async def story() -> None:
        await listening(first)
        async with opened(home):
            await done(a_note, world)
            await heard(desk)
            await asyncio.sleep(SILENCE)

    asyncio.run(story())

    assert [one.events for one in portal] == [[], []]
