"""The worker: takes jobs from the queue and runs each in the context of its tenant."""

import asyncio
import logging
import signal
from contextlib import suppress
from typing import Any
from uuid import UUID

import psycopg
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections
from django.utils import timezone
from procrastinate import PsycopgConnector, exceptions
from procrastinate import jobs as queue_jobs
from procrastinate.contrib.django import DjangoApp
from procrastinate.job_context import JobContext
from procrastinate.retry import BaseRetryStrategy, RetryDecision

from portico.core.tenants.queries import tenant_ids
from portico.kernel.ids import new_id
from portico.kernel.origin import Origin, origin
from portico.kernel.tenancy import context, current_tenant, scope, staff_scope
from portico.kernel.writes import writing

from . import figures
from .background import BACKGROUND, Background, run_once
from .job import BULK, JOBS, SCHEDULES, SIGN_IN, SIGN_ON, Job, Patience
from .models import FailedJob

log = logging.getLogger("portico.jobs")
LANES = {SIGN_IN: 2, SIGN_ON: 2, BULK: 3, "": 3}  # how many at once; "" takes from every queue
HEARTBEAT = 10.0  # seconds between two signs of life
STALLED_AFTER = 30.0  # seconds without one, and the worker counts as dead
LOOK_EVERY = 10.0  # seconds between two looks for jobs of the dead
AWAY_PAUSE = 1.0  # seconds between two looks for a database that is away
TELLING = 1.0  # seconds until a database that has ended is known to have


class QueueEnded(RuntimeError):
    """Nobody asked the worker to stop; with this it fails, so that it is started again."""


class WorkerDied(RuntimeError):
    """The worker ended in the middle of the job; how far it came, nobody knows."""


class Retry(BaseRetryStrategy):
    """Procrastinate's question «and now?», answered by the job's `Patience`."""

    def __init__(self, patience: Patience) -> None:
        self.patience = patience

    def get_retry_decision(
        self,
        *,
        exception: BaseException,  # noqa: ARG002  the name is the queue's
        job: queue_jobs.Job,
    ) -> RetryDecision | None:
        if job.attempts + 1 >= self.patience.tries:
            return None
        return RetryDecision(retry_in={"seconds": self.patience.wait(job.attempts)})


def make_app(**database: Any) -> DjangoApp:
    """A queue app that knows every declared job. `database` is what psycopg connects with."""
    app = DjangoApp(connector=PsycopgConnector(kwargs=database, min_size=1, max_size=4))
    for declared in JOBS.values():
        app.task(
            name=declared.name,
            queue=declared.queue,
            retry=Retry(declared.patience),
            pass_context=True,
        )(_runner(declared))
    for cron, declared in SCHEDULES.values():
        every = app.task(name=f"every.{declared.name}", queue="default")(_for_each_tenant(declared))
        app.periodic(cron=cron)(every)
    return app


def _runner(declared: Job[Any]) -> Any:
    def run(job_context: JobContext, *, tenant: str, **arguments: Any) -> None:
        wanted, attempts = staff_scope(UUID(tenant)), job_context.job.attempts + 1
        with (
            context(wanted),
            origin(Origin(request_id=new_id().hex, door="job")),
            figures.SECONDS.labels(declared.queue).time(),
        ):
            try:
                declared.run(**arguments)
            except Exception as problem:
                log.exception("job %s failed", declared.name)
                failed(declared, arguments, problem, attempts)
                raise
        figures.JOBS.labels(declared.name, figures.DONE).inc()

    return run


def failed(
    declared: Job[Any], arguments: dict[str, Any], problem: Exception, attempts: int
) -> None:
    """Count it; after the last try, tell people."""
    if attempts < declared.patience.tries:
        figures.JOBS.labels(declared.name, figures.RETRIED).inc()
        return
    figures.JOBS.labels(declared.name, figures.FAILED).inc()
    remember_failure(declared, arguments, problem, attempts)


def remember_failure(
    declared: Job[Any], arguments: dict[str, Any], problem: Exception, attempts: int
) -> None:
    """Keep the failure where the tenant's staff see it; an error text holds no secrets."""
    tenant = staff_scope(current_tenant())
    try:
        with scope(tenant), writing("jobs"):
            FailedJob(
                name=declared.name,
                arguments=arguments,
                error=f"{type(problem).__name__}: {problem}"[:2000],
                attempts=attempts,
                failed_at=timezone.now(),
            ).save(force_insert=True)
    except (DatabaseError, InterfaceError):
        log.exception("could not keep the failure of %s", declared.name)


