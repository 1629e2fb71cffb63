"""Walk every address as everybody who has no business there: no word and no row gets across."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, models
from django.test import Client

from portico.core.access.topics import TOPICS
from portico.core.identity.models import LoginRequest
from portico.core.tenants.rows import TenantManager
from portico.features.tickets.models import Ticket
from portico.kernel.postgres.kept import Kept
from portico.kernel.postgres.protect import protected_models
from portico.kernel.tenancy import scope, staff_scope

from .canaries import PATTERN, Planted
from .principals import AT_HOME, INSIDE, PRINCIPALS, Principal
from .routes import Route, guess, nowhere, routes, unsafe, values_for
from .world import World

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.spec("S0.1.1", "S1.1.1", "S1.1.2", "S1.5.4", "S1.5.5", "S2.9.1", "G1"),
]

NO = {302, 303, 401, 404, 405}
# A mailed link opens for whoever holds it, and says what has become of it.
MAILED = "/portal/login/<uuid:request_id>"
# Pages about a thing that are there for everybody at its MSP's host: a link inside another site
# (it names nothing), and the button of a company's own sign-in, with what a browser needs to go.
OPEN = (
    MAILED,
    "/portal/join/framed/<uuid:portallink_id>/",
    "/portal/sign-on/at/<uuid:connection_id>/",
)
BUTTON = {f"federation_connection.{name}" for name in ("name", "authorize_url", "client_id")}
# Whoever comes back from an identity provider without having left for it hears just that.
RETURNING = tuple(
    f"/{door}/sign-on/{place}/"
    for door in ("portal", "staff")
    for place in ("<uuid:connection_id>", "wait/<uuid:attempt_id>")
)
AT_THE_DOOR = {  # signing in, and failing to
    *("identity.PortalSession", "journal.Entry", "federation.SsoAttempt"),
}
BESIDES = {"journal.Moment": " AND name <> 'identity.login'"}  # the walk itself signs in again
CHANGING = re.compile(
    rb"[\w-]{64}|nonce-[\w+/=-]+|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32}|987654321"
    rb"|(?<=/number/)\d+|(?<=number%2F)\d+|(?<=Content-Length': ')\d+"
    rb"|(?<=Expires': ')[^']+"  # of pages that no cache keeps: the second of the answer
)


def answered(response: Any) -> bytes:
    """What a stranger gets to read, headers included."""
    if getattr(response, "streaming", False):
        if response.is_async:  # a stream of events: its words come when something happens
            return bytes(str(response.headers), "utf-8")
        content = b"".join(response.streaming_content)
    else:
        content = response.content
    return bytes(str(response.headers), "utf-8") + content


def ask(client: Client, method: str, url: str, data: dict[str, Any] | None = None) -> Any:
    if url.startswith("/api/") and method != "GET":
        return client.generic(method, url, json.dumps(data or {}), "application/json")
    return getattr(client, method.lower())(url, data or {})


class Walk:
    """One principal's walk; remembers what should not have happened."""

    def __init__(self, who: Principal, world: World, planted: Planted) -> None:
        self.who, self.world, self.planted = who, world, planted
        self.client = self.browser()
        self.faults: list[str] = []
        self.steps = 0

    def step(self, method: str, url: str, data: dict[str, Any] | None = None) -> Any:
        """Ask, and read the answer for words that are somebody else's."""
        self.steps += 1
        response = ask(self.client, method, url, data)
        words = self.planted.strangers(answered(response), allowed=self.who.allowed)
        if url.startswith("/portal/sign-on/at/") and "ao" in self.who.allowed:
            words -= {f"{self.who.party}: {name}" for name in BUTTON}
        words -= self.who.own_words
        if words:
            self.faults.append(f"{method} {url} shows {sorted(words)}")
        if response.status_code >= 500:
            self.faults.append(f"{method} {url} answers {response.status_code}")
        if set(response.cookies) - {settings.CSRF_COOKIE_NAME}:  # perhaps we are signed out now
            self.client = self.browser()
        return response

    def browser(self) -> Client:
        client = self.who.browser(self.world)
        client.raise_request_exception = False
        return client


