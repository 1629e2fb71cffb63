"""What was said about a ticket, as far as the actor may read it."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from portico.core.access.actors import Actor, Contact, Staff, System

from ..models import (
    InternalNote,
    NoteFile,
    Participant,
    PendingReply,
    ReplyFile,
    Ticket,
    TicketReply,
)
from .tickets import tickets


def replies(actor: Actor, ticket: Ticket) -> QuerySet[TicketReply]:
    """Public messages in their order; `ticket` comes from `queries.ticket`."""
    return TicketReply.objects.filter(ticket=ticket).order_by("sent_at", "id")


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


def followers(actor: Actor, ticket: Ticket) -> QuerySet[Participant]:
    return (
        Participant.objects.filter(ticket=ticket)
        .select_related("contact")
        .order_by("part", "contact__name", "id")
    )


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
