"""What signing in does later: sending mails, and sweeping up what has ended."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import System, called
from portico.core.jobs.job import MAIL, SIGN_IN, job, schedule

from .actions import not_me
from .actions import prove_again as deed
from .actions.ask import send_sign_in_mail
from .actions.invite import send_staff_link
from .actions.sweep import sweep_sign_ins

SELF = System(called("identity", _("Sign-in")))


@job(queue=SIGN_IN)
def send_sign_in(*, request: str) -> None:
    """Look for the person who asked; the answer at the door was given long before."""
    send_sign_in_mail(SELF, request_id=UUID(request))


@job(queue=SIGN_IN)
def send_link(*, email: str) -> None:
    """Look for the employee who has lost the password."""
    send_staff_link(SELF, email=email)


@job(queue=SIGN_IN)
def send_proof_code(*, challenge: str, contact: str) -> None:
    """A code for somebody who is signed in and has nothing better than the mailbox."""
    deed.send_proof_code(SELF, challenge_id=UUID(challenge), contact_id=UUID(contact))


@job(queue=MAIL)
def tell_new_device(*, session: str, door: str) -> None:
    """Somebody signed in with a device not seen before."""
    not_me.tell_new_device(SELF, session_id=UUID(session), door=door)


@schedule("17 3 * * *")
@job()
def sweep() -> None:
    """Old requests, sessions and counters have told what they could."""
    sweep_sign_ins(SELF)
