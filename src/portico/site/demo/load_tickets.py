"""Writes the tickets of one demo MSP with everything said and done, in bulk."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from portico.core.files.actions.upload import add_file
from portico.core.files.models import StoredFile
from portico.core.settings.actions.make_tenant import DEMO
from portico.core.tenants.queries import reserve_numbers
from portico.engines.search.actions.later import index_later
from portico.features.tickets.models import (
    Category,
    InternalNote,
    Kind,
    Participant,
    Queue,
    ReplyFile,
    Source,
    Status,
    Target,
    Ticket,
    TicketReply,
)
from portico.features.tickets.queries import SEARCH_KIND
from portico.kernel.ids import id_at

from .clock import after, minutes_between
from .load_journal import PRIORITIES, Journal, Known
from .load_people import People
from .pictures import draw
from .shapes import DemoFile, DemoReply, DemoTenant, DemoTicket

BATCH = 2000
INDEX_AT_ONCE = 150
MONITORING = {"en": "Monitoring", "de": "Überwachung"}


def load_tickets(demo: DemoTenant, people: People) -> None:
    """All tickets; the next one that somebody opens counts on."""
    statuses = {row.key: row for row in Status.objects.all()}
    known = Known(people, statuses, _queues(demo))
    desk, rows = Desk(demo, known), Rows(Journal(known))
    for one in demo.tickets:
        desk.ticket(one, rows)
    desk.follow_the_merged(rows)
    rows.write()
    reserve_numbers("ticket", up_to=demo.tickets[-1].number)
    newest_first = [row.id for row in reversed(rows.tickets)]
    for start in range(0, len(newest_first), INDEX_AT_ONCE):
        index_later(SEARCH_KIND, *newest_first[start : start + INDEX_AT_ONCE])


@dataclass(slots=True)
class Rows:
    """What will be written, in the order of its tables."""

    journal: Journal
    tickets: list[Ticket] = field(default_factory=list)
    replies: list[TicketReply] = field(default_factory=list)
    notes: list[InternalNote] = field(default_factory=list)
    participants: dict[tuple[UUID, UUID], Participant] = field(default_factory=dict)
    files: list[ReplyFile] = field(default_factory=list)

    def write(self) -> None:
        Ticket.objects.bulk_create(self.tickets, batch_size=BATCH)
        TicketReply.objects.bulk_create(self.replies, batch_size=BATCH)
        InternalNote.objects.bulk_create(self.notes, batch_size=BATCH)
        Participant.objects.bulk_create(self.participants.values(), batch_size=BATCH)
        ReplyFile.objects.bulk_create(self.files)
        self.journal.write(batch=BATCH)


class Desk:
    """Knows the words of the desk and makes rows of the demo's tickets."""

    def __init__(self, demo: DemoTenant, known: Known) -> None:
        self.demo, self.known, self.people = demo, known, known.people
        self.now = timezone.now()
        self.targets = {row.priority: row for row in Target.objects.all()}

    def ticket(self, one: DemoTicket, rows: Rows) -> None:
        """One ticket; what was said on a merged one stands in the other."""
        row = self._row(one)
        self.known.tickets[one.number] = row
        rows.tickets.append(row)
        into = self.known.tickets[one.merged_into] if one.merged_into else row
        self._said(one, into, rows, is_opening=into is row)
        self._noted(one, into, rows)
        self._parts(one, into, rows)
        for change in one.changes:
            rows.journal.changed(row, change, into=into)

    def follow_the_merged(self, rows: Rows) -> None:
        """Lists show the newest words of a ticket, also those that came with a merge."""
        newest: dict[UUID, TicketReply] = {}
        for said in sorted(rows.replies, key=lambda one: one.sent_at):
            newest[said.ticket_id] = said
        for row in rows.tickets:
            if (reply := newest.get(row.id)) is not None:
                by_us = reply.by == TicketReply.By.STAFF
                stamp = row.updated_at
                row.heard(reply.body, by=reply.author_name, us=by_us, at=stamp)
                row.waits_for_us = not by_us and row.category in {Category.NEW, Category.OPEN}

    def _row(self, one: DemoTicket) -> Ticket:
        contact = self.people.contacts[one.requester]
        row = Ticket(
            id=_id(one.opened_at),
            number=one.number,
            company_id=contact.company_id,
            site_id=contact.site_id,
            contact=contact,
            opened_by=contact if one.source == "portal" else None,
            subject=one.subject,
            kind=Kind(one.kind),
            source=Source(one.source),
            priority=PRIORITIES[one.priority],
            queue=self.known.queues[one.team],
            team=self.people.teams[one.team],
            opened_at=one.opened_at,
            first_response_at=one.first_answer_at,
            reopen_count=one.reopened,
            merged_into=self.known.tickets.get(one.merged_into or 0),
        )
        if one.assignee:
            row.assignee = self.people.staff[one.assignee]
            row.assignee_card_id = row.assignee.card_id
        row.resolved_at, row.closed_at = one.resolved_at, one.closed_at
        row.move_to(self.known.statuses[one.status], at=one.closed_at or one.updated_at)
        row.updated_at = _noticed(one)
        self._promise(one, row)
        return row

    def _promise(self, one: DemoTicket, row: Ticket) -> None:
        """Counted in working time, and not while we waited for somebody else."""
        target = self.targets[row.priority]
        answer = after(one.opened_at, target.respond_minutes)
        solve = after(one.opened_at, target.resolve_minutes) + self._paused(one)
        if one.is_open:
            solve = self._still(one, solve, target.resolve_minutes)
        if one.is_open and not one.first_answer_at:
            answer = self._still(one, answer, target.respond_minutes)
            solve = max(solve, answer)
        row.first_response_due_at, row.resolve_due_at = answer, solve
        if one.late and one.first_answer_at:
            row.resolve_due_at = self.now - timedelta(minutes=one.late)
        elif one.late:
            row.first_response_due_at = self.now - timedelta(minutes=one.late)

    def _still(self, one: DemoTicket, due: datetime, most: int) -> datetime:
        """What is left of a promise, from now on by the clock on the wall, as Portico counts.

        A demo is also started on Sundays: what was promised in minutes is then still minutes
        away, and what should have been done on Friday is done soon.
        """
        left = minutes_between(self.now.astimezone(one.opened_at.tzinfo), due)
        soon = 30 + one.number * 37 % 400
        return self.now + timedelta(minutes=min(left or soon, most))

    def _paused(self, one: DemoTicket) -> timedelta:
        total, since = timedelta(), None
        for change in one.changes:
            if change.what not in {"status", "reopened"}:
                continue
            if since is not None:
                total += change.at - since
            paused = self.known.statuses[change.new].category == Category.PAUSED
            since = change.at if paused else None
        return total

    def _said(self, one: DemoTicket, into: Ticket, rows: Rows, *, is_opening: bool) -> None:
        messages = [(self._opening(one, into, is_opening=is_opening), one.files)]
        messages += [(self._reply(said, into), said.files) for said in one.replies]
        for reply, files in messages:
            rows.replies.append(reply)
            rows.files += self._files(files, reply)
            rows.journal.said(into, reply)

    def _opening(self, one: DemoTicket, into: Ticket, *, is_opening: bool) -> TicketReply:
        contact = self.people.contacts[one.requester]
        by_monitor = one.source == "monitor"
        return TicketReply(
            id=_id(one.opened_at),
            ticket=into,
            company_id=into.company_id,
            by=TicketReply.By.SYSTEM if by_monitor else TicketReply.By.CONTACT,
            contact=None if by_monitor else contact,
            author_name=MONITORING[self.demo.language] if by_monitor else contact.name,
            body=one.description,
            source=Source(one.source),
            is_opening=is_opening,
            sent_at=one.opened_at,
        )

    def _reply(self, said: DemoReply, into: Ticket) -> TicketReply:
        row = TicketReply(
            id=_id(said.at),
            ticket=into,
            company_id=into.company_id,
            by=TicketReply.By.CONTACT,
            body=said.text,
            source=Source(said.source),
            sent_at=said.at,
        )
        if said.from_staff:
            author = self.people.staff[said.by]
            row.by, row.card_id = TicketReply.By.STAFF, author.card_id
            row.author_name, row.author_title = author.name, author.title
        else:
            row.contact = self.people.contacts[said.by]
            row.author_name = row.contact.name
        return row

    def _noted(self, one: DemoTicket, into: Ticket, rows: Rows) -> None:
        for said in one.notes:
            author = self.people.staff[said.by]
            note = InternalNote(
                id=_id(said.at),
                ticket=into,
                author=author,
                author_name=author.name,
                author_title=author.title,
                body=said.text,
                at=said.at,
            )
            rows.notes.append(note)
            rows.journal.noted(into, note)

    def _parts(self, one: DemoTicket, into: Ticket, rows: Rows) -> None:
        part = Participant.Part.REQUESTER if not one.merged_into else Participant.Part.FOLLOWER
        wanted = {one.requester: part}
        for key in _also_there(one):
            wanted.setdefault(key, Participant.Part.FOLLOWER)
        for key, role in wanted.items():
            contact = self.people.contacts[key]
            rows.participants.setdefault(
                (into.id, contact.id),
                Participant.joining(into, contact.id, role),
            )

    def _files(self, files: Iterable[DemoFile], reply: TicketReply) -> Iterator[ReplyFile]:
        for file in files:
            stored = add_file(
                DEMO,
                name=file.name,
                chunks=[draw(file)],
                declared_type=file.content_type,
            )
            StoredFile.objects.filter(pk=stored.pk).update(
                company_id=reply.company_id, uploaded_at=reply.sent_at, attached_at=reply.sent_at
            )
            yield ReplyFile(
                reply=reply, company_id=reply.company_id, ticket=reply.ticket, file=stored
            )


def _queues(demo: DemoTenant) -> dict[str, Queue]:
    """The queues of the tenant carry the names of the teams."""
    there = list(Queue.objects.order_by("position"))
    rows: dict[str, Queue] = {}
    for place, team in enumerate(demo.teams):
        row = there[place] if place < len(there) else Queue(position=place)
        row.name = team.name
        row.save()
        rows[team.key] = row
    return rows


def _also_there(one: DemoTicket) -> Iterator[str]:
    yield from one.followers
    yield from (said.by for said in one.replies if not said.from_staff)


def _noticed(one: DemoTicket) -> datetime:
    """The last thing that the client could notice."""
    moments = [said.at for said in one.replies] + [change.at for change in one.changes]
    return max([one.opened_at, *moments])


def _id(moment: datetime) -> UUID:
    return id_at(int(moment.timestamp() * 1000))
