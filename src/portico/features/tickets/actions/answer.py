"""A technician answers. The answer waits ten seconds, so that it can be taken back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Staff
from portico.core.access.permissions import Conflict, Refusal
from portico.core.files.actions.attach import attach_files, pass_on_files, release_files
from portico.core.journal.acting import action, record
from portico.core.people.models import StaffUser

from .. import queries
from ..events import ReplyQueued, ReplyUndone, StatusChanged, TicketAnswered, TicketAssigned
from ..models import PendingReply, ReplyFile, Status, Ticket, TicketReply
from ..permissions import ANSWER
from ..rules.lifecycle import SET_BY_ANSWERS, UNDO_SECONDS, category_after_answer
from .identity import require_identity
from .locking import HEARD, STATE, changed, changed_inside, locked, open_and_locked
from .once import in_turn


class NotWithAnAnswer(Refusal):
    """New it was before; closing takes the permission to change a ticket."""


class AlreadySent(Conflict):
    """The seconds are over: the client has it."""


@action(ANSWER, writes=("files",))
def send_reply(
    actor: Actor,
    ticket: Ticket,
    *,
    body: str,
    files: Sequence[UUID] = (),
    then_status: Status | None = None,
    once: str = "",
) -> PendingReply:
    """Send an answer in a few seconds, and set a status with it. `publish_reply` does both.

    Without `then_status` a new ticket is open from then on; every other one stays where it is.
    """
    if then_status and then_status.category not in SET_BY_ANSWERS:
        raise NotWithAnAnswer(_("An answer cannot set this status."), field="then")
    in_turn(once)
    if once and (again := PendingReply.objects.filter(once=once).first()):
        return again
    ticket = open_and_locked(ticket)
    if then_status:
        require_identity(ticket, then_status)
    attach_files(actor, files, company_id=None)  # nobody takes them away while they wait
    now = timezone.now()
    pending = PendingReply.objects.create(
        ticket=ticket,
        author_id=actor.id,  # type: ignore[misc] # only staff hold the permission
        body=body,
        then_status=then_status,
        files=[str(one) for one in files],
        written_at=now,
        due_at=now + timedelta(seconds=UNDO_SECONDS),
        once=once,
    )
    record(actor, ReplyQueued(ticket=ticket.id, pending=pending.id), on=ticket)
    changed_inside(ticket)
    return pending


@action(ANSWER, writes=("files",))
def undo_reply(actor: Actor, pending: PendingReply) -> PendingReply:
    """Take the answer back before it leaves; its words go back into the composer."""
    row = PendingReply.objects.select_for_update().filter(pk=pending.pk, author_id=actor.id).first()
    if row is None:
        raise AlreadySent(_("It has already been sent."))
    PendingReply.objects.filter(pk=row.pk).delete()
    release_files(actor, [UUID(one) for one in row.files])
    ticket = Ticket.objects.get(pk=row.ticket_id)
    record(actor, ReplyUndone(ticket=row.ticket_id, pending=row.id), on=ticket)
    changed_inside(ticket)
    return row


@action(ANSWER, writes=("files",))
def publish_reply(
    actor: Actor,  # noqa: ARG001  the author speaks, whoever lets the answer out
    pending: PendingReply,
) -> TicketReply | None:
    """Make the answer a reply that the client sees. None when it was taken back or is out.

    A ticket that nobody had is its author's from then on.
    """
    row = PendingReply.objects.select_for_update().filter(pk=pending.pk).first()
    if row is None:
        return None
    author = StaffUser.objects.select_related("card").get(pk=row.author_id)
    speaker = Staff(
        id=author.id, name=author.name, email=author.email, grants=frozenset(), card=author.card_id
    )
    ticket = locked(_where_it_goes_on(row.ticket))
    was = ticket.status_id
    reply = _publish(speaker, ticket, row, author)
    PendingReply.objects.filter(pk=row.pk).delete()
    solves = ticket.is_resolved and ticket.status_id != was
    fact = TicketAnswered(ticket=ticket.id, reply=reply.id, solves=solves)
    record(speaker, fact, on=ticket)
    changed(ticket)
    return reply


def _where_it_goes_on(ticket: Ticket) -> Ticket:
    """Merged meanwhile, and that one again: the words follow."""
    while ticket.merged_into:
        ticket = ticket.merged_into
    return ticket


def _publish(speaker: Staff, ticket: Ticket, row: PendingReply, author: StaffUser) -> TicketReply:
    now = timezone.now()
    reply = TicketReply.objects.create(
        ticket=ticket,
        company_id=ticket.company_id,
        by=TicketReply.By.STAFF,
        card_id=author.card_id,
        author_name=author.name,
        author_title=author.title,
        body=row.body,
        sent_at=now,
    )
    ids = [UUID(one) for one in row.files]
    for file in pass_on_files(speaker, ids, company_id=ticket.company_id):
        ReplyFile.objects.create(
            reply=reply, company_id=ticket.company_id, ticket=ticket, file=file
        )
    ticket.first_response_at = ticket.first_response_at or now
    ticket.waits_for_us = False
    ticket.heard(row.body, by=author.name, us=True, at=now)
    if not ticket.is_closed:
        _take(speaker, ticket, author)
        _move(speaker, ticket, row.then_status, at=now)
    ticket.save(update_fields=[*STATE, *HEARD, "first_response_at", "assignee", "assignee_card"])
    return reply


def _take(speaker: Staff, ticket: Ticket, author: StaffUser) -> None:
    """Nobody's ticket belongs to whoever answers it, or the next client's words reach nobody."""
    if ticket.assignee_id is None:
        ticket.assignee, ticket.assignee_card_id = author, author.card_id
        fact = TicketAssigned(ticket=ticket.id, by=author.id, to=author.id, to_name=author.name)
        record(speaker, fact, on=ticket)


def _move(speaker: Staff, ticket: Ticket, wanted: Status | None, *, at: datetime) -> None:
    if wanted is None and (category := category_after_answer(ticket.category)):
        wanted = queries.default_status(category)
    if wanted and wanted.pk != ticket.status_id:
        was = ticket.status
        ticket.move_to(wanted, at=at)
        fact = StatusChanged.between(ticket.id, was, wanted, with_answer=True)
        record(speaker, fact, on=ticket)