def walked(who: Principal) -> Iterator[Route]:
    yield from (one for one in routes() if one.path.startswith(who.only))


def refused(who: Principal, route: Route, status: int) -> bool:
    """A page about a thing must not open; one without a thing may show the reader's own."""
    if not route.places or route.path.startswith(OPEN):
        return True
    return status in NO | who.refusals or (status == 400 and route.path.startswith(RETURNING))


def methods_of(route: Route) -> list[str]:
    """GET where it is answered, and what may change something; the rest ends before any page."""
    reads = not route.methods or "GET" in route.methods
    return [*(["GET"] if reads else []), *unsafe(route)]


@pytest.mark.parametrize("who", PRINCIPALS, ids=lambda one: one.name)
def test_a_stranger_gets_nothing_at_any_address(
    who: Principal, world: World, planted: Planted
) -> None:
    walk = Walk(who, world, planted)
    with nothing_changes(world, planted, who.party):
        for route in walked(who):
            values = values_for(route, planted, who.party)
            for method in methods_of(route):
                response = walk.step(method, route.url(values), fields(route, planted, who.party))
                if not refused(who, route, response.status_code):
                    walk.faults.append(f"{method} {route.path} answers {response.status_code}")
    assert not walk.faults, "\n".join(walk.faults)
    assert walk.steps > 10


def fields(route: Route, planted: Planted, party: str) -> dict[str, Any]:
    """Every field that the page may read, each naming a row of the party."""
    named = route.fields() - set(route.places)
    found: dict[str, Any] = {name: guess(name, planted, party, route.path) for name in named}
    words: dict[str, Any] = {
        "q": "printer",
        "body": "Hello",
        "subject": "Hello",
        "once": "",
        "kind": "incident",
    }
    topics = " ".join(f"{topic}:{guess(topic, planted, party, route.path)}" for topic in TOPICS)
    words |= {"on": topics, "priority": 2, "source": "api", "unassign": False, "active": True}
    words |= {"reach": "own", "grace_hours": 0}
    return found | {name: value for name, value in words.items() if name in found}


@pytest.mark.parametrize("who", INSIDE, ids=lambda one: one.name)
def test_the_answer_does_not_tell_whether_it_is_there(
    who: Principal, world: World, planted: Planted
) -> None:
    walk = Walk(who, world, planted)
    for route in (one for one in walked(who) if one.places and not one.path.startswith(MAILED)):
        values = values_for(route, planted, who.party)
        for method in methods_of(route):
            there = walk.step(method, route.url(values))
            missing = walk.step(method, route.url(nowhere(route)))
            if bare(there) != bare(missing):
                walk.faults.append(f"{method} {route.path} tells that it exists")
    assert not walk.faults, "\n".join(walk.faults)


def bare(response: Any) -> tuple[int, bytes]:
    """The answer without what differs each time, and without the address that was asked for."""
    return response.status_code, CHANGING.sub(b"*", answered(response))


@pytest.mark.parametrize("who", INSIDE, ids=lambda one: one.name)
def test_own_pages_take_nothing_foreign(who: Principal, world: World, planted: Planted) -> None:
    walk = Walk(who, world, planted)
    with nothing_changes(world, planted, who.party):
        for route in (one for one in routes() if one.path.startswith(who.inside)):
            own = values_for(route, planted, who.own)
            foreign = values_for(route, planted, who.party)
            mixed = own | dict(list(foreign.items())[1:])  # our ticket, their reply
            for method in methods_of(route):
                walk.step(method, route.url(mixed), fields(route, planted, who.party))
    assert not walk.faults, "\n".join(walk.faults)


