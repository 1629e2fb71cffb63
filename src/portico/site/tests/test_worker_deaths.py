"""Workers that are killed, and queues that end: no job is lost, none is silently half done."""

import asyncio
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from procrastinate.contrib.django import DjangoApp

from portico.core.jobs import worker
from portico.core.jobs.background import Background, run_once
from portico.core.jobs.job import DEFAULT, defer
from portico.core.jobs.models import FailedJob
from portico.core.jobs.worker import QueueEnded, database
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.postgres.address import address
from portico.kernel.tenancy import current_tenant, scope, staff_scope

from .servers import process, wait_until

pytestmark = pytest.mark.django_db(transaction=True)
PATIENT, ONCE_ONLY = "tests.patient", "tests.once_only"  # in `killable.py`
TAKEN_UP = 40  # seconds, on a busy machine


class Workshop:
    """A folder in which jobs leave traces, and the workers that do them."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder, self._stack = folder, stack
        (folder / "traces").mkdir()

    def worker(self) -> subprocess.Popen[bytes]:
        return self._stack.enter_context(
            process(
                "portico.site.tests.killable",
                str(self.folder / "traces"),
                log=self.folder / "log",
                environment={"DATABASE_URL": address(database())},
            )
        )

    def traces(self, word: str) -> int:
        return len(list((self.folder / "traces").glob(f"{word}.*")))

    def let_go(self) -> None:
        (self.folder / "traces" / "go").touch()

    def one_dies_in_the_middle(self) -> None:
        first = self.worker()
        wait_until(lambda: self.traces("began") == 1, TAKEN_UP, "the first worker")
        os.kill(first.pid, signal.SIGKILL)
        first.wait()


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    with ExitStack() as stack:
        workshop = Workshop(tmp_path, stack)
        stack.callback(workshop.let_go)  # a worker that is asked to stop finishes its job first
        yield workshop


def queued(job: str) -> UUID:
    tenant = a_tenant().id
    with scope(staff_scope(tenant)):
        defer(job, DEFAULT, {})
    return tenant


def states(job: str) -> list[str]:
    """As the worker's login sees them; a job that is done is gone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE task_name = %s", [job])
        return [state for (state,) in cursor.fetchall()]


@pytest.mark.alone
@pytest.mark.spec("G1")
def test_the_job_of_a_killed_worker_is_done_by_the_next(workshop: Workshop) -> None:
    queued(PATIENT)
    workshop.one_dies_in_the_middle()
    workshop.worker()
    wait_until(lambda: workshop.traces("began") == 2, TAKEN_UP, "the second worker")
    workshop.let_go()

    wait_until(lambda: not states(PATIENT), TAKEN_UP, "the job")
    assert (workshop.traces("began"), workshop.traces("done")) == (2, 1)


@pytest.mark.alone
def test_a_living_worker_keeps_its_job_however_long_it_takes(workshop: Workshop) -> None:
    queued(PATIENT)
    for _ in range(2):
        workshop.worker()
    wait_until(lambda: workshop.traces("began") == 1, TAKEN_UP, "the job")
    with pytest.raises(AssertionError):  # longer than a dead one is waited for
        wait_until(lambda: workshop.traces("began") > 1, 5)

    workshop.let_go()
    wait_until(lambda: not states(PATIENT), TAKEN_UP, "the job")


@pytest.mark.alone
def test_a_job_that_must_not_run_twice_is_told_as_failed(workshop: Workshop) -> None:
    tenant = queued(ONCE_ONLY)
    workshop.one_dies_in_the_middle()
    workshop.worker()

    wait_until(lambda: states(ONCE_ONLY) == ["failed"], TAKEN_UP, "the second worker")
    assert workshop.traces("began") == 1
    with scope(staff_scope(tenant)):
        (told,) = FailedJob.objects.all()
    assert (told.name, told.attempts) == (ONCE_ONLY, 1)
    assert "the worker ended in the middle of it" in told.error


@pytest.mark.alone
def test_a_worker_that_is_asked_to_stop_finishes_its_job_first(workshop: Workshop) -> None:
    queued(PATIENT)
    asked = workshop.worker()
    wait_until(lambda: workshop.traces("began") == 1, TAKEN_UP, "the worker")
    asked.terminate()
    with pytest.raises(subprocess.TimeoutExpired):
        asked.wait(1)
    workshop.let_go()

    assert asked.wait(TAKEN_UP) == 0
    assert workshop.traces("done") == 1
    assert states(PATIENT) == []


def test_a_queue_that_ends_by_itself_ends_the_worker_too(monkeypatch: pytest.MonkeyPatch) -> None:
    async def over(*_args: Any, **_kwargs: Any) -> None:
        """What the queue's library does when one of its own tasks has failed."""

    monkeypatch.setattr(DjangoApp, "run_worker_async", over)
    monkeypatch.setattr(worker, "TELLING", 0.1)

    with pytest.raises(QueueEnded):
        asyncio.run(worker.work())


# What the worker does every few seconds, for each tenant


def test_a_tenant_that_fails_does_not_stop_the_others() -> None:
    tenants = [a_tenant().id for _ in range(3)]
    seen: list[UUID] = []

    def work() -> bool:
        seen.append(current_tenant())
        if current_tenant() == tenants[1]:
            raise ZeroDivisionError
        return False

    run_once(Background("tests.one_fails", 1, work))

    assert sorted(seen) == sorted(tenants)


def test_a_statement_that_fails_is_undone_for_its_tenant_alone() -> None:
    tenants = sorted(a_tenant().id for _ in range(3))

    def work() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE tenants_tenant SET name = 'Touched' WHERE id = %s", [current_tenant()]
            )
            if current_tenant() == tenants[1]:
                cursor.execute("SELECT 1 / 0")
        return False

    run_once(Background("tests.one_breaks", 1, work))

    assert [name_of(tenant) for tenant in tenants] == ["Touched", "Acme IT", "Touched"]


def name_of(tenant: UUID) -> str:
    with scope(staff_scope(tenant)), connection.cursor() as cursor:
        cursor.execute("SELECT name FROM tenants_tenant WHERE id = %s", [tenant])
        return str(cursor.fetchone()[0])


def test_each_batch_is_a_transaction_of_its_own() -> None:
    a_tenant()
    transactions: list[int] = []

    def work() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text::bigint")
            transactions.append(cursor.fetchone()[0])
        return len(transactions) < 3

    run_once(Background("tests.batches", 1, work))

    assert len(set(transactions)) == 3
