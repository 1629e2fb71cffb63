"""Figures for Prometheus: what all processes of this machine have counted, and the queue's state.

Each web process and each worker counts in a file of its own below PORTICO_HOME/metrics (see
`running.py`); whoever is asked adds them up. What lies in the database is asked for at that moment.
"""

from collections.abc import Iterator
from pathlib import Path

from django.db import DatabaseError, InterfaceError
from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Metric,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from portico.core.jobs import queries as jobs
from portico.core.mail import queries as mail
from portico.kernel.postgres.processes import is_there

from .environment import COMMAND, ENV
from .running import METRICS

REQUESTS = Counter("portico_requests_total", "Requests answered", ["door", "method", "status"])
SECONDS = Histogram(
    "portico_request_seconds",
    "Time to answer a request",
    ["door"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
STREAMS = Gauge("portico_streams_open", "Live streams open now", multiprocess_mode="livesum")
DOORS = ("portal", "staff", "api", "static", "brand")


def door_of(path: str) -> str:
    """A few fixed words, so that nobody can make up figures by asking for odd addresses."""
    first = path.lstrip("/").partition("/")[0]
    return first if first in DOORS else "other"


def exposition() -> bytes:
    """All figures, as Prometheus reads them."""
    registry = CollectorRegistry()
    registry.register(Waiting())
    if ENV.process == COMMAND:  # a test, a shell: counts in its own memory
        return generate_latest(REGISTRY) + generate_latest(registry)
    registry.register(Processes(ENV.home / METRICS))
    return generate_latest(registry)


class Processes(Collector):
    """What every process has counted, added up; what the dead have counted stays counted."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def collect(self) -> Iterator[Metric]:
        for folder in self._folder.iterdir():
            for process in {file.stem.rpartition("_")[2] for file in folder.glob("gauge_live*.db")}:
                if not is_there(int(process)):
                    mark_process_dead(int(process), str(folder))  # type: ignore[no-untyped-call]
        files = [str(file) for file in self._folder.glob("*/*.db")]
        yield from MultiProcessCollector.merge(files)  # type: ignore[no-untyped-call]


class Waiting(Collector):
    """Jobs and mails of all tenants; without a database only that it is away."""

    def collect(self) -> Iterator[Metric]:
        try:
            found = [*_jobs(jobs.figures()), *_mails(mail.figures())]
        except (DatabaseError, InterfaceError):
            found = []
        yield _one("portico_database_up", "The database answers", float(bool(found)))
        yield from found


def _jobs(found: jobs.Figures) -> Iterator[Metric]:
    yield _lanes("portico_jobs_waiting", "Jobs that are due", found.waiting)
    oldest = "How long the oldest due job has waited"
    yield _lanes("portico_jobs_oldest_seconds", oldest, found.oldest)
    yield _lanes("portico_jobs_planned", "Jobs for later, tries included", found.planned)
    yield _lanes("portico_jobs_running", "Jobs that a worker has begun", found.running)
    yield _one("portico_jobs_failed", "Jobs that gave up and wait for a person", found.failed)
    if found.seen is not None:
        yield _one("portico_worker_seen_seconds", "Since a worker was last heard of", found.seen)


def _mails(found: mail.Figures) -> Iterator[Metric]:
    yield _one("portico_mail_waiting", "Mails that wait to be sent", found.waiting)
    oldest = "How long the oldest mail has been due"
    yield _one("portico_mail_oldest_seconds", oldest, found.oldest)
    yield _one("portico_mail_stuck", "Mails that wait for a person", found.stuck)
    yield _one("portico_mail_outages", "Tenants whose mail server is away", found.outages)


def _one(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value=value)


def _lanes(name: str, words: str, values: dict[str, float]) -> Metric:
    family = GaugeMetricFamily(name, words, labels=["queue"])
    for lane, value in values.items():
        family.add_metric([lane], value)
    return family
