"""Old entries go when the tenant says so, those about money later, and the chain stays whole."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
import time_machine
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection, transaction
from tools.testbed import Testbed

from portico.core.access.actors import System
from portico.core.access.permissions import Refusal
from portico.core.access.tests.factories import a_technician
from portico.core.journal.acting import record
from portico.core.journal.events import event
from portico.core.journal.jobs import forget_old_entries
from portico.core.journal.keeping import change_keeping, forget_entries
from portico.core.journal.models import Entry, Keeping, Personal, Seal
from portico.core.journal.permissions import KEEP
from portico.core.journal.sealing import seal_some
from portico.core.journal.verify import verify
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.ids import new_id
from portico.kernel.postgres.address import changed
from portico.kernel.tenancy import door_scope, portal_scope, scope, staff_scope

NOW = datetime.now(tz=UTC)
OLGA = a_technician(KEEP)
SYSTEM = System("tests")


@event("journal.said")
class Said:
    """Something ordinary happened in a test."""

    number: int


@event("journal.paid", financial=True)
class Paid:
    """Money moved in a test."""

    number: int


@pytest.fixture
def tenant(db: None) -> Tenant:
    return a_past()


def a_past() -> Tenant:
    """Something said and something paid in each of the last twelve years, all sealed."""
    tenant = a_tenant()
    with scope(staff_scope(tenant.id)):
        for years in range(12, -1, -1):
            with time_machine.travel(NOW - timedelta(days=366 * years + 10), tick=False):
                record(SYSTEM, Said(number=years), before={"name": "Ann"}, after={"name": "Anne"})
                record(SYSTEM, Paid(number=years))
        while seal_some(everything=True):
            pass
    return tenant


def kept(name: str) -> list[int]:
    """The years of which entries are left, the oldest first; inside the tenant's scope."""
    found = Entry.objects.filter(name=name).order_by("id").values_list("data", flat=True)
    return [one["number"] for one in found]


def a_night(tenant: Tenant) -> None:
    with scope(staff_scope(tenant.id)):
        forget_old_entries()
        seal_some(everything=True)


@pytest.mark.spec("S3.6.22")
def test_what_is_declared_financial_is_classed_and_kept_longer(tenant: Tenant) -> None:
    with scope(staff_scope(tenant.id)):
        assert {one.name for one in Entry.objects.filter(is_financial=True)} == {"journal.paid"}
        change_keeping(OLGA, months=24, years=10)
    a_night(tenant)
    with scope(staff_scope(tenant.id)):
        assert kept("journal.said") == [2, 1, 0]
        assert kept("journal.paid") == [*range(10, -1, -1)]


@pytest.mark.spec("S3.6.22", "S2.9.2b")
def test_by_default_thirteen_months_are_kept_and_money_for_ever(tenant: Tenant) -> None:
    a_night(tenant)
    with scope(staff_scope(tenant.id)):
        assert kept("journal.said") == [1, 0]
        assert len(kept("journal.paid")) == 13


@pytest.mark.spec("S3.6.22")
def test_whoever_wants_it_keeps_everything(tenant: Tenant) -> None:
    with scope(staff_scope(tenant.id)):
        change_keeping(OLGA, months=0, years=0)
    a_night(tenant)
    with scope(staff_scope(tenant.id)):
        assert len(kept("journal.said")) == len(kept("journal.paid")) == 13


@pytest.mark.spec("S3.6.22")
def test_money_may_stay_for_ever_while_the_rest_goes(tenant: Tenant) -> None:
    with scope(staff_scope(tenant.id)):
        change_keeping(OLGA, months=13, years=0)
    a_night(tenant)
    with scope(staff_scope(tenant.id)):
        assert kept("journal.said") == [1, 0]
        assert len(kept("journal.paid")) == 13


