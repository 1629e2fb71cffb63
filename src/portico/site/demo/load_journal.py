"""Writes what happened to the demo's tickets into the journal and onto their timelines."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from portico.core.journal.events import KINDS
from portico.core.journal.models import Entry, Moment
from portico.core.journal.sealing import seal_some
from portico.features.tickets.events import (
    ClientReplied,
    ClosedByTime,
    NoteAdded,
    PriorityChanged,
    SolutionConfirmed,
    StatusChanged,
    TicketAnswered,
    TicketAssigned,
    TicketMerged,
    TicketMoved,
    TicketOpened,
    TicketReopened,
)
from portico.features.tickets.models import (
    InternalNote,
    Priority,
    Queue,
    Status,
    Ticket,
    TicketReply,
)
from portico.kernel.ids import id_at

from .load_people import People
from .shapes import DemoChange

PRIORITIES = {
    "critical": Priority.CRITICAL,
    "high": Priority.HIGH,
    "normal": Priority.NORMAL,
    "low": Priority.LOW,
}
Who = dict[str, Any]  # the actor's columns of an entry: texts and ids


@dataclass(slots=True)
class Known:
    """The rows that tickets and their journal speak of."""

    people: People
    statuses: dict[str, Status]
    queues: dict[str, Queue]
    tickets: dict[int, Ticket] = field(default_factory=dict)


class Journal:
    """Collects entries and moments, and writes them together."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.entries: list[Entry] = []
        self.moments: list[Moment] = []

    def write(self, *, batch: int) -> None:
        Entry.objects.bulk_create(self.entries, batch_size=batch)
        Moment.objects.bulk_create(self.moments, batch_size=batch)
        while seal_some(everything=True):  # the sealer itself does not look so far back
            pass

    def said(self, ticket: Ticket, reply: TicketReply) -> None:
        """A message of either side."""
        if reply.is_opening:
            opened = TicketOpened(
                ticket=ticket.id,
                reply=reply.id,
                company=ticket.company_id,
                source=str(reply.source),
            )
            self._add(opened, ticket, at=reply.sent_at, who=_writer(reply))
        elif reply.by == TicketReply.By.STAFF:
            answered = TicketAnswered(ticket=ticket.id, reply=reply.id)
            self._add(answered, ticket, at=reply.sent_at, who=self._card(reply))
        else:
            replied = ClientReplied(ticket=ticket.id, reply=reply.id)
            self._add(replied, ticket, at=reply.sent_at, who=_writer(reply))

    def noted(self, ticket: Ticket, note: InternalNote) -> None:
        who = {"kind": "staff", "id": note.author_id, "name": note.author_name}
        self._add(NoteAdded(ticket=ticket.id, note=note.id), ticket, at=note.at, who=who)

    def changed(self, ticket: Ticket, change: DemoChange, *, into: Ticket) -> None:
        """One line of the timeline; the client sees it when its own words for it changed."""
        who = self._who(change.by)
        for fact in self._facts(ticket, change, into=into):
            same = isinstance(fact, StatusChanged) and fact.old == fact.new
            self._add(fact, ticket, at=change.at, who=who, silent=same)

    def _facts(self, ticket: Ticket, change: DemoChange, *, into: Ticket) -> Iterator[object]:
        people = self.known.people
        match change.what:
            case "merged":
                yield TicketMerged(ticket=ticket.id, into=into.id, into_number=into.number)
            case "assignee":
                to = people.staff[change.new]
                by = people.staff[change.by].id if change.by else None
                yield TicketAssigned(ticket=ticket.id, by=by, to=to.id, to_name=to.name)
            case "team":
                queue, team = self.known.queues[change.new], people.teams[change.new]
                yield TicketMoved(ticket=ticket.id, queue=queue.name, team=team.name)
            case "priority":
                old, new = PRIORITIES[change.old], PRIORITIES[change.new]
                yield PriorityChanged(ticket=ticket.id, old=old.value, new=new.value)
            case _:
                yield from self._moves(ticket, change)

    def _moves(self, ticket: Ticket, change: DemoChange) -> Iterator[object]:
        if change.new == "closed":
            ended = SolutionConfirmed if change.by else ClosedByTime
            yield ended(ticket=ticket.id)
            return
        if change.what == "reopened":
            yield TicketReopened(ticket=ticket.id)
        old, new = self.known.statuses[change.old], self.known.statuses[change.new]
        yield StatusChanged.between(ticket.id, old, new)

    def _who(self, key: str) -> Who:
        if not key:
            return {"kind": "system", "id": None, "name": "tickets"}
        if staff := self.known.people.staff.get(key):
            return {"kind": "staff", "id": staff.id, "name": staff.name, "card": staff.card_id}
        contact = self.known.people.contacts[key]
        return {"kind": "contact", "id": contact.id, "name": contact.name}

    def _card(self, reply: TicketReply) -> Who:
        staff = next(s for s in self.known.people.staff.values() if s.card_id == reply.card_id)
        return {"kind": "staff", "id": staff.id, "name": staff.name, "card": staff.card_id}

    def _add(
        self, fact: object, ticket: Ticket, *, at: datetime, who: Who, silent: bool = False
    ) -> None:
        kind = KINDS[type(fact)]
        data = {key: _plain(value) for key, value in asdict(fact).items()}  # type: ignore[call-overload]  # events are dataclasses
        self.entries.append(
            Entry(
                id=id_at(int(at.timestamp() * 1000)),
                name=kind.name,
                at=at,
                actor_kind=who["kind"],
                actor_id=who["id"],
                actor_name=who["name"],
                company_id=ticket.company_id,
                subject_kind="tickets.ticket",
                subject_id=ticket.id,
                data=data,
                door="",
            )
        )
        if kind.timeline is None or silent:
            return
        self.moments.append(
            Moment(
                id=id_at(int(at.timestamp() * 1000)),
                company_id=ticket.company_id,
                subject_id=ticket.id,
                name=kind.name,
                at=at,
                actor_kind=who["kind"],
                actor_id=who.get("card", who["id"]),
                actor_name=who["name"],
                data={key: data[key] for key in kind.timeline},
            )
        )


def _writer(reply: TicketReply) -> Who:
    if reply.contact_id is None:
        return {"kind": "system", "id": None, "name": reply.author_name}
    return {"kind": "contact", "id": reply.contact_id, "name": reply.author_name}


def _plain(value: object) -> object:
    return str(value) if isinstance(value, UUID) else value
