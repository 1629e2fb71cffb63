"""A job is queued with the change it belongs to, and runs for the tenant that asked for it."""

import json
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from portico.core.jobs.job import JOBS, Patience, job
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.ids import new_id
from portico.kernel.tenancy import current_tenant, door_scope, portal_scope, scope, staff_scope

SEEN: list[tuple[UUID, str]] = []


@job(queue="default")
def look_around(*, word: str) -> None:
    """Remember for whom it ran."""
    SEEN.append((current_tenant(), word))


def queued() -> list[dict[str, str]]:
    """Arguments of the waiting jobs, as the worker's login sees them; outside any scope."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'",
            [look_around.name],
        )
        return [json.loads(found) for (found,) in cursor.fetchall()]


def test_a_job_is_named_after_its_context() -> None:
    assert look_around.name == "jobs.look_around"
    assert JOBS[look_around.name] is look_around


def test_a_name_is_given_once() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        job()(look_around.run)


@pytest.mark.spec("G1")
def test_the_tenant_comes_from_the_scope(db: None) -> None:
    tenant = a_tenant()

    with scope(staff_scope(tenant.id)):
        look_around.later(word="hello")

    assert queued() == [{"word": "hello", "tenant": str(tenant.id)}]


@pytest.mark.spec("G1")
def test_nobody_queues_for_another_tenant(db: None) -> None:
    mine, other = a_tenant("Acme IT"), a_tenant("Beta MSP")

    with scope(staff_scope(mine.id)):
        look_around.later(word="hello", tenant=str(other.id))  # type: ignore[call-arg] # on purpose

    assert [found["tenant"] for found in queued()] == [str(mine.id)]


def test_what_is_rolled_back_was_never_asked_for(db: None) -> None:
    with pytest.raises(ZeroDivisionError):
        _queue_and_fail(a_tenant().id)

    assert queued() == []


def _queue_and_fail(tenant: UUID) -> None:
    with scope(staff_scope(tenant)):
        look_around.later(word="never")
        raise ZeroDivisionError


@pytest.mark.spec("G1")
@pytest.mark.parametrize("door", ["staff", "portal", "door"])
def test_every_door_may_queue_and_none_may_read_the_queue(db: None, door: str) -> None:
    tenant = a_tenant().id
    scopes = {
        "staff": staff_scope(tenant),
        "portal": portal_scope(tenant, company=new_id(), contact=new_id()),
        "door": door_scope(tenant),
    }

    with scope(scopes[door]):
        look_around.later(word=door)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            queued()

    assert [found["word"] for found in queued()] == [door]


def test_patience_grows_up_to_its_limit() -> None:
    patience = Patience(tries=8, first=4, longest=600)

    assert [patience.wait(attempt) for attempt in range(9)] == [
        4, 8, 16, 32, 64, 128, 256, 512, 600,
    ]  # fmt: skip
    assert patience.wait(10_000) == 600
