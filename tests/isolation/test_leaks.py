"""Many at once, and what comes after a request: no context leaks, nothing half-done stays."""

import random
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from tools.testbed import Testbed

from portico.features.tickets.models import TicketReply
from portico.kernel.tenancy import (
    become,
    scope,
    staff_scope,
)
from portico.kernel.writes import writing
from portico.site import middleware

from .logins import COUNT, at_desk, fail, login, one, subjects, told
from .world import World

pytestmark = [
    pytest.mark.usefixtures("committed"),
    pytest.mark.spec("S0.1.1", "S1.5.4", "S1.5.5", "G1"),
]


def test_threads_and_kept_connections_never_mix_tenants(world: World) -> None:
    """Eight threads change sides at random, fail at random, and ask without a scope between."""
    wrong: list[object] = []
    threads = [threading.Thread(target=_busy, args=(seed, world, wrong)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def _busy(seed: int, world: World, wrong: list[object]) -> None:
    dice = random.Random(seed)  # noqa: S311  chance, not secrecy
    for _ in range(40):
        msp, count = dice.choice([(world.ours, 7), (world.theirs, 3)])
        try:
            with scope(staff_scope(msp.id)):
                if (found := subjects()) != count:
                    wrong.append((msp.tenant.name, found))
                _maybe_fail(dice.random())
        except (KeyError, DatabaseError):
            pass
        if dice.random() < 0.3:
            with pytest.raises(DatabaseError):
                wrong.append(subjects())
        if dice.random() < 0.2:
            connection.close()
    connection.close()


def _maybe_fail(luck: float) -> None:
    if luck < 0.2:
        raise KeyError
    if luck < 0.35:
        fail()


def test_a_prepared_statement_serves_each_tenant_its_own(servers: Testbed, world: World) -> None:
    with login(servers) as app:
        app.prepare_threshold = 0
        counts = []
        for msp in (world.ours, world.theirs) * 6:
            told(app, staff_scope(msp.id))
            counts.append(one(app, f"{COUNT} WHERE number > %s", -1))
            app.commit()
    assert counts == [7, 3] * 6


# ---- requests --------------------------------------------------------------------------------


def through_the_middleware(
    world: World, view: Callable[[HttpRequest], HttpResponse | StreamingHttpResponse]
) -> Any:
    """A request for our first host, answered by `view` inside the real middleware."""
    with scope(at_desk(world)):
        name = _host()
    request = RequestFactory(headers={"host": name}).get("/portal/x")
    return middleware.TenantMiddleware(view)(request)  # type: ignore[arg-type] # a stream too


def _host() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM tenants_host")
        return str(cursor.fetchone()[0])


def test_a_body_that_streams_after_the_transaction_fails_closed(world: World) -> None:
    def rows() -> Iterator[str]:
        yield str(subjects())

    response = through_the_middleware(world, lambda _request: StreamingHttpResponse(rows()))
    with pytest.raises(DatabaseError):
        list(response.streaming_content)


@pytest.mark.parametrize(("status", "stays"), [(200, True), (404, True), (500, False)])
def test_nothing_of_a_fault_stays(world: World, status: int, stays: bool) -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        become(at_desk(world))
        with writing("tickets"):
            TicketReply.objects.filter(ticket=world.ours.of_bea).update(source="chat")
        return HttpResponse(status=status)

    through_the_middleware(world, view)
    with scope(at_desk(world)), writing("tickets"):
        rows = TicketReply.objects.filter(ticket=world.ours.of_bea, source="chat")
        assert rows.exists() is stays
        rows.update(source="portal")
