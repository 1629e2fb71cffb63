"""Take over what was said about imported tickets, never twice, without any mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from portico.core.access.actors import Actor
from portico.core.journal.acting import action, record
from portico.core.people.actions.import_people import Tally
from portico.core.people.directory import Directory
from portico.engines.search.actions.index import index_rows
from portico.kernel.ids import id_at

from .. import queries
from ..events import MessagesImported
from ..models import Category, InternalNote, Source, Ticket, TicketReply
from ..permissions import CREATE_FOR
from ..queries.imported import Colleague, DeskWords

HEARD = ("last_words", "last_by", "last_by_us", "waits_for_us", "updated_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRow:
    """A message or a note as another system knows it; `ticket` is the ticket's reference."""

    line: int
    ref: str
    ticket: str
    body: str
    at: datetime
    author: str = ""
    email: str = ""
    is_internal: bool = False
    is_ours: bool = False


@action(CREATE_FOR)
def import_messages(
    actor: Actor, rows: Sequence[MessageRow], *, desk: DeskWords, known: Directory
) -> Tally:
    """Hang messages and internal notes on their tickets; rows without a ticket are refused."""
    tickets, done, tally = _tickets(rows), _done(rows), Tally()
    replies: list[TicketReply] = []
    notes: list[InternalNote] = []
    openings = _placeholders(tickets)
    for row in sorted(rows, key=lambda one: one.at):
        ticket = tickets.get(row.ticket)
        if ticket is None:
            words = _("There is no imported ticket with this number. Import the tickets first.")
            tally.refused.append((row.line, words))
        elif row.ref in done:
            tally.unchanged += 1
        elif row.is_internal:
            notes.append(_note(row, ticket, desk.known_colleague(row.email, row.author)))
        else:
            reply = _reply(row, ticket, desk.known_colleague(row.email, row.author), known)
            _open_with(openings, reply)
            replies.append(reply)
    _save(replies, notes)
    touched = {reply.ticket for reply in replies} | {note.ticket for note in notes}
    _hear(touched)
    index_rows(actor, kind=queries.SEARCH_KIND, ids=[ticket.id for ticket in touched])
    tally.added = len(replies) + len(notes)
    if tally.added:
        record(actor, MessagesImported(replies=len(replies), notes=len(notes)))
    return tally


def _tickets(rows: Sequence[MessageRow]) -> dict[str, Ticket]:
    found = Ticket.objects.select_for_update().filter(external_ref__in={row.ticket for row in rows})
    return {one.external_ref: one for one in found.exclude(external_ref="").order_by("id")}


def _done(rows: Sequence[MessageRow]) -> set[str]:
    """`exclude` lets the partial indexes answer: they hold no empty references."""
    refs = [row.ref for row in rows]
    replies = TicketReply.objects.filter(external_ref__in=refs).exclude(external_ref="")
    notes = InternalNote.objects.filter(external_ref__in=refs).exclude(external_ref="")
    found = {*replies.values_list("external_ref", flat=True)}
    return found | {*notes.values_list("external_ref", flat=True)}


def _placeholders(tickets: dict[str, Ticket]) -> dict[UUID, TicketReply]:
    """First messages that only repeat the subject, because the tickets came without a text."""
    found = TicketReply.objects.filter(ticket__in=tickets.values(), is_opening=True)
    found = found.filter(external_ref="").select_related("ticket")
    return {one.ticket_id: one for one in found if one.body == one.ticket.subject}


def _open_with(openings: dict[UUID, TicketReply], reply: TicketReply) -> None:
    """The first real message of the client stands in for the one that repeats the subject."""
    if reply.by == TicketReply.By.CONTACT and (old := openings.pop(reply.ticket_id, None)):
        old.delete()
        reply.is_opening = True


def _reply(
    row: MessageRow, ticket: Ticket, colleague: Colleague | None, known: Directory
) -> TicketReply:
    ours = row.is_ours or colleague is not None
    contact = (
        None if ours else known.contact_at(ticket.company_id, email=row.email, name=row.author)
    )
    return TicketReply(
        id=id_at(int(row.at.timestamp() * 1000)),
        ticket=ticket,
        company_id=ticket.company_id,
        by=TicketReply.By.STAFF if ours else TicketReply.By.CONTACT,
        contact_id=contact,
        card_id=colleague.card if colleague else None,
        author_name=_author(row, colleague)
        or (known.names[contact] if contact else ticket.last_by),
        author_title=colleague.title if colleague else "",
        body=row.body,
        source=Source(ticket.source),
        sent_at=row.at,
        external_ref=row.ref,
    )


def _note(row: MessageRow, ticket: Ticket, colleague: Colleague | None) -> InternalNote:
    return InternalNote(
        id=id_at(int(row.at.timestamp() * 1000)),
        ticket=ticket,
        author_id=colleague.id if colleague else None,
        author_name=_author(row, colleague),
        author_title=colleague.title if colleague else "",
        body=row.body,
        at=row.at,
        external_ref=row.ref,
    )


def _author(row: MessageRow, colleague: Colleague | None) -> str:
    return colleague.name if colleague else row.author or row.email


def _save(replies: list[TicketReply], notes: list[InternalNote]) -> None:
    TicketReply.objects.bulk_create(replies)
    InternalNote.objects.bulk_create(notes)


def _hear(tickets: set[Ticket]) -> None:
    """Lists show the newest words, whoever wrote them here or there."""
    newest = TicketReply.objects.filter(ticket__in=tickets).order_by("ticket", "-sent_at", "-id")
    last = {one.ticket_id: one for one in newest.distinct("ticket")}
    heard = [ticket for ticket in tickets if ticket.id in last]
    for ticket in heard:
        reply = last[ticket.id]
        us = reply.by == TicketReply.By.STAFF
        stamp = max(ticket.updated_at, reply.sent_at)
        ticket.heard(reply.body, by=reply.author_name, us=us, at=stamp)
        ticket.waits_for_us = not us and ticket.category in {Category.NEW, Category.OPEN}
    if heard:
        Ticket.objects.bulk_update(heard, HEARD, batch_size=500)
