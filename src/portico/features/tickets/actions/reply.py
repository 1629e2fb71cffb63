"""A contact writes, and may correct the own words for a few minutes."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Contact
from portico.core.access.permissions import Refusal
from portico.core.files.actions.attach import attach_files
from portico.core.journal.acting import action, record

from .. import queries
from ..events import ClientReplied, ReplyEdited, StatusChanged, TicketReopened
from ..models import ReplyFile, Source, Ticket, TicketReply
from ..permissions import REPLY
from ..rules.lifecycle import EDIT_MINUTES, category_after_client_reply, counts_as_reopening
from .locking import HEARD, STATE, changed, open_for_client
from .once import in_turn, only_once


class TooLateToEdit(Refusal):
    """The few minutes are over; the words may have been read."""

    def __init__(self) -> None:
        super().__init__(
            _("This can no longer be changed. Write a new reply instead."), field="body"
        )


@action(REPLY, writes=("files",))
def reply_to_ticket(
    actor: Actor,
    ticket: Ticket,
    *,
    body: str,
    files: Sequence[UUID] = (),
    source: Source = Source.PORTAL,
    once: str = "",
) -> TicketReply:
    """The client answers: the next move is ours, and a paused or resolved ticket opens again."""
    in_turn(once)
    if again := queries.replied_once(once):
        return again
    ticket = open_for_client(ticket)
    reply = TicketReply(
        ticket=ticket,
        company_id=ticket.company_id,
        by=TicketReply.By.CONTACT,
        contact_id=actor.id if isinstance(actor, Contact) else ticket.contact_id,
        author_name=actor.name,
        body=body,
        source=source,
        sent_at=timezone.now(),
        once=once,
    )
    with only_once():
        reply.save(force_insert=True)
    for file in attach_files(actor, files, company_id=ticket.company_id):
        ReplyFile.objects.create(
            reply=reply, company_id=ticket.company_id, ticket=ticket, file=file
        )
    ticket.heard(body, by=actor.name, us=False, at=reply.sent_at)
    _move_on(actor, ticket)
    record(actor, ClientReplied(ticket=ticket.id, reply=reply.id), on=ticket)
    changed(ticket)
    return reply


def _move_on(actor: Actor, ticket: Ticket) -> None:
    now, was = timezone.now(), ticket.status
    wanted = category_after_client_reply(ticket.category)
    if wanted and counts_as_reopening(ticket.category):
        ticket.reopen_count += 1
        record(actor, TicketReopened(ticket=ticket.id), on=ticket)
    if wanted:
        status = queries.default_status(wanted)
        ticket.move_to(status, at=now)
        fact = StatusChanged.between(ticket.id, was, status)
        record(actor, fact, on=ticket)
    ticket.waits_for_us = True
    ticket.save(update_fields=[*STATE, *HEARD, "reopen_count"])


@action(REPLY)
def edit_reply(actor: Actor, ticket: Ticket, *, reply: TicketReply, body: str) -> TicketReply:
    """Correct the own reply, for five minutes after sending."""
    reply = TicketReply.objects.select_for_update().get(pk=reply.pk, ticket=ticket)
    mine = reply.by == TicketReply.By.CONTACT and reply.contact_id == actor.id
    if not mine or timezone.now() > reply.sent_at + timedelta(minutes=EDIT_MINUTES):
        raise TooLateToEdit
    before, reply.body, reply.edited_at = reply.body, body, timezone.now()
    reply.save(update_fields=["body", "edited_at"])
    fact = ReplyEdited(ticket=ticket.id, reply=reply.id)
    record(actor, fact, on=ticket, before={"body": before}, after={"body": body})
    changed(ticket)
    return reply
