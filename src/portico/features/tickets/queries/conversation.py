"""What was said about a ticket, as far as the actor may read it."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from portico.core.access.actors import Actor, Contact, Staff, System
from portico.core.access.permissions import NotVisible, can
from portico.kernel.postgres.kept import kept

from ..models import (
    InternalNote,
    NoteFile,
    Participant,
    PendingReply,
    ReplyFile,
    Ticket,
    TicketReply,
)
from ..permissions import VIEW
from .tickets import tickets


def replies(actor: Actor, ticket: Ticket) -> QuerySet[TicketReply]:
    """Public messages in their order; `ticket` comes from `queries.ticket`."""
    if not can(actor, VIEW, on=ticket):
        return TicketReply.objects.none()
    return TicketReply.objects.filter(ticket=ticket).order_by("sent_at", "id")


def reply(actor: Actor, ticket: Ticket, reply_id: UUID) -> TicketReply:
    """One public message of the ticket, or `NotVisible`."""
    found = replies(actor, ticket).filter(pk=reply_id).first()
    if found is None:
        raise NotVisible("reply")
    return found


def own_reply(actor: Actor, ticket: Ticket, reply_id: UUID) -> TicketReply:
    """One of the contact's own messages, or `NotVisible`."""
    mine = replies(actor, ticket).filter(contact_id=actor.id)  # type: ignore[misc] # or nobody's
    found = mine.filter(pk=reply_id).first()
    if found is None:
        raise NotVisible("reply")
    return found


def notes(actor: Actor, ticket: Ticket) -> QuerySet[InternalNote]:
    """Internal notes: for staff only, in code as in the database."""
    if not isinstance(actor, Staff | System):
        return InternalNote.objects.none()
    return InternalNote.objects.filter(ticket=ticket).order_by("at", "id")


def pending(actor: Actor, ticket: Ticket) -> QuerySet[PendingReply]:
    """Answers about to leave; for staff only."""
    if not isinstance(actor, Staff | System):
        return PendingReply.objects.none()
    return PendingReply.objects.filter(ticket=ticket).order_by("due_at", "id")


def pending_reply(actor: Actor, pending_id: UUID) -> PendingReply:
    """One answer that has not left yet; who may read its ticket may see it."""
    if isinstance(actor, Staff | System):
        found = PendingReply.objects.select_related("ticket").filter(pk=pending_id).first()
        if found is not None:
            return found
    raise NotVisible("answer")


def followers(actor: Actor, ticket: Ticket) -> list[Participant]:
    """Who takes part, with their contacts."""
    return _followers(ticket.pk) if can(actor, VIEW, on=ticket) else []


@kept
def _followers(ticket: UUID) -> QuerySet[Participant]:
    rows = Participant.objects.filter(ticket_id=ticket).select_related("contact")
    return rows.order_by("part", "contact__name", "id")


def file_ids_visible(actor: Actor, file_ids: Iterable[UUID]) -> set[UUID]:
    """Which of these files hang on something that the actor may read."""
    wanted = list(file_ids)
    mine = tickets(actor).values("id")
    on_replies = ReplyFile.objects.filter(file_id__in=wanted, ticket_id__in=mine)
    found = set(on_replies.values_list("file_id", flat=True))
    if not isinstance(actor, Contact):
        on_notes = NoteFile.objects.filter(file_id__in=wanted, ticket_id__in=mine)
        found |= set(on_notes.values_list("file_id", flat=True))
    return found


def tickets_showing(file_id: UUID) -> list[Ticket]:
    """Tickets that show this file to their client; for live updates."""
    shown = ReplyFile.objects.filter(file_id=file_id).select_related("ticket")
    return [one.ticket for one in shown.order_by("id")]


def tickets_noting(file_id: UUID) -> list[Ticket]:
    """Tickets that show this file to staff only; for live updates."""
    noted = NoteFile.objects.filter(file_id=file_id).select_related("ticket")
    return [one.ticket for one in noted.order_by("id")]
