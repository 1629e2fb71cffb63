"""An action is allowed or refused, then happens wholly or not at all, and says what happened."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from portico.core.access.actors import Actor, System
from portico.core.access.permissions import For, permission
from portico.core.access.tests.factories import a_client, a_technician
from portico.core.journal.acting import action, record
from portico.core.journal.events import SUBSCRIBERS, event, subscribe
from portico.core.journal.models import Entry, Moment, Personal
from portico.core.tenants.models import Host
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.ids import new_id
from portico.kernel.tenancy import current_tenant, portal_scope, scope, staff_scope
from portico.kernel.writes import WriteOutsideAction

RENAME = permission("journal.try_rename", "Rename in a test", audience=For.STAFF)
tess = a_technician(RENAME)


@event("journal.renamed", timeline=("name",))
class Renamed:
    """A host got another name, in a test."""

    name: str
    secret: str = "for staff only"


@action(RENAME, writes=("tenants",))
def rename(actor: Actor, host: Host, *, name: str) -> Host:
    before, host.name = host.name, name
    host.save()
    record(actor, Renamed(name=name), on=host, before={"name": before}, after={"name": name})
    return host


@action(RENAME)
def rename_what_is_not_ours(actor: Actor, host: Host) -> None:
    host.save()
    record(actor, Renamed(name=host.name), on=host)


@pytest.fixture
def host(db: None) -> Iterator[Host]:
    """A row that belongs to a company, as tickets do."""
    with scope(staff_scope(a_tenant(host="old.example").id)):
        found = Host.objects.get()
        found.company_id = new_id()  # type: ignore[attr-defined] # what `record` looks for
        yield found


@contextmanager
def hearing(handler: Callable[[Any], None]) -> Iterator[None]:
    """Subscribe for the length of a test."""
    subscribe(to=Renamed)(handler)
    try:
        yield
    finally:
        SUBSCRIBERS.pop(Renamed)


def company_of(host: Host) -> UUID:
    return host.company_id  # type: ignore[attr-defined, no-any-return] # set by the fixture


def name_now(host: Host) -> str:
    return Host.objects.get(pk=host.pk).name


@pytest.mark.spec("G2")
def test_a_change_says_who_did_what_to_which_row(host: Host) -> None:
    rename(tess, host, name="new.example")

    entry = Entry.objects.get()
    assert (entry.name, entry.actor_kind, entry.actor_name) == (
        "journal.renamed",
        "staff",
        tess.name,
    )
    assert (entry.subject_kind, entry.subject_id) == ("tenants.host", host.pk)
    assert entry.company_id == company_of(host)
    personal = Personal.objects.get(entry_id=entry.pk)
    assert personal.before == {"name": "old.example"}
    assert personal.after == {"name": "new.example"}


@pytest.mark.spec("G2")
def test_without_the_permission_nothing_happens(host: Host) -> None:
    with pytest.raises(PermissionDenied):
        rename(a_technician(), host, name="Stolen")

    assert name_now(host) == "old.example"
    assert not Entry.objects.exists()


def test_a_contact_cannot_use_a_permission_of_staff(host: Host) -> None:
    with pytest.raises(PermissionDenied):
        rename(a_client(new_id(), RENAME), host, name="stolen.example")


def test_an_action_writes_rows_of_its_own_context_only(host: Host) -> None:
    with pytest.raises(WriteOutsideAction):
        rename_what_is_not_ours(tess, host)


@pytest.mark.spec("G2")
def test_what_cannot_be_recorded_did_not_happen(host: Host) -> None:
    def fail(fact: Renamed) -> None:
        raise ZeroDivisionError(fact.name)

    with hearing(fail), pytest.raises(ZeroDivisionError):
        rename(tess, host, name="Half done")

    assert name_now(host) == "old.example"
    assert not Entry.objects.exists()
    assert not Moment.objects.exists()


def test_a_subscriber_hears_the_fact_in_the_same_transaction(host: Host) -> None:
    heard: list[str] = []

    with hearing(lambda fact: heard.append(f"{fact.name} {name_now(host)}")):
        rename(tess, host, name="New")

    assert heard == ["New New"]


def test_the_client_reads_only_the_fields_that_were_named(host: Host) -> None:
    rename(tess, host, name="New")

    moment = Moment.objects.get()
    assert moment.data == {"name": "New"}
    assert Entry.objects.get().data == {"name": "New", "secret": "for staff only"}


@pytest.mark.spec("G1", "G2")
def test_the_portal_writes_into_the_journal_and_cannot_read_it(host: Host) -> None:
    rename(tess, host, name="New")

    with scope(portal_scope(current_tenant(), company=company_of(host), contact=new_id())):
        assert Moment.objects.count() == 1
        record(System("test"), Renamed(name="From the portal"))
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Entry.objects.count()


@pytest.mark.spec("G1")
def test_another_company_does_not_see_the_moment(host: Host) -> None:
    rename(tess, host, name="New")

    with scope(portal_scope(current_tenant(), company=new_id(), contact=new_id())):
        assert not Moment.objects.exists()
