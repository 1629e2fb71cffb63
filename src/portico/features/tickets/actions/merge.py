"""Two tickets about one thing become one."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Refusal
from portico.core.journal.acting import action, record

from .. import queries
from ..events import TicketMerged, TicketTookIn
from ..models import (
    MERGED,
    Category,
    InternalNote,
    NoteFile,
    Participant,
    ReplyFile,
    Ticket,
    TicketReply,
)
from ..permissions import MERGE
from .change import change_status
from .locking import STATE, changed, checked_open, locked


class CannotMerge(Refusal):
    """These two do not go together."""


@action(MERGE)
def merge_ticket(actor: Actor, ticket: Ticket, *, into: Ticket) -> Ticket:
    """Move everything said about `ticket` to `into`, of the same company, and close `ticket`."""
    if ticket.pk == into.pk:
        raise CannotMerge(_("A ticket cannot be merged into itself."), field="into")
    if ticket.company_id != into.company_id:
        raise CannotMerge(_("Only tickets of the same company can be merged."), field="into")
    first, second = sorted((ticket, into), key=lambda one: one.pk)  # always lock in one order
    rows = {row.pk: row for row in (locked(first), locked(second))}
    ticket, into = checked_open(rows[ticket.pk]), rows[into.pk]
    if into.is_closed:
        raise CannotMerge(_("That ticket is closed. Choose one that is open."), field="into")
    is_asked = ticket.waits_for_us
    _move_conversation(ticket, into)
    _close(ticket, into)
    fact = TicketMerged(ticket=ticket.id, into=into.id, into_number=into.number)
    record(actor, fact, on=ticket)
    took = TicketTookIn(ticket=into.id, source=ticket.id, source_number=ticket.number)
    record(actor, took, on=into)
    if into.is_resolved and is_asked:
        into = _reopen_for(actor, into)
    for one in (ticket, into):
        changed(one)
    return into


def _move_conversation(ticket: Ticket, into: Ticket) -> None:
    TicketReply.objects.filter(ticket=ticket).update(ticket=into, is_opening=False)
    ReplyFile.objects.filter(ticket=ticket).update(ticket=into)
    InternalNote.objects.filter(ticket=ticket).update(ticket=into)
    NoteFile.objects.filter(ticket=ticket).update(ticket=into)
    there = set(Participant.objects.filter(ticket=into).values_list("contact_id", flat=True))
    Participant.objects.bulk_create(
        Participant.joining(into, who, Participant.Part.FOLLOWER)
        for who in Participant.objects.filter(ticket=ticket).values_list("contact_id", flat=True)
        if who not in there
    )
    into.updated_at = timezone.now()
    into.waits_for_us = into.waits_for_us or ticket.waits_for_us
    into.save(update_fields=["updated_at", "waits_for_us"])


def _reopen_for(actor: Actor, into: Ticket) -> Ticket:
    """Somebody still waits in what came here: a solution that is not theirs must not stand."""
    return change_status(actor, into, status=queries.default_status(Category.OPEN))


def _close(ticket: Ticket, into: Ticket) -> None:
    ticket.move_to(queries.default_status(Category.CLOSED, key=MERGED), at=timezone.now())
    ticket.merged_into = into
    ticket.save(update_fields=[*STATE, "merged_into"])
