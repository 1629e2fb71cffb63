"""Beginning and ending viewings: who may, whom, how long, and what is written down."""

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from portico.core.access.actors import Staff, System
from portico.core.access.permissions import NotVisible
from portico.core.journal.models import Entry, Moment
from portico.core.people.models import Contact
from portico.core.people.permissions import VIEW
from portico.core.people.tests.factories import a_company, a_contact, a_staff_user
from portico.core.tenants.models import Tenant
from portico.kernel.ids import new_id
from portico.kernel.writes import writing

from .. import queries
from ..actions.begin import Begun, begin_viewing
from ..actions.end import expire_viewings, kill_viewings, stop_viewing
from ..actions.switch import change_rule
from ..models import ViewingGrant, ViewingRule
from ..permissions import MANAGE, VIEW_AS
from ..ports import _KNOWN, known_by
from ..rules import (
    AlreadyViewing,
    Forbidden,
    NoReason,
    NothingToSee,
    NoTicket,
    TooLong,
)

pytestmark = pytest.mark.django_db
Mode = ViewingRule.Mode


def tess(*more: str) -> Staff:
    row = a_staff_user()
    grants = frozenset({VIEW_AS.code, VIEW.code, *more})
    return Staff(row.pk, row.name, row.email, grants)


def begin(actor: Staff, contact: Contact, **given: object) -> Begun:
    wanted: dict[str, object] = {"staff_session": new_id(), "reason": "#4817", "minutes": 15}
    return begin_viewing(actor, contact, **{**wanted, **given})  # type: ignore[arg-type] # as given


@pytest.mark.spec("S0.1.21", "S0.1.22", "S1.5.7", "S1.5.8")
def test_it_is_written_down_with_reason_and_both_names(tenant: Tenant) -> None:
    me, carla = tess(), a_contact()
    begun = begin(me, carla)

    row = ViewingGrant.objects.get()
    assert (row.staff_id, row.contact_id, row.reason) == (me.id, carla.pk, "#4817")
    assert bytes(row.token_hash) != begun.secret.encode()
    entry = Entry.objects.get(name="viewing.started")
    assert (entry.actor_id, entry.company_id, entry.is_security) == (me.id, carla.company_id, True)
    moment = Moment.objects.get(name="viewing.started")
    assert moment.data == {
        "staff_name": "Tess Technician",
        "contact_name": "Carla Contact",
        "minutes": 15,
        "reason": "#4817",
    }


@pytest.mark.spec("S0.1.23", "S1.5.9")
@pytest.mark.parametrize("minutes", [0, -1, 61, 600])
def test_it_lasts_an_hour_at_most(tenant: Tenant, minutes: int) -> None:
    with pytest.raises(TooLong):
        begin(tess(), a_contact(), minutes=minutes)
    assert not ViewingGrant.objects.exists()


@pytest.mark.spec("S0.1.23")
def test_the_database_knows_the_hour_too(tenant: Tenant) -> None:
    row = begin(tess(), a_contact(), minutes=60).row
    later = row.expires_at + timedelta(minutes=1)
    with pytest.raises(IntegrityError), transaction.atomic(), writing("viewing"):
        ViewingGrant.objects.filter(pk=row.pk).update(expires_at=later)


@pytest.mark.spec("S0.1.21")
@pytest.mark.parametrize("reason", ["", "   ", "\n\t"])
def test_it_needs_a_reason(tenant: Tenant, reason: str) -> None:
    with pytest.raises(NoReason):
        begin(tess(), a_contact(), reason=reason)


@pytest.mark.spec("S0.1.23")
def test_one_leads_to_no_second_one(tenant: Tenant) -> None:
    me, carla = tess(), a_contact()
    first = begin(me, carla)
    with pytest.raises(AlreadyViewing):
        begin(me, a_contact(name="Otto Other"))
    with pytest.raises(AlreadyViewing):  # nor is the same one made longer
        begin(me, carla, minutes=60)

    assert stop_viewing(me, first.row)
    assert not stop_viewing(me, first.row)
    assert begin(me, carla, reason="A new reason").row.reason == "A new reason"
    assert Entry.objects.filter(name="viewing.stopped").count() == 1


