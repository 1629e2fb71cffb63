"""What the page of a ticket says about who asked."""

from dataclasses import dataclass
from uuid import UUID

from portico.core.access.actors import Staff
from portico.core.access.permissions import can
from portico.core.verification.models import Check, Demands
from portico.core.verification.permissions import CHECK
from portico.core.verification.queries import last_verified, weight_of

from ..models import Ticket
from ..rules.identity import kinds_of


@dataclass(frozen=True, slots=True)
class Identity:
    """Whether a check is demanded, and the one that was made."""

    contact_id: UUID
    about: str
    check: Check | None
    demanded: bool
    refuses: bool
    may_check: bool


def identity_of(actor: Staff, ticket: Ticket) -> Identity | None:
    """None where nobody has asked: there is nobody to check."""
    if ticket.contact_id is None:
        return None
    weight = weight_of(kinds_of(ticket))
    return Identity(
        contact_id=ticket.contact_id,
        about=f"ticket:{ticket.pk}",
        check=last_verified(ticket.pk, ticket.contact_id),
        demanded=bool(weight),
        refuses=weight == Demands.Weight.REFUSE,
        may_check=can(actor, CHECK),
    )
