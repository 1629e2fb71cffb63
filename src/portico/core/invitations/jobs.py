"""Sending campaigns and planned invitations, and regular care for those that are open."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import System, called
from portico.core.jobs.job import BULK, DEFAULT, job, schedule
from portico.kernel.tenancy import current_tenant, scope, staff_scope

from .actions.answer import renew as renew_invitation
from .actions.closing import revoke_all_of
from .actions.pump import take_a_turn, wake_abandoned
from .actions.settle import accept_joined, expire, remind
from .actions.single import send_planned as send_one
from .actions.single import welcome as tell
from .queries import due

SELF = System(called("invitations", _("Invitations")))


@job(queue=BULK)
def pump(*, campaign: str) -> None:
    """The next few people of a campaign; it comes back for the rest by itself."""
    take_a_turn(SELF, UUID(campaign))


@job(queue=DEFAULT)
def welcome(*, contact: str) -> None:
    """Somebody got access; whoever gives it need not write a mail as well."""
    tell(SELF, contact_id=UUID(contact))


@job(queue=DEFAULT)
def close_company(*, company: str) -> None:
    """Its portal was switched off."""
    revoke_all_of(SELF, company_id=UUID(company))


@job(queue=DEFAULT)
def send_planned(*, invitation: str) -> None:
    """The day of this one has come."""
    send_one(SELF, invitation_id=UUID(invitation))


@job(queue=DEFAULT)
def renew(*, invitation: str) -> None:
    """Somebody asked for a new one with a link that had run out."""
    renew_invitation(SELF, invitation_id=UUID(invitation))


@job(queue=DEFAULT)
def note_joining(*, person: str) -> None:
    """Somebody has just proved a mailbox: which invitations does that accept?"""
    accept_joined(SELF, person_id=UUID(person))


@schedule("*/5 * * * *")
@job(queue=DEFAULT)
def tend() -> None:
    """Every five minutes: who has come, what has run out, who is reminded, what got lost."""
    accept_joined(SELF)
    expire(SELF)
    remind(SELF)
    wake_abandoned(SELF)
    with scope(staff_scope(current_tenant())):
        late = list(due())
    for one in late:
        send_one(SELF, invitation_id=one)