@pytest.mark.parametrize("who", INSIDE, ids=lambda one: one.name)
def test_the_database_alone_keeps_them_apart(
    who: Principal, world: World, planted: Planted, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_filters(monkeypatch)
    allowed = who.allowed | {"cp"} if who.party == "c" else who.allowed  # reach is not its business
    walk = Walk(replace(who, allowed=allowed), world, planted)
    with nothing_changes(world, planted, "b" if who.party == "c" else who.party):
        for route in (one for one in routes() if one.path.startswith(who.inside)):
            values = values_for(route, planted, who.party)
            for method in methods_of(route):
                if method == "GET" or who.party != "c":
                    walk.step(method, route.url(values), fields(route, planted, who.party))
    assert not walk.faults, "\n".join(walk.faults)


def test_the_filters_were_off(
    world: World, planted: Planted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or the walk before would prove nothing."""
    page = f"/portal/tickets/{world.ours.of_bea.pk}/"
    carla = INSIDE[1].browser(world)
    assert carla.get(page).status_code == 404
    assert page not in carla.get("/portal/tickets/").text
    without_filters(monkeypatch)
    assert carla.get(page).status_code == 200
    assert page in carla.get("/portal/tickets/").text


def without_filters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Queries forget tenant, company and reach."""
    every = models.Manager.get_queryset
    monkeypatch.setattr(TenantManager, "get_queryset", every)
    found = import_module("portico.features.tickets.queries.tickets")
    monkeypatch.setattr(found, "_within", lambda *_args, **_named: Ticket.objects.all())
    # Statements that are kept still have the filters in them.
    monkeypatch.setattr(
        Kept, "__call__", lambda kept, *args, **named: list(kept.query(*args, **named))
    )


@pytest.mark.parametrize("who", AT_HOME, ids=lambda one: one.name)
def test_at_home_everybody_sees_only_their_own(
    who: Principal, world: World, planted: Planted
) -> None:
    walk, seen = Walk(who, world, planted), set()
    for route in (one for one in walked(who) if "GET" in methods_of(one)):
        url = route.url(values_for(route, planted, who.party))
        for data in ({}, fields(route, planted, "b")):
            content = answered(walk.step("GET", url, data))
            seen |= {found[1] + found[2] for found in PATTERN.finditer(content)}
    assert not walk.faults, "\n".join(walk.faults)
    assert f"{who.party}p".encode() in seen, "the walk saw no word of its own"


@contextmanager
def nothing_changes(world: World, planted: Planted, party: str) -> Iterator[None]:
    """The rows of a party are what they were, and no company of it has more of them."""
    before = rows_of(world, planted, party)
    yield
    after = rows_of(world, planted, party)
    assert before == after, {table for table in before if before[table] != after[table]}


def rows_of(world: World, planted: Planted, party: str) -> dict[str, Any]:
    whose = world.theirs if party == "b" else world.ours
    company = {"1": world.ours.cast.bluebird.id, "2": world.ours.cast.otto.company_id}.get(party)
    found = {}
    with scope(staff_scope(whose.id)), connection.cursor() as cursor:
        for model in protected_models():
            table = model._meta.db_table
            if model is LoginRequest:  # counts every wrong try
                continue
            ids = [row["id"] for row in planted.rows[party].get(model._meta.label, [])]
            cursor.execute(
                f'SELECT md5(string_agg(t::text, $$ $$ ORDER BY id)) FROM "{table}" t'  # noqa: S608
                " WHERE id = ANY (%s)",
                [ids],
            )
            found[table] = cursor.fetchone()
            columns = {one.column for one in model._meta.local_concrete_fields}
            if company and "company_id" in columns and model._meta.label not in AT_THE_DOOR:
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" WHERE company_id = %s'  # noqa: S608
                    + BESIDES.get(model._meta.label, ""),
                    [company],
                )
                found[f"{table} of the company"] = cursor.fetchone()
    return found
