"""What is done about tokens at night."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import System, called
from portico.core.jobs.job import job, schedule

from .actions.once import forget_answers

SELF = System(called("tokens", _("API tokens")))


@schedule("41 3 * * *")
@job()
def forget() -> None:
    """Kept answers are for programs that try again, not for the archive."""
    forget_answers(SELF)
