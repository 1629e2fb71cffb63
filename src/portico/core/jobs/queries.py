"""How the queue does: is a worker there, and does anything wait too long?"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from portico.kernel.tenancy import current_tenant

from .job import BULK, DEFAULT, MAIL, SIGN_IN

SEEN_WITHIN = timedelta(minutes=2)  # a worker says every few seconds that it is there


@dataclass(frozen=True, slots=True)
class Pulse:
    """When a worker was last heard of; how many of this tenant's jobs are overdue, or gave up."""

    seen: datetime | None
    overdue: int
    failed: int

    @property
    def is_alive(self) -> bool:
        return self.seen is not None and timezone.now() - self.seen < SEEN_WITHIN


def pulse() -> Pulse:
    """All of it in one statement, for staff; the queue itself stays closed."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT ctx.worker_seen(), ctx.jobs_due(),
                 (SELECT count(*) FROM jobs_failedjob
                  WHERE tenant_id = %s AND retried_at IS NULL AND dismissed_at IS NULL)""",
            [current_tenant()],
        )
        return Pulse(*cursor.fetchone())


@dataclass(frozen=True, slots=True)
class Figures:
    """The queue of the whole installation: per lane, and as a whole."""

    waiting: dict[str, float]
    oldest: dict[str, float]  # seconds for which the oldest has been waiting
    planned: dict[str, float]
    running: dict[str, float]
    failed: float
    seen: float | None  # seconds since a worker was last heard of


def figures() -> Figures:
    """For whoever watches the installation; outside any scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT figure, lane, value FROM ctx.job_figures()")
        rows = cursor.fetchall()
    whole = {figure: value for figure, lane, value in rows if not lane}
    return Figures(
        waiting=_by_lane(rows, "waiting"),
        oldest=_by_lane(rows, "oldest"),
        planned=_by_lane(rows, "planned"),
        running=_by_lane(rows, "running"),
        failed=whole["failed"],
        seen=whole.get("seen"),
    )


def _by_lane(rows: list[tuple[str, str, float]], wanted: str) -> dict[str, float]:
    found = {lane: value for figure, lane, value in rows if figure == wanted and lane}
    return dict.fromkeys((DEFAULT, MAIL, BULK, SIGN_IN), 0.0) | found
