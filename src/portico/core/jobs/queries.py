"""How the queue does: is a worker there, and does anything wait too long?"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from portico.kernel.tenancy import current_tenant

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