def _for_each_tenant(declared: Job[Any]) -> Any:
    def every(timestamp: int) -> None:  # noqa: ARG001  the queue passes it
        for tenant in tenant_ids():
            with scope(staff_scope(tenant)):
                declared.later()

    return every


async def work(*, lanes: dict[str, int] | None = None) -> None:
    """Run until TERM or INT. While the database is away, wait for it."""
    stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    while not stop.is_set():
        try:
            await _work_until(stop, lanes or LANES)
        except (exceptions.ConnectorException, psycopg.Error):
            log.warning("the database is away; the worker waits for it")
            await _until_it_answers(stop)


async def _work_until(stop: asyncio.Event, lanes: dict[str, int]) -> None:
    """Take jobs: a lane for sign-in mails, one for mails to very many, and one for everything."""
    app = make_app(**database())
    async with app.open_async():
        lifeline = asyncio.create_task(_connected())
        helpers = [lifeline, asyncio.create_task(_rescue(app))]
        helpers += [asyncio.create_task(_repeat(one)) for one in BACKGROUND.values()]
        workers = [asyncio.create_task(_lane(app, *lane)) for lane in lanes.items()]
        stopper: asyncio.Task[Any] = asyncio.create_task(stop.wait())
        everybody = [stopper, *helpers, *workers]
        ended, _ = await asyncio.wait(everybody, return_when=asyncio.FIRST_COMPLETED)
        if not stop.is_set():
            await asyncio.wait([lifeline], timeout=TELLING)
        for task in everybody:
            task.cancel()
        await asyncio.gather(*everybody, return_exceptions=True)
    if not lifeline.cancelled():
        lifeline.result()
    for task in ended:
        task.result()
    if not stop.is_set():
        raise QueueEnded


async def _connected() -> None:
    """Lasts as long as the database does: a queue that ends with it has no fault of its own."""
    async with await psycopg.AsyncConnection.connect(**database(), autocommit=True) as connection:
        async for _note in connection.notifies():
            pass


async def _lane(app: DjangoApp, lane: str, width: int) -> None:
    await app.run_worker_async(
        name=lane or "all",
        queues=[lane] if lane else None,  # type: ignore[arg-type] # None means all
        concurrency=width,
        install_signal_handlers=False,
        fetch_job_polling_interval=1.0,
        delete_jobs="successful",
        update_heartbeat_interval=HEARTBEAT,
        stalled_worker_timeout=STALLED_AFTER,
    )


async def _repeat(declared: Background) -> None:
    """Again and again, in a thread of its own."""
    while True:
        await asyncio.sleep(declared.seconds)
        await sync_to_async(_once, thread_sensitive=False)(declared)


def _once(declared: Background) -> None:
    close_old_connections()
    run_once(declared)


async def _rescue(app: DjangoApp) -> None:
    """Take up again what a killed worker had in its hands."""
    while True:
        try:
            for job in await app.job_manager.get_stalled_jobs(
                seconds_since_heartbeat=STALLED_AFTER
            ):
                await _take_up(app, job)
        except exceptions.ConnectorException:
            log.warning("the database is away; trying again")
        await asyncio.sleep(LOOK_EVERY)


async def _take_up(app: DjangoApp, job: queue_jobs.Job) -> None:
    """Run it again; when it has had all its tries, say that it may be half done."""
    declared = JOBS.get(job.task_name)
    if declared is None or job.attempts + 1 < declared.patience.tries:
        await app.job_manager.retry_job(job)
        return
    await sync_to_async(_give_up, thread_sensitive=False)(declared, job)
    await app.job_manager.finish_job(job, queue_jobs.Status.FAILED, delete_job=False)


def _give_up(declared: Job[Any], job: queue_jobs.Job) -> None:
    arguments = dict(job.task_kwargs)
    with context(staff_scope(UUID(str(arguments.pop("tenant"))))):
        problem = WorkerDied("the worker ended in the middle of it")
        failed(declared, arguments, problem, job.attempts + 1)


async def _until_it_answers(stop: asyncio.Event) -> None:
    while not stop.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), AWAY_PAUSE)
        if await _answers():
            return


async def _answers() -> bool:
    try:
        async with await psycopg.AsyncConnection.connect(**database()):
            return True
    except psycopg.Error:
        return False


def database() -> dict[str, Any]:
    """How the worker logs in, in psycopg's words."""
    chosen = settings.DATABASES["default"]
    return {
        "host": chosen["HOST"],
        "port": chosen["PORT"] or None,
        "user": chosen["USER"],
        "password": chosen["PASSWORD"],
        "dbname": chosen["NAME"],
        **chosen["OPTIONS"],
    }
