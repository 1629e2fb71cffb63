"""What signing in does later: sending mails, and sweeping up what has ended."""

from uuid import UUID

from portico.core.access.actors import System
from portico.core.jobs.job import SIGN_IN, job, schedule

from .actions.ask import send_sign_in_mail
from .actions.invite import send_staff_link
from .actions.sweep import sweep_sign_ins

SELF = System("identity")


@job(queue=SIGN_IN)
def send_sign_in(*, request: str) -> None:
    """Look for the person who asked; the answer at the door was given long before."""
    send_sign_in_mail(SELF, request_id=UUID(request))


@job(queue=SIGN_IN)
def send_link(*, email: str) -> None:
    """Look for the employee who has lost the password."""
    send_staff_link(SELF, email=email)


@schedule("17 3 * * *")
@job()
def sweep() -> None:
    """Old requests, sessions and counters have told what they could."""
    sweep_sign_ins(SELF)
