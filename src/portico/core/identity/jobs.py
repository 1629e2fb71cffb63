"""What signing in does later: sending mails, and sweeping up what has ended."""

from contextlib import suppress
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import System, called
from portico.core.jobs.job import MAIL, SIGN_IN, job, schedule
from portico.core.people.queries import contacts
from portico.kernel.tenancy import current_tenant, scope, staff_scope

from .actions.ask import send_sign_in_mail
from .actions.invite import send_staff_link
from .actions.sweep import sweep_sign_ins
from .actions.welcome import JustInvited, NotLetIn, invite_contact

SELF = System(called("identity", _("Sign-in")))


@job(queue=SIGN_IN)
def send_sign_in(*, request: str) -> None:
    """Look for the person who asked; the answer at the door was given long before."""
    send_sign_in_mail(SELF, request_id=UUID(request))


@job(queue=SIGN_IN)
def send_link(*, email: str) -> None:
    """Look for the employee who has lost the password."""
    send_staff_link(SELF, email=email)


@job(queue=MAIL)
def send_welcome(*, contact: str) -> None:
    """Tell a client the way in, if the access has not been closed again meanwhile."""
    with scope(staff_scope(current_tenant())), suppress(NotLetIn, JustInvited):
        for found in contacts(SELF).filter(pk=UUID(contact)):
            invite_contact(SELF, found)


@schedule("17 3 * * *")
@job()
def sweep() -> None:
    """Old requests, sessions and counters have told what they could."""
    sweep_sign_ins(SELF)
