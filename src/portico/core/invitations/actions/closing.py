"""A company's portal went off: no invitation of its people leads anywhere any more."""

from uuid import UUID

from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.journal.acting import action, record
from portico.core.people.models import Company

from ..events import InvitationsRevoked
from ..models import Invitation
from ..permissions import INVITE
from ..rules import is_open


@action(INVITE)
def revoke_all_of(actor: Actor, *, company_id: UUID) -> int:
    """Take back what is open; people keep their roles for the day the portal goes on again.

    Nothing happens where it is on again by now.
    """
    company = Company.objects.select_for_update().filter(pk=company_id).first()
    if company is None or is_open(company):
        return 0
    waiting = Invitation.objects.filter(company=company).open()
    number = waiting.update(
        state=Invitation.State.REVOKED, reason="company_off", ended_at=timezone.now()
    )
    if number:
        record(actor, InvitationsRevoked(company=company.pk, people=number), on=company)
    return number
