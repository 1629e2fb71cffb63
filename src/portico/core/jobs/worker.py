"""The worker: takes jobs from the queue and runs each in the context of its tenant."""

import asyncio
import logging
import signal
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import DatabaseError
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

from .background import BACKGROUND, Background, run_once
from .job import JOBS, SCHEDULES, SIGN_IN, Job, Patience
from .models import FailedJob

log = logging.getLogger("portico.jobs")
STALLED_AFTER = 30  # seconds without a heartbeat


class QueueEnded(RuntimeError):
    """Nobody asked the worker to stop; with this it fails, so that it is started again."""


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
        wanted = staff_scope(UUID(tenant))
        with context(wanted), origin(Origin(request_id=new_id().hex, door="job")):
            try:
                declared.run(**arguments)
            except Exception as problem:
                log.exception("job %s failed", declared.name)
                if job_context.job.attempts + 1 >= declared.patience.tries:
                    remember_failure(declared, arguments, problem, job_context.job.attempts + 1)
                raise

    return run


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
    except DatabaseError:
        log.exception("could not keep the failure of %s", declared.name)


def _for_each_tenant(declared: Job[Any]) -> Any:
    def every(timestamp: int) -> None:  # noqa: ARG001  the queue passes it
        for tenant in tenant_ids():
            with scope(staff_scope(tenant)):
                declared.later()

    return every


async def work(*, lanes: dict[str, int] | None = None) -> None:
    """Run until TERM or INT: one lane for sign-in mails, the other for everything."""
    app = make_app(**database())
    async with app.open_async():
        stop = asyncio.Event()
        for sign in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(sign, stop.set)
        helpers = [asyncio.create_task(_rescue(app))]
        helpers += [asyncio.create_task(_repeat(one)) for one in BACKGROUND.values()]
        lanes = lanes or {SIGN_IN: 2, "": 3}
        workers = [
            asyncio.create_task(
                app.run_worker_async(
                    name=lane or "all",
                    queues=[lane] if lane else None,  # type: ignore[arg-type] # None means all
                    concurrency=width,
                    install_signal_handlers=False,
                    fetch_job_polling_interval=1.0,
                    delete_jobs="successful",
                )
            )
            for lane, width in lanes.items()
        ]
        stopper: asyncio.Task[Any] = asyncio.create_task(stop.wait())
        everybody = [stopper, *helpers, *workers]
        ended, _ = await asyncio.wait(everybody, return_when=asyncio.FIRST_COMPLETED)
        for task in everybody:
            task.cancel()
        await asyncio.gather(*everybody, return_exceptions=True)
    for task in ended:
        task.result()
    if not stop.is_set():
        raise QueueEnded


async def _repeat(declared: Background) -> None:
    """Again and again, in a thread of its own."""
    while True:
        await asyncio.sleep(declared.seconds)
        await sync_to_async(run_once, thread_sensitive=False)(declared)


async def _rescue(app: DjangoApp) -> None:
    """Take up again what a killed worker had in its hands."""
    while True:
        try:
            for job in await app.job_manager.get_stalled_jobs(
                seconds_since_heartbeat=STALLED_AFTER
            ):
                await app.job_manager.retry_job(job)
        except exceptions.ConnectorException:
            log.warning("the database is away; trying again")
        await asyncio.sleep(10)


def database() -> dict[str, Any]:
    """How the worker logs in, in psycopg's words."""
    chosen = settings.DATABASES["default"]
    return {
        "host": chosen["HOST"],
        "port": chosen["PORT"] or None,
        "user": chosen["USER"],
        "password": chosen["PASSWORD"],
        "dbname": chosen["NAME"],
    }
