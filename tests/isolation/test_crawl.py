"""Walk every address as everybody who has no business there: no word and no row gets across."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, models
from django.test import Client

from portico.core.identity.models import LoginRequest
from portico.core.tenants.rows import TenantManager
from portico.features.tickets.models import Ticket
from portico.kernel.postgres.protect import protected_models
from portico.kernel.tenancy import scope, staff_scope

from .canaries import Planted
from .principals import PRINCIPALS, Principal
from .routes import Route, guess, nowhere, routes, unsafe, values_for
from .world import World

pytestmark = pytest.mark.django_db
SPEC = pytest.mark.spec("S0.1.1", "S1.1.1", "S1.1.2", "S1.5.4", "S1.5.5", "S2.9.1", "G1")

NO = {302, 303, 401, 404, 405}
# Pages that are the same for everybody, whatever stands in the address.
SAME_FOR_ALL = {"/portal/login/<uuid:request_id>", "/portal/login/<uuid:request_id>/"}
AT_THE_DOOR = {"identity.PortalSession", "journal.Entry"}  # signing in, and failing to
CHANGING = re.compile(
    rb'[\w-]{64}|nonce-[\w+/=-]+|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32}|987654321'
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
        if words:
            self.faults.append(f"{method} {url} shows {sorted(words)}")
        if response.status_code >= 500:
            self.faults.append(f"{method} {url} answers {response.status_code}")
        if response.cookies:  # perhaps the step has signed us out
            self.client = self.browser()
        return response

    def browser(self) -> Client:
        client = self.who.browser(self.world)
        client.raise_request_exception = False
        return client


def walked(who: Principal) -> Iterator[Route]:
    yield from (one for one in routes() if one.path.startswith(who.only))


def methods_of(route: Route) -> list[str]:
    return ["GET", *unsafe(route)]


@SPEC
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
                if values and route.path not in SAME_FOR_ALL and response.status_code not in NO:
                    walk.faults.append(f"{method} {route.path} answers {response.status_code}")
    assert not walk.faults, "\n".join(walk.faults)
    assert walk.steps > 10


def fields(route: Route, planted: Planted, party: str) -> dict[str, Any]:
    """Every field that the page may read, each naming a row of the party."""
    if route.path.startswith("/api/"):
        return {"body": "Hello", "subject": "Hello"}
    found = {name: guess(name, planted, party, route.path) for name in route.fields()}
    words = {"q": "printer", "body": "Hello", "subject": "Hello", "on": ""}
    return found | {name: value for name, value in words.items() if name in found}


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
                    f'SELECT count(*) FROM "{table}" WHERE company_id = %s',  # noqa: S608
                    [company],
                )
                found[f"{table} of the company"] = cursor.fetchone()
    return found