@pytest.mark.spec("G2")
def test_the_chain_is_whole_after_forgetting(tenant: Tenant) -> None:
    with scope(staff_scope(tenant.id)):
        change_keeping(OLGA, months=24, years=12)
    a_night(tenant)
    a_night(tenant)
    with scope(staff_scope(tenant.id)):
        verdict = verify()
        assert (verdict.findings, verdict.unsealed) == ([], 0)
        facts = Entry.objects.filter(name="journal.forgotten")
        assert verdict.forgotten == sum(one.data["entries"] for one in facts) == 10
        assert Seal.objects.count() == Entry.objects.count() + 10
        orphans = Personal.objects.exclude(entry_id__in=Entry.objects.values("id"))
        assert not orphans.exists()


@pytest.mark.spec("G2")
def test_one_more_old_line_taken_by_hand_is_found(
    transactional_db: None,
    _testbed: Testbed,  # noqa: PT019  its value is used
) -> None:
    tenant = a_past()
    with scope(staff_scope(tenant.id)):
        change_keeping(OLGA, months=24, years=12)
    a_night(tenant)
    owner = changed(_testbed.owner, dbname=settings.DATABASES["default"]["NAME"])
    with psycopg.connect(owner) as by_hand:
        by_hand.execute(
            "DELETE FROM journal_entry WHERE id = (SELECT min(id::text)::uuid FROM journal_entry)"
        )
    with scope(staff_scope(tenant.id)):
        assert verify().findings == ["11 old entries are gone, 10 by the rules"]


@pytest.mark.spec("S3.6.22")
@pytest.mark.parametrize("asked", [NOW, NOW + timedelta(days=3000)])
def test_whatever_is_asked_of_the_database_nothing_young_goes(
    tenant: Tenant, asked: datetime
) -> None:
    with scope(staff_scope(tenant.id)), connection.cursor() as cursor:
        cursor.execute("SELECT ctx.forget_entries(%s, %s, 1000)", [asked, asked])
        assert kept("journal.said") == [0]
        assert kept("journal.paid") == [*range(9, -1, -1)]


def test_what_is_not_sealed_yet_stays(db: None) -> None:
    with scope(staff_scope(a_tenant().id)):
        with time_machine.travel(NOW - timedelta(days=3000), tick=False):
            record(SYSTEM, Said(number=1))
        change_keeping(OLGA, months=13, years=0)
        assert forget_entries(SYSTEM) == 0
        assert kept("journal.said") == [1]


@pytest.mark.spec("G1")
def test_another_tenants_journal_is_not_touched(tenant: Tenant) -> None:
    other = a_tenant("Beta MSP")
    with scope(staff_scope(other.id)):
        change_keeping(OLGA, months=13, years=10)
    a_night(other)
    with scope(staff_scope(tenant.id)):
        assert len(kept("journal.said")) == 13
        assert not Keeping.objects.exists()


@pytest.mark.spec("G2")
@pytest.mark.parametrize("door", [True, False])
def test_neither_door_nor_portal_can_forget(tenant: Tenant, door: bool) -> None:
    portal = portal_scope(tenant.id, company=new_id(), contact=new_id())
    with (
        scope(door_scope(tenant.id) if door else portal),
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        cursor.execute("SELECT ctx.forget_entries(now(), now(), 1)")


@pytest.mark.parametrize(
    ("months", "years"), [(1, 10), (13, 5), (-1, 10), (0, 10), (13, 9), (999, 0)]
)
def test_times_that_are_too_short_or_unknown_are_refused(db: None, months: int, years: int) -> None:
    with scope(staff_scope(a_tenant().id)):
        with pytest.raises(Refusal):
            change_keeping(OLGA, months=months, years=years)
        assert not Keeping.objects.exists()


def test_it_needs_the_permission_and_is_written_down(db: None) -> None:
    with scope(staff_scope(a_tenant().id)):
        with pytest.raises(PermissionDenied):
            change_keeping(a_technician(), months=13, years=10)
        change_keeping(OLGA, months=120, years=10)
        change_keeping(OLGA, months=120, years=10)
        entry = Entry.objects.get(name="journal.keeping_changed")
        assert entry.is_security
        assert entry.data == {"months": 120, "years": 10}
