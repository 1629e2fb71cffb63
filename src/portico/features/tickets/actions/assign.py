"""Give a ticket to somebody, or take it oneself."""

from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.journal.acting import action, record
from portico.core.people.models import StaffUser

from .. import queries
from ..events import StatusChanged, TicketAssigned
from ..models import Category, Ticket
from ..permissions import ASSIGN
from .locking import STATE, changed, open_and_locked


@action(ASSIGN)
def assign_ticket(actor: Actor, ticket: Ticket, *, to: StaffUser | None) -> Ticket:
    """A new ticket that somebody takes is open from then on."""
    ticket = open_and_locked(ticket)
    if ticket.assignee_id == (to.id if to else None):
        return ticket
    now = timezone.now()
    ticket.assignee, ticket.assignee_card_id = to, to.card_id if to else None
    fact = TicketAssigned(
        ticket=ticket.id,
        by=actor.id,
        to=to.id if to else None,
        to_name=to.name if to else "",
    )
    record(actor, fact, on=ticket)
    if to and ticket.category == Category.NEW:
        was, status = ticket.status, queries.default_status(Category.OPEN)
        ticket.move_to(status, at=now)
        moved = StatusChanged.between(ticket.id, was, status)
        record(actor, moved, on=ticket)
    ticket.updated_at = now
    ticket.save(update_fields=[*STATE, "assignee", "assignee_card"])
    changed(ticket)
    return ticket
