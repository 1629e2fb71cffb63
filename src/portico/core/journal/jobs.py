"""What becomes of the journal later: it is sealed, and every night what is too old goes."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import System, called
from portico.core.jobs.job import DEFAULT, job, schedule

from .keeping import MANY, forget_entries
from .sealing import seal_new

__all__ = ["forget_old_entries", "seal_new"]  # the sealer is announced by being imported

KEEPER = System(called("journal", _("Activity log")))


@schedule("53 2 * * *")
@job(queue=DEFAULT)
def forget_old_entries() -> None:
    """What is older than the tenant keeps it, batch by batch, each a transaction of its own."""
    while forget_entries(KEEPER) == MANY:
        pass
