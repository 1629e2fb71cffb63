"""Live bytes: a page that stays open hears that its time is over, and then nothing more."""

import asyncio
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from portico.core.access.actors import Reach, System
from portico.core.identity.models import PortalSession
from portico.core.identity.tests.factories import signed_in_client
from portico.core.people.models import Contact
from portico.core.roles.actions.access import close_access
from portico.core.roles.actions.grant import grant_to_contact
from portico.core.roles.models import Grant
from portico.core.viewing.actions.end import kill_viewings
from portico.core.viewing.models import ViewingGrant
from portico.features.tickets.actions.follow import add_follower, remove_follower
from portico.features.tickets.models import Ticket
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing
from portico.site import live

from .principals import looks_as
from .test_streams import (
    DOORS,
    OFFICE,
    PATIENCE,
    SILENCE,
    Stream,
    a_conversation,
    a_first,
    a_reply_of_carla,
    done,
    heard,
    listening,
    opened,
)
from .world import World

pytestmark = [
    pytest.mark.usefixtures("committed"),
    pytest.mark.spec("G1", "S0.1.1", "S1.1.1", "S1.1.2", "S1.5.5"),
]


@pytest.mark.spec("S1.5.10")
def test_whoever_lost_the_session_hears_that_it_is_over(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "PING", 0.05)
    monkeypatch.setattr(live, "RECHECK", 0.05)
    browser = signed_in_client(world.ours.cast.bea)
    first, gone = a_first(world), Stream("Bea", browser, DOORS[0], ["tickets"])

    async def story() -> None:
        await listening(first)
        async with opened([gone]):
            await asyncio.to_thread(_sign_out, browser)
            async with asyncio.timeout(PATIENCE):
                while "signed-out" not in gone.events:
                    await asyncio.sleep(0.02)
            await done(a_conversation, world)
            await asyncio.sleep(SILENCE)

    asyncio.run(story())

    assert gone.events[-1] == "signed-out"


@pytest.mark.spec("S1.5.10")
def test_a_session_that_is_too_old_hears_nothing_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its page may stay open, but nobody has to click for the session to be over."""
    monkeypatch.setattr(live, "PING", 0.05)
    monkeypatch.setattr(live, "RECHECK", 0.05)
    bea = world.ours.cast.bea
    first, old = a_first(world), Stream("Bea", signed_in_client(bea), DOORS[0], ["tickets"])

    def grow_old(_world: World) -> None:
        with scope(staff_scope(world.ours.id)), writing("identity"):
            PortalSession.objects.filter(contact_id=bea.pk).update(expires_at=timezone.now())

    async def story() -> None:
        await listening(first)
        async with opened([old]):
            await done(grow_old, world)
            async with asyncio.timeout(PATIENCE):
                while "signed-out" not in old.events:
                    await asyncio.sleep(0.02)

    asyncio.run(story())

    assert old.events[-1] == "signed-out"


@pytest.mark.spec("S1.5.10", "S1.1.2")
def test_whoever_may_see_less_from_now_on_hears_no_more_than_that(world: World) -> None:
    """Bea sees her company's tickets, then only her own: her open page hears of Carla's no more."""
    cast = world.ours.cast
    first, browser = a_first(world), signed_in_client(cast.bea)
    before = Stream("Bea", browser, DOORS[0], ["tickets"])
    after = Stream("Bea, again", browser, DOORS[0], ["tickets"])

    def gets(reach: Reach) -> None:
        with scope(staff_scope(world.ours.id)):
            for grant in list(Grant.objects.filter(contact=cast.bea).select_related("role")):
                grant_to_contact(OFFICE, cast.bea, role=grant.role, reach=reach)

    async def story() -> None:
        await listening(first)
        async with opened([before]):
            await done(lambda _world: gets(Reach.OWN), world)
            await heard([before])
            async with opened([after, witness]):
                await done(a_reply_of_carla, world)
                await heard([witness])
                await asyncio.sleep(SILENCE)

    witness = Stream("Carla", signed_in_client(cast.carla), DOORS[0], ["tickets"])
    try:
        asyncio.run(story())
    finally:
        gets(Reach.COMPANY)  # the world stays for the tests after this one

    assert before.events == ["rights"]
    assert (after.status, after.events) == (200, [])


@pytest.mark.spec("S1.1.2")
def test_whoever_was_taken_off_a_ticket_hears_no_more_of_it(world: World) -> None:
    """Carla sees her own: Bea's ticket only as long as she follows it."""
    cast, topic = world.ours.cast, f"ticket:{world.ours.of_bea.pk}"
    with scope(staff_scope(world.ours.id)):
        add_follower(OFFICE, _ticket(world), contact=cast.carla)
    first, browser = a_first(world), signed_in_client(cast.carla)
    before, after = (Stream("Carla", browser, DOORS[0], [topic]) for _ in range(2))

    def take_off(_world: World) -> None:
        with scope(staff_scope(world.ours.id)):
            remove_follower(OFFICE, _ticket(world), contact=cast.carla)

    async def story() -> None:
        await listening(first)
        async with opened([before]):
            await done(take_off, world)
            async with asyncio.timeout(PATIENCE):
                while "rights" not in before.events:
                    await asyncio.sleep(0.02)
        async with opened([after]):
            pass

    asyncio.run(story())

    assert (before.status, after.status) == (200, 404)


