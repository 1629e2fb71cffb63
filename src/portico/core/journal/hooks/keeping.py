"""Every night: what is older than the tenant keeps it."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import System, called
from portico.core.jobs.job import DEFAULT, job, schedule

from ..keeping import MANY, forget_entries

KEEPER = System(called("journal", _("Activity log")))


@schedule("53 2 * * *")
@job(queue=DEFAULT)
def forget_old_entries() -> None:
    """Batch by batch, each in a transaction of its own."""
    while forget_entries(KEEPER) == MANY:
        pass
