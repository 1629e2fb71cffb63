"""A ticket's story: what was said and what happened, and no more of it than a page shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from portico.core.access.actors import Actor, Staff, System
from portico.core.journal import queries as journal

from ..models import InternalNote, Ticket, TicketReply
from ..rules.stretch import AROUND, AT_MOST, AT_ONCE, Kind, Mark, Placed, Stretch, Wanted
from ..rules.told import TOLD_AT_THE_DESK, TOLD_TO_CLIENTS
from .conversation import note_files, notes, replies, reply_files


@dataclass(frozen=True, slots=True)
class Source:
    """Rows of one kind; `moment` is the column of their time."""

    kind: Kind
    rows: QuerySet[Any]  # Any: of the four models of `Row`
    moment: str = "at"

    def before(self, mark: Mark) -> Q:
        """What lies before the mark."""
        bound = Q(**{f"{self.moment}__lte": mark.at})  # for the walk through the index
        earlier = Q(**{f"{self.moment}__lt": mark.at})
        if self.kind == mark.kind:
            return bound & (earlier | Q(id__lt=mark.id))
        return bound if self.kind < mark.kind else earlier

    def onward(self, mark: Mark) -> Q:
        """The mark itself, and what lies after it."""
        bound = Q(**{f"{self.moment}__gte": mark.at})
        later = Q(**{f"{self.moment}__gt": mark.at})
        if self.kind == mark.kind:
            return bound & (later | Q(id__gte=mark.id))
        return later if self.kind < mark.kind else bound

    def placed(self, rows: QuerySet[Any]) -> list[Placed]:  # Any: as above
        return [Placed(Mark(getattr(row, self.moment), self.kind, row.pk), row) for row in rows]


def story(actor: Actor, ticket: Ticket, wanted: Wanted) -> Stretch:
    """The wanted stretch of what the actor may read; `ticket` comes from `queries.ticket`.

    Most stories are short: then it is all of them, with one statement for each kind of entry.
    """
    sources = _sources(actor, ticket)
    newest = _backward(sources, None, AT_ONCE + 2)
    if len(newest) < AT_ONCE + 2:
        opening = next((one.row for one in newest if isinstance(one.row, TicketReply)), None)
        found = Stretch(opening, [one for one in newest if one.row is not opening])
    else:
        found = _long(actor, ticket, sources, wanted)
    _bring_files(actor, ticket, found)
    return found


def _sources(actor: Actor, ticket: Ticket) -> list[Source]:
    """What stands in the story; messages come first."""
    said = Source(Kind.REPLY, replies(actor, ticket), "sent_at")
    if isinstance(actor, Staff | System):
        entries = journal.entries_of(ticket.pk).filter(name__in=TOLD_AT_THE_DESK)
        return [said, Source(Kind.NOTE, notes(actor, ticket)), Source(Kind.EVENT, entries)]
    moments = journal.moments(ticket.pk).filter(name__in=TOLD_TO_CLIENTS)
    same = Q(
        name="tickets.status_changed", data__old=F("data__new")
    )  # only the desk's word changed
    return [said, Source(Kind.EVENT, moments.exclude(same))]


def _long(actor: Actor, ticket: Ticket, sources: list[Source], wanted: Wanted) -> Stretch:
    """A part of a long story. Its opening message stands above any part, and is in none."""
    opening = replies(actor, ticket).first()
    if opening is not None:
        others = replies(actor, ticket).exclude(pk=opening.pk)
        sources = [Source(Kind.REPLY, others, "sent_at"), *sources[1:]]
    entries, goes_on = _part(sources, wanted, _place_of(actor, ticket, wanted.at))
    if not entries:
        entries, goes_on = _backward(sources, None, AT_ONCE), None
    begins = entries[0].mark
    return Stretch(
        opening,
        entries,
        earlier=sum(one.rows.filter(one.before(begins)).count() for one in sources),
        later=sum(one.rows.filter(one.onward(goes_on)).count() for one in sources)
        if goes_on
        else 0,
        goes_on=goes_on,
    )


def _part(
    sources: Sequence[Source], wanted: Wanted, place: Mark | None
) -> tuple[list[Placed], Mark | None]:
    """What the address asks for, and where it goes on; nothing if it asks for nothing."""
    if place is not None:
        after, goes_on = _first(_onward(sources, place, AROUND + 1), AROUND)
        return [*_backward(sources, place, AROUND), *after], goes_on
    if wanted.before is not None:
        return _backward(sources, wanted.before, AT_ONCE), wanted.before
    if wanted.since is not None:
        return _first(_onward(sources, wanted.since, AT_MOST + 1), AT_MOST)
    return [], None


def _first(found: list[Placed], size: int) -> tuple[list[Placed], Mark | None]:
    return found[:size], found[size].mark if len(found) > size else None


def _place_of(actor: Actor, ticket: Ticket, wanted: UUID | None) -> Mark | None:
    """Where a message or note stands, if the actor may read it."""
    if wanted is None:
        return None
    for kind, rows, moment in (
        (Kind.REPLY, replies(actor, ticket), "sent_at"),
        (Kind.NOTE, notes(actor, ticket), "at"),
    ):
        if at := rows.filter(pk=wanted).values_list(moment, flat=True).first():
            return Mark(at, kind, wanted)
    return None


def _backward(sources: Sequence[Source], mark: Mark | None, size: int) -> list[Placed]:
    """The last entries before the mark, in their order."""
    found = []
    for one in sources:
        rows = one.rows.filter(one.before(mark)) if mark else one.rows
        found += one.placed(rows.order_by(f"-{one.moment}", "-id")[:size])
    return sorted(found, key=lambda placed: placed.mark)[-size:]


def _onward(sources: Sequence[Source], mark: Mark, size: int) -> list[Placed]:
    """The entry at the mark and the first ones after it."""
    found = []
    for one in sources:
        rows = one.rows.filter(one.onward(mark)).order_by(one.moment, "id")
        found += one.placed(rows[:size])
    return sorted(found, key=lambda placed: placed.mark)[:size]


def _bring_files(actor: Actor, ticket: Ticket, found: Stretch) -> None:
    """The files of what is shown, by the message or note they belong to."""
    shown = [one.row for one in found.entries]
    said = {one.pk for one in (found.opening, *shown) if isinstance(one, TicketReply)}
    noted = {one.pk for one in shown if isinstance(one, InternalNote)}
    if said:
        for link in reply_files(actor, ticket).filter(reply_id__in=said):
            found.files[link.reply_id].append(link.file)
    if noted:
        for held in note_files(actor, ticket).filter(note_id__in=noted):
            found.files[held.note_id].append(held.file)