@pytest.mark.spec("S0.1.23")
def test_what_ran_out_does_not_stand_in_the_way(tenant: Tenant) -> None:
    me = tess()
    begin(me, a_contact())
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        begin(me, a_contact(name="Otto Other"))
        old = ViewingGrant.objects.get(ending=ViewingGrant.Ending.EXPIRED)
    assert old.ended_at == old.expires_at


@pytest.mark.spec("S0.1.22")
def test_its_end_is_told_also_when_nobody_comes_back(tenant: Tenant) -> None:
    begin(tess(), a_contact())
    with time_machine.travel(timezone.now() + timedelta(hours=3), tick=False):
        assert expire_viewings(System("viewing")) == 1
        assert expire_viewings(System("viewing")) == 0

    told = Moment.objects.get(name="viewing.stopped").data
    assert (told["minutes"], told["how"], told["reason"]) == (15, "expired", "#4817")


@pytest.mark.parametrize("access", ["none", "invited", "disabled"])
def test_nobody_is_seen_who_could_not_be_there(tenant: Tenant, access: str) -> None:
    with pytest.raises(NothingToSee):
        begin(tess(), a_contact(access=access))


def test_nobody_is_seen_where_the_portal_is_off(tenant: Tenant) -> None:
    for company in (
        a_company("Off", portal_enabled=False),
        a_company("Gone", status="inactive"),
    ):
        with pytest.raises(NothingToSee):
            begin(tess(), a_contact(company))
    with pytest.raises(NothingToSee):
        begin(tess(), a_contact(is_active=False))


def test_who_does_not_see_clients_views_as_none(tenant: Tenant) -> None:
    row = a_staff_user()
    with pytest.raises(NotVisible):
        begin(Staff(row.pk, row.name, "", frozenset({VIEW_AS.code})), a_contact())
    with pytest.raises(PermissionDenied):
        begin(Staff(row.pk, row.name, "", frozenset({VIEW.code})), a_contact())


@pytest.mark.spec("S0.1.23")
def test_switching_off_ends_what_runs(tenant: Tenant) -> None:
    owner, carla, otto = tess(MANAGE.code), a_contact(), a_contact(name="Otto Other")
    begin(owner, carla)
    begin(tess(), otto)

    change_rule(owner, carla.company, mode=Mode.OFF)
    running = [one.contact_id for one in queries.running(owner)]
    assert running == [otto.pk]
    assert not queries.may_view_as(owner, carla)
    with pytest.raises(Forbidden):
        begin(owner, carla)

    change_rule(owner, mode=Mode.OFF)
    assert not queries.running(owner).exists()
    change_rule(owner, otto.company, mode=Mode.ON)  # the stricter one holds
    with pytest.raises(Forbidden):
        begin(tess(), otto)
    assert Entry.objects.filter(name="viewing.rule_changed").count() == 3


@pytest.mark.spec("S0.1.23")
def test_a_rule_can_ask_for_a_ticket(tenant: Tenant) -> None:
    owner, carla = tess(MANAGE.code), a_contact()
    change_rule(owner, mode=Mode.TICKET)

    def knows(_actor: object, company: UUID, words: str) -> bool:
        return company == carla.company_id and "#1" in words

    known_by(knows)
    try:
        with pytest.raises(NoTicket):
            begin(owner, carla, reason="Just curious")
        with pytest.raises(NoTicket):
            begin(owner, a_contact(name="Otto Other"), reason="#1")
        assert begin(owner, carla, reason="Because of #1").row.contact_id == carla.pk
    finally:
        _KNOWN.remove(knows)


@pytest.mark.spec("S0.1.23")
def test_all_end_at_one_click_of_who_may(tenant: Tenant) -> None:
    owner = tess(MANAGE.code)
    begin(tess(), a_contact())
    begin(tess(), a_contact(name="Otto Other"))
    with pytest.raises(PermissionDenied):
        kill_viewings(tess())
    assert kill_viewings(owner) == 2
    assert kill_viewings(owner) == 0


def test_nobody_stops_the_viewing_of_a_colleague(tenant: Tenant) -> None:
    begun = begin(tess(), a_contact())
    with pytest.raises(NotVisible):
        stop_viewing(tess(), begun.row)
