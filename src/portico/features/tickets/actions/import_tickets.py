"""Take over tickets from another system, a thousand at a time, never twice, without any mail.

A ticket is found again by its reference. One that changed there later than here is brought up to
date; one that somebody here has worked on since stays as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portico.core.access.actors import Actor
from portico.core.journal.acting import action, record
from portico.core.people.actions.import_people import Tally
from portico.core.tenants.queries import next_number, reserve_numbers
from portico.engines.search.actions.index import index_rows
from portico.kernel.ids import id_at
from portico.kernel.text import one_line

from .. import queries
from ..events import TicketsImported
from ..models import Category, Participant, Ticket, TicketReply
from ..permissions import CREATE_FOR
from ..queries.imported import DeskWords
from ..rules.imported import kind_of, source_of
from ..rules.lengths import LONGEST_SUBJECT
from .locking import STATE

INDEXED_AT_ONCE = 500
CHANGES = (*STATE, "subject", "priority", "queue", "team", "assignee", "assignee_card")


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRow:
    """A ticket as another system knows it, of a company and a contact that are here."""

    line: int
    ref: str
    subject: str
    opened_at: datetime
    updated_at: datetime
    company: UUID
    company_name: str
    body: str = ""
    number: int | None = None  # to be kept, if it is free
    contact: UUID | None = None
    contact_name: str = ""
    site: UUID | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    responded_at: datetime | None = None
    due_at: datetime | None = None
    status: str = ""
    is_closed: bool = False
    is_answered: bool = False
    priority: str = ""
    kind: str = ""
    source: str = ""
    queue: str = ""
    team: str = ""
    assignee: str = ""

    @property
    def title(self) -> str:
        """As much of the subject as a ticket holds, in one line."""
        return one_line(self.subject, longest=LONGEST_SUBJECT) or self.ref

    @property
    def words(self) -> str:
        """What was asked; a subject that had to be cut stands here in full."""
        line = one_line(self.subject, longest=len(self.subject))
        whole = line if len(line) > LONGEST_SUBJECT or not self.body else ""
        return "\n\n".join(part for part in (whole, self.body) if part)

    @property
    def author(self) -> str:
        return self.contact_name or self.company_name


@action(CREATE_FOR)
def import_tickets(actor: Actor, rows: Sequence[TicketRow], *, desk: DeskWords) -> Tally:
    """Add the tickets that are not here yet, and bring up to date those that are older here."""
    there = _there([row.ref for row in rows])
    tally, altered, fresh = Tally(), [], []
    for row in rows:
        ticket = there.get(row.ref)
        if ticket is None:
            fresh.append((row, _new_ticket(row, desk)))
        elif row.updated_at > ticket.updated_at:
            _bring_up_to_date(ticket, row, desk)
            altered.append(ticket)
        else:
            tally.unchanged += 1
    _add(fresh)
    if altered:
        Ticket.objects.bulk_update(altered, CHANGES, batch_size=INDEXED_AT_ONCE)
    tally.added, tally.changed = len(fresh), len(altered)
    _index(actor, [ticket.id for ticket in (*altered, *(made for _, made in fresh))])
    if fresh or altered:
        fact = TicketsImported(
            added=len(fresh), changed=len(altered), first=rows[0].ref, last=rows[-1].ref
        )
        record(actor, fact)
    return tally


def _there(refs: list[str]) -> dict[str, Ticket]:
    """`exclude` lets the partial index answer: it holds no empty references."""
    rows = Ticket.objects.select_for_update().filter(external_ref__in=refs)
    return {row.external_ref: row for row in rows.exclude(external_ref="").order_by("id")}


def _new_ticket(row: TicketRow, desk: DeskWords) -> Ticket:
    ticket = Ticket(
        id=_id(row.opened_at),
        company_id=row.company,
        site_id=row.site,
        contact_id=row.contact,
        kind=kind_of(row.kind),
        source=source_of(row.source),
        opened_at=row.opened_at,
        first_response_at=row.responded_at,
        external_ref=row.ref,
    )
    ticket.heard(row.words, by=row.author, us=False, at=row.updated_at)
    _bring_up_to_date(ticket, row, desk)
    return ticket


def _bring_up_to_date(ticket: Ticket, row: TicketRow, desk: DeskWords) -> None:
    """What may change there from one export to the next."""
    colleague = desk.colleague(row.assignee)
    ticket.subject = row.title
    ticket.priority = desk.priority(row.priority)
    ticket.queue = desk.queue(row.queue)
    ticket.team_id = desk.team(row.team)
    ticket.assignee_id = colleague.id if colleague else None
    ticket.assignee_card_id = colleague.card if colleague else None
    ticket.resolved_at, ticket.closed_at = row.resolved_at or row.closed_at, row.closed_at
    ticket.move_to(desk.status(row.status, is_closed=row.is_closed), at=row.updated_at)
    unsolved = ticket.category in {Category.NEW, Category.OPEN}
    ticket.waits_for_us = unsolved and not row.is_answered
    ticket.resolve_due_at = row.due_at if ticket.is_active else None


def _add(fresh: Sequence[tuple[TicketRow, Ticket]]) -> None:
    """Numbers come last: until the end of the transaction, nobody else gets one."""
    if not fresh:
        return
    _number(fresh)
    Ticket.objects.bulk_create(ticket for _, ticket in fresh)
    TicketReply.objects.bulk_create(_opening(row, ticket) for row, ticket in fresh)
    Participant.objects.bulk_create(
        Participant.joining(ticket, row.contact, Participant.Part.REQUESTER, id=_id(row.opened_at))
        for row, ticket in fresh
        if row.contact
    )


def _number(fresh: Sequence[tuple[TicketRow, Ticket]]) -> None:
    """Keep the numbers that are wished for and free; the others count on after all of them."""
    wished = [row.number for row, _ in fresh if row.number]
    taken = {*Ticket.objects.filter(number__in=wished).values_list("number", flat=True)}
    rest: list[Ticket] = []
    for row, ticket in fresh:
        if row.number and row.number not in taken:
            ticket.number = row.number
            taken.add(row.number)
        else:
            rest.append(ticket)
    if wished:
        reserve_numbers("ticket", up_to=max(wished))
    if rest:
        first = next_number("ticket")
        reserve_numbers("ticket", up_to=first + len(rest) - 1)
        for number, ticket in enumerate(rest, start=first):
            ticket.number = number


def _opening(row: TicketRow, ticket: Ticket) -> TicketReply:
    return TicketReply(
        id=_id(row.opened_at),
        ticket=ticket,
        company_id=row.company,
        by=TicketReply.By.CONTACT,
        contact_id=row.contact,
        author_name=row.author,
        body=row.words,
        source=ticket.source,
        is_opening=True,
        sent_at=row.opened_at,
    )


def _index(actor: Actor, ids: list[UUID]) -> None:
    for start in range(0, len(ids), INDEXED_AT_ONCE):
        part = ids[start : start + INDEXED_AT_ONCE]
        index_rows(actor, kind=queries.SEARCH_KIND, ids=part)


def _id(moment: datetime) -> UUID:
    return id_at(int(moment.timestamp() * 1000))
