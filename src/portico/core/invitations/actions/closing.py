"""A door was shut: no invitation through it leads anywhere, and no planned one opens it again."""

from uuid import UUID

from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.journal.acting import action, record
from portico.core.people.models import Company, Contact

from ..events import InvitationRevoked, InvitationsRevoked
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


@action(INVITE)
def drop_planned(actor: Actor, *, contact_id: UUID) -> None:
    """Access was closed by hand: what was planned before does not give it back one day."""
    planned = Invitation.objects.filter(contact=contact_id, state=Invitation.State.CREATED)
    dropped = planned.update(
        state=Invitation.State.REVOKED, reason="revoked", ended_at=timezone.now()
    )
    if dropped:
        contact = Contact.objects.get(pk=contact_id)
        record(actor, InvitationRevoked(contact=contact.pk), on=contact)
