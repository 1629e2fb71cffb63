"""Every night: what is older than the tenant keeps it."""

from portico.core.access.actors import System
from portico.core.jobs.job import DEFAULT, job, schedule

from ..keeping import MANY, forget_entries


@schedule("53 2 * * *")
@job(queue=DEFAULT)
def forget_old_entries() -> None:
    """Batch by batch, each in a transaction of its own."""
    while forget_entries(System("journal")) == MANY:
        pass
