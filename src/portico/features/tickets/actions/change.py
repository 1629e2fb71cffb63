"""Change status, priority, queue and team; or several of them at once, all or nothing."""

from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Refusal
from portico.core.journal.acting import action, record
from portico.core.people.models import StaffUser, Team

from .. import queries
from ..events import PriorityChanged, StatusChanged, TicketMoved
from ..models import MERGED, Category, Priority, Queue, Status, Ticket
from ..permissions import CHANGE, VIEW
from .assign import assign_ticket
from .identity import require_identity
from .locking import PROMISED, STATE, changed, changed_inside, locked, open_and_locked


class _As(Enum):
    IT_IS = "as it is"


AS_IT_IS: Final = _As.IT_IS  # None means nobody and no team, so staying needs a word of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What becomes of a ticket; what is not named stays as it is."""

    status: Status | None = None
    priority: Priority | None = None
    to: StaffUser | Literal[_As.IT_IS] | None = AS_IT_IS
    queue: Queue | None = None
    team: Team | Literal[_As.IT_IS] | None = AS_IT_IS

    @property
    def moves(self) -> bool:
        return self.queue is not None or self.team is not AS_IT_IS


class MergedStaysMerged(Refusal):
    """A merged ticket goes on elsewhere."""


class OnlyByMerging(Refusal):
    """Without another ticket the client would be told of one that is not there."""

    def __init__(self) -> None:
        super().__init__(
            _("Merge it into the other ticket; that sets this status."), field="status"
        )


@action(CHANGE)
def change_status(actor: Actor, ticket: Ticket, *, status: Status) -> Ticket:
    """Move the ticket to another status; a closed one may be opened again, a merged one not."""
    ticket = locked(ticket)
    if ticket.merged_into_id:
        raise MergedStaysMerged(_("This ticket was merged. Work on the one it went into."))
    if ticket.status_id == status.id:
        return ticket
    if status.key == MERGED:
        raise OnlyByMerging
    require_identity(ticket, status)
    was, before = ticket.status, ticket.category
    ticket.move_to(status, at=timezone.now())
    if before in {Category.RESOLVED, Category.CLOSED} and status.category in {
        Category.NEW,
        Category.OPEN,
    }:
        ticket.reopen_count += 1
        ticket.waits_for_us = True
    ticket.save(update_fields=[*STATE, "reopen_count"])
    fact = StatusChanged.between(ticket.id, was, status)
    labels = ({"status": was.label_staff}, {"status": status.label_staff})
    record(actor, fact, on=ticket, before=labels[0], after=labels[1])
    changed(ticket)
    return ticket


@action(CHANGE)
def change_priority(actor: Actor, ticket: Ticket, *, priority: Priority) -> Ticket:
    ticket = open_and_locked(ticket)
    if ticket.priority == priority:
        return ticket
    fact = PriorityChanged(ticket=ticket.id, old=ticket.priority, new=priority.value)
    ticket.priority, ticket.updated_at = priority, timezone.now()
    ticket.promise(queries.target(priority))
    ticket.save(update_fields=["priority", "updated_at", *PROMISED])
    record(actor, fact, on=ticket)
    changed(ticket)
    return ticket


@action(CHANGE)
def move_ticket(actor: Actor, ticket: Ticket, *, queue: Queue, team: Team | None) -> Ticket:
    """Line the ticket up elsewhere; the client does not notice."""
    ticket = locked(ticket)
    before = {"queue": str(ticket.queue_id), "team": str(ticket.team_id or "")}
    ticket.queue, ticket.team = queue, team
    ticket.save(update_fields=["queue", "team"])
    fact = TicketMoved(ticket=ticket.id, queue=queue.name, team=team.name if team else "")
    record(actor, fact, on=ticket, before=before)
    changed_inside(ticket)
    return ticket


@action(VIEW)
def change_ticket(actor: Actor, ticket: Ticket, changes: Changes) -> Ticket:
    """All of the changes, or none: each asks for its own permission and keeps its own rules.

    A status that closes the ticket comes last, any other first: so a closed ticket can be opened
    and changed in one go, and an open one changed and closed.
    """
    ticket = locked(ticket)
    closes = changes.status is not None and changes.status.category == Category.CLOSED
    if changes.status and not closes:
        ticket = change_status(actor, ticket, status=changes.status)
    if changes.priority is not None:
        ticket = change_priority(actor, ticket, priority=changes.priority)
    if changes.to is not AS_IT_IS:
        ticket = assign_ticket(actor, ticket, to=changes.to)
    if changes.moves:
        ticket = _move(actor, ticket, changes)
    if changes.status and closes:
        ticket = change_status(actor, ticket, status=changes.status)
    return ticket


def _move(actor: Actor, ticket: Ticket, changes: Changes) -> Ticket:
    team = ticket.team if changes.team is AS_IT_IS else changes.team
    return move_ticket(actor, ticket, queue=changes.queue or ticket.queue, team=team)