def _sign_out(browser: Client) -> None:
    try:
        browser.post("/portal/logout/")
    finally:
        connections.close_all()


def _ticket(world: World) -> Ticket:
    return Ticket.objects.get(pk=world.ours.of_bea.pk)


@pytest.mark.spec("S0.1.24")
def test_whoever_is_shut_out_is_told_at_once_and_colleagues_are_not(world: World) -> None:
    cast = world.ours.cast
    first = a_first(world)
    shut = Stream("Bea", signed_in_client(cast.bea), DOORS[0], ["tickets"])
    stays = Stream("Carla", signed_in_client(cast.carla), DOORS[0], ["tickets"])

    def close(_world: World) -> None:
        with scope(staff_scope(world.ours.id)):
            close_access(System("tests"), cast.bea)

    async def story() -> None:
        await listening(first)
        async with opened([shut, stays]):
            await done(close, world)
            async with asyncio.timeout(PATIENCE):
                while "shut-out" not in shut.events:
                    await asyncio.sleep(0.02)
            await asyncio.sleep(SILENCE)

    try:
        asyncio.run(story())
    finally:
        with scope(staff_scope(world.ours.id)), writing("people"):
            closed = Contact.objects.filter(pk=cast.bea.pk)  # the world stays for the next test
            closed.update(access=Contact.Access.ACTIVE, closed_at=None, closed_why="")

    assert shut.events == ["shut-out"]
    assert stays.events == []


@pytest.mark.spec("S0.1.23", "S1.5.9")
def test_whoever_views_as_a_client_hears_the_end_of_it_within_seconds(world: World) -> None:
    """Of the time that was up by itself, and of a viewing that somebody ended."""
    carla = world.ours.cast.carla
    timed = Stream("Vera", looks_as(carla), DOORS[0], ["tickets"])
    with scope(staff_scope(world.ours.id)), writing("viewing"):
        running = ViewingGrant.objects.filter(contact=carla, ended_at=None)
        running.update(expires_at=timezone.now() + timedelta(seconds=2))
    killed = Stream("Another", looks_as(world.ours.cast.sid), DOORS[0], ["tickets"])
    first = a_first(world)

    def kill(_world: World) -> None:
        with scope(staff_scope(world.ours.id)):
            kill_viewings(System("tests"), world.ours.cast.sid.company)

    async def story() -> None:
        await listening(first)
        async with opened([timed, killed]), asyncio.timeout(live.RECHECK / 3):
            while "signed-out" not in timed.events:
                await asyncio.sleep(0.02)
            await done(kill, world)
            while "shut-out" not in killed.events:
                await asyncio.sleep(0.02)

    asyncio.run(story())

    assert (timed.events[-1], killed.events[-1]) == ("signed-out", "shut-out")
