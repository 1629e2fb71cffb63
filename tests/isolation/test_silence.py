"""What the desk does among itself changes no byte of what a client gets."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client

from portico.core.files.tests.factories import a_file
from portico.core.identity.tests.factories import signed_in_client
from portico.core.jobs.job import JOBS
from portico.core.mail.models import Message
from portico.core.people.models import Contact, Team
from portico.features.tickets import queries
from portico.features.tickets.actions.answer import send_reply, undo_reply
from portico.features.tickets.actions.change import move_ticket
from portico.features.tickets.actions.note import add_note
from portico.features.tickets.models import InternalNote, PendingReply, Queue, Ticket
from portico.kernel.tenancy import portal_scope, scope, staff_scope

from .canaries import Planted
from .routes import guess, routes
from .test_crawl import CHANGING, answered
from .world import World, employee

pytestmark = [pytest.mark.django_db, pytest.mark.spec("S1.4.3")]

SECRET = "zzfuser"  # a word that only the desk uses
LATER = datetime(2031, 5, 6, 7, 8, tzinfo=UTC)


def note(world: World) -> None:
    tess = employee(world.ours.cast.tess)
    add_note(tess, ticket(world), body=f"{SECRET} again", files=[a_file(tess).id])


def pending(world: World) -> None:
    send_reply(employee(world.ours.cast.tess), ticket(world), body=f"{SECRET}, we come")


def taken_back(world: World) -> None:
    tess = employee(world.ours.cast.tess)
    undo_reply(tess, send_reply(tess, ticket(world), body=SECRET))


def moved(world: World) -> None:
    queue = Queue.objects.exclude(pk=ticket(world).queue_id)[0]
    move_ticket(
        employee(world.ours.cast.tess), ticket(world), queue=queue, team=Team.objects.first()
    )


def ticket(world: World) -> Ticket:
    return Ticket.objects.get(pk=world.ours.of_bea.pk)


@pytest.mark.parametrize("name", ["bea", "carla"])
def test_the_client_does_not_even_notice(world: World, planted: Planted, name: str) -> None:
    """The requester and a colleague, after each deed of the desk."""
    reader = getattr(world.ours.cast, name)
    with time_machine.travel(LATER, tick=False):
        browser = signed_in_client(reader)
        before, mails = everything(browser, reader, world, planted), letters(world)
        for deed in (note, pending, taken_back, moved):
            with scope(staff_scope(world.ours.id)), listening() as heard:
                deed(world)
                JOBS["search.index"](kind=queries.SEARCH_KIND, ids=[str(world.ours.of_bea.pk)])
            assert heard
            assert not [one for one in heard if re.search(r"\|(ticket|company):", one)]
            assert letters(world) == mails
            after = everything(browser, reader, world, planted)
            assert [url for url in before if before[url] != after[url]] == [], deed.__name__


def everything(
    browser: Client, reader: Contact, world: World, planted: Planted
) -> dict[str, bytes]:
    """Every page of the portal as this contact gets it, and what a search for the word says."""
    found = {}
    for route in routes():
        if route.path.startswith("/portal/") and route.methods[:1] != ("POST",):
            own = {name: guess(name, planted, "c", route.path) for name in route.places}
            own |= {"number": str(world.ours.of_bea.number)} if "number" in own else {}
            lists = [{"q": SECRET}, {"view": "all", "of": "company"}] if not own else []
            for query in ({}, *lists):
                response: Any = browser.get(route.url(own), query)
                found[f"{route.url(own)} {query}"] = CHANGING.sub(b"*", answered(response))
    with scope(portal_scope(world.ours.id, company=reader.company_id, contact=reader.pk)):
        found["tables"] = repr(rows()).encode()
    return found


def rows() -> list[Any]:
    """What the ticket's own row tells the portal; `queue` and `team` are ids without a name."""
    fields = {one.attname for one in Ticket._meta.concrete_fields} - {"queue_id", "team_id"}
    return list(Ticket.objects.order_by("id").values_list(*sorted(fields)))


def letters(world: World) -> set[Any]:
    with scope(staff_scope(world.ours.id)):
        return set(Message.objects.values_list("pk", flat=True))


@contextmanager
def listening() -> Iterator[list[str]]:
    """The channels on which something is announced."""
    heard: list[str] = []

    def note_down(run: Any, sql: str, params: Any, *more: Any) -> Any:
        if "pg_notify" in str(sql):
            heard.extend(params[1])
        return run(sql, params, *more)

    with connection.execute_wrapper(note_down):
        yield heard


def test_the_desk_has_done_something(world: World, planted: Planted) -> None:
    """Or the comparison would compare nothing."""
    with scope(staff_scope(world.ours.id)):
        for deed in (note, pending, moved):
            deed(world)
        assert InternalNote.objects.filter(body__contains=SECRET).exists()
        assert PendingReply.objects.filter(body__contains=SECRET).exists()
        assert ticket(world).team_id
