"""Is it fixed? The client says yes or no, or time says yes."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Conflict
from portico.core.journal.acting import action, record

from .. import queries
from ..events import ClosedByTime, SolutionConfirmed, TicketReopened
from ..models import Category, Ticket
from ..permissions import CHANGE, CONFIRM
from ..rules.lifecycle import closes_at
from .locking import STATE, changed, locked


class NotResolved(Conflict):
    """There is no solution to confirm: somebody was faster."""


@action(CONFIRM)
def confirm_solution(actor: Actor, ticket: Ticket) -> Ticket:
    """The client says that it is fixed: the ticket closes."""
    ticket = _resolved(ticket)
    ticket.move_to(queries.default_status(Category.CLOSED, key="closed"), at=timezone.now())
    ticket.save(update_fields=STATE)
    record(actor, SolutionConfirmed(ticket=ticket.id), on=ticket)
    changed(ticket)
    return ticket


@action(CONFIRM)
def reopen_ticket(actor: Actor, ticket: Ticket) -> Ticket:
    """The client says that it is not fixed: it is open again, and our move."""
    ticket = _resolved(ticket)
    ticket.move_to(queries.default_status(Category.OPEN), at=timezone.now())
    ticket.waits_for_us, ticket.reopen_count = True, ticket.reopen_count + 1
    ticket.save(update_fields=[*STATE, "reopen_count"])
    record(actor, TicketReopened(ticket=ticket.id), on=ticket)
    changed(ticket)
    return ticket


@action(CHANGE)
def close_when_due(actor: Actor, ticket: Ticket) -> bool:
    """Close a solution that nobody objected to; False while its days are not over."""
    ticket = locked(ticket)
    now = timezone.now()
    if not ticket.is_resolved or not ticket.resolved_at or closes_at(ticket.resolved_at) > now:
        return False
    ticket.move_to(queries.default_status(Category.CLOSED, key="closed"), at=now)
    ticket.save(update_fields=STATE)
    record(actor, ClosedByTime(ticket=ticket.id), on=ticket)
    changed(ticket)
    return True


def _resolved(ticket: Ticket) -> Ticket:
    fresh = locked(ticket)
    if not fresh.is_resolved:
        raise NotResolved(_("The ticket has changed meanwhile. Look at it again."))
    return fresh
