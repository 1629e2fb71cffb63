"""The chain: sealed soon, whole when untouched, and every touch is found."""

from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
import time_machine
from django.conf import settings
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone
from tools.testbed import Testbed

from portico.core.access.actors import System
from portico.core.access.permissions import For, permission
from portico.core.access.tests.factories import a_technician
from portico.core.jobs.background import BACKGROUND, run_once
from portico.core.journal import sealing
from portico.core.journal.acting import record
from portico.core.journal.events import event
from portico.core.journal.models import Entry, Personal
from portico.core.journal.sealing import seal_some
from portico.core.journal.verify import verify
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.postgres.address import changed
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing

SEALER = BACKGROUND["journal.seal_new"]
TRY = permission("journal.try_out", "Try the journal", audience=For.STAFF)
tess = a_technician(TRY)


@event("journal.tried")
class Tried:
    """Something happened in a test."""

    number: int


def five_entries() -> UUID:
    """A tenant with five sealed entries."""
    tenant = a_tenant()
    with scope(staff_scope(tenant.id)):
        for number in range(5):
            record(tess, Tried(number=number), before={"name": "Ann"}, after={"name": "Anne"})
        assert seal_some(everything=True) == 5
    return tenant.id


@pytest.mark.spec("G2", "S3.6.1")
def test_an_untouched_journal_is_whole(db: None) -> None:
    with scope(staff_scope(five_entries())):
        verdict = verify()

    assert (verdict.findings, verdict.sealed, verdict.unsealed) == ([], 5, 0)


@pytest.mark.spec("G2")
def test_what_was_written_since_is_counted_until_the_sealer_comes(db: None) -> None:
    tenant = five_entries()
    with scope(staff_scope(tenant)):
        record(System("test"), Tried(number=9))
        assert verify().unsealed == 1
    run_once(SEALER)
    with scope(staff_scope(tenant)):
        assert verify().unsealed == 0


@pytest.mark.spec("G2")
def test_what_was_written_while_no_worker_ran_is_sealed_when_one_comes(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = five_entries()
    tomorrow = timezone.now() + timedelta(days=1)
    with time_machine.travel(tomorrow, tick=False), scope(staff_scope(tenant)):
        for number in range(5):
            record(System("test"), Tried(number=number))
    monkeypatch.setattr(sealing, "BATCH", 2)
    with time_machine.travel(tomorrow + timedelta(days=1), tick=False):
        run_once(SEALER)

    with scope(staff_scope(tenant)):
        assert verify().unsealed == 0


@pytest.mark.spec("G2")
@pytest.mark.parametrize(
    ("tampering", "words"),
    [
        ("UPDATE journal_entry SET actor_name = 'Eve' WHERE id = %(third)s", "was changed"),
        ("UPDATE journal_entry SET data = '{}' WHERE id = %(third)s", "was changed"),
        ("UPDATE journal_entry SET at = at - interval '1 day' WHERE id = %(third)s", "was changed"),
        ("DELETE FROM journal_entry WHERE id = %(third)s", "is missing"),
        ("DELETE FROM journal_seal WHERE entry_id = %(third)s", "are missing"),
        ("UPDATE journal_personal SET ip = '1.2.3.4' WHERE entry_id = %(third)s", "personal"),
        ("UPDATE journal_seal SET hash = repeat('a', 64) WHERE entry_id = %(third)s", "changed"),
    ],
)
def test_every_touch_is_found(
    transactional_db: None,
    _testbed: Testbed,  # noqa: PT019  its value is used
    tampering: str,
    words: str,
) -> None:
    """What somebody with the owner's password could do; no role of the app can."""
    tenant = five_entries()
    with scope(staff_scope(tenant)):
        third = Entry.objects.order_by("id")[2].pk
    owner = changed(_testbed.owner, dbname=settings.DATABASES["default"]["NAME"])
    with psycopg.connect(owner) as connection:
        connection.execute(tampering, {"third": third})

    with scope(staff_scope(tenant)):
        findings = verify().findings
    assert any(words in finding for finding in findings), findings


@pytest.mark.spec("G2")
def test_personal_details_may_be_erased_and_the_chain_stays_whole(db: None) -> None:
    with scope(staff_scope(five_entries())):
        with writing("journal"):
            Personal.objects.all().delete()
        verdict = verify()

    assert (verdict.findings, verdict.erased) == ([], 5)


@pytest.mark.spec("G2")
@pytest.mark.parametrize(
    "verb", ["UPDATE journal_entry SET name = ''", "DELETE FROM journal_entry"]
)
def test_no_role_of_the_app_may_change_or_delete_an_entry(db: None, verb: str) -> None:
    with (
        scope(staff_scope(five_entries())),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb)
