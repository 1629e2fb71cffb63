"""A ticket's story: what was said and what happened, and no more of it than a page shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from portico.core.access.actors import Actor, Staff, System
from portico.core.access.permissions import can
from portico.core.journal import queries as journal
from portico.kernel.postgres.kept import kept

from ..models import InternalNote, NoteFile, ReplyFile, Ticket, TicketReply
from ..permissions import VIEW
from ..rules.stretch import AROUND, AT_MOST, AT_ONCE, Kind, Mark, Placed, Stretch, Wanted
from ..rules.told import TOLD_AT_THE_DESK, TOLD_TO_CLIENTS
from .conversation import notes, replies

MOMENT = {Kind.REPLY: "sent_at", Kind.NOTE: "at", Kind.EVENT: "at"}
HOLDER = {Kind.REPLY: "reply_id", Kind.NOTE: "note_id"}


@dataclass(frozen=True, slots=True)
class Source:
    """Rows of one kind."""

    kind: Kind
    rows: QuerySet[Any]  # Any: of the four models of `Row`

    @property
    def moment(self) -> str:
        """The column of their time."""
        return MOMENT[self.kind]

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
        return [_place(self.kind, row) for row in rows]


def _place(kind: Kind, row: Any) -> Placed:  # Any: as above
    return Placed(Mark(getattr(row, MOMENT[kind]), kind, row.pk), row)


def _in_order(found: Iterable[Placed]) -> list[Placed]:
    return sorted(found, key=lambda placed: placed.mark)


def story(actor: Actor, ticket: Ticket, wanted: Wanted) -> Stretch:
    """The wanted stretch of what the actor may read; `ticket` comes from `queries.ticket`.

    Most stories are short: then it is all of them, with one statement for each kind of entry.
    """
    if not can(actor, VIEW, on=ticket):
        return Stretch(None, [])
    inside = isinstance(actor, Staff | System)
    kinds = (Kind.REPLY, Kind.NOTE, Kind.EVENT) if inside else (Kind.REPLY, Kind.EVENT)
    newest = _in_order(
        _place(kind, one) for kind in kinds for one in _newest(kind, ticket.pk, inside=inside)
    )
    if len(newest) >= AT_ONCE + 2:
        sources = [_source(one, ticket.pk, inside=inside) for one in kinds]
        found = _long(actor, ticket, sources, wanted)
    else:
        opening = next((one.row for one in newest if isinstance(one.row, TicketReply)), None)
        found = Stretch(opening, [one for one in newest if one.row is not opening])
    for kind in kinds:
        if kind in HOLDER:
            _bring_files(kind, ticket.pk, found)
    return found


def _source(kind: Kind, ticket: UUID, *, inside: bool) -> Source:
    """What stands in the story of this kind, for staff or for the client."""
    match kind:
        case Kind.REPLY:
            return Source(kind, TicketReply.objects.filter(ticket_id=ticket))
        case Kind.NOTE:
            return Source(kind, InternalNote.objects.filter(ticket_id=ticket))
        case Kind.EVENT if inside:
            return Source(kind, journal.entries_of(ticket).filter(name__in=TOLD_AT_THE_DESK))
        case Kind.EVENT:
            told = journal.moments(ticket).filter(name__in=TOLD_TO_CLIENTS)
            # Not where only the desk's word for the status changed.
            same = Q(name="tickets.status_changed", data__old=F("data__new"))
            return Source(kind, told.exclude(same))


@kept
def _newest(kind: Kind, ticket: UUID, *, inside: bool) -> QuerySet[Any]:
    """As many as tell a short story from a long one."""
    one = _source(kind, ticket, inside=inside)
    return one.rows.order_by(f"-{one.moment}", "-id")[: AT_ONCE + 2]


def _long(actor: Actor, ticket: Ticket, sources: list[Source], wanted: Wanted) -> Stretch:
    """A part of a long story. Its opening message stands above any part, and is in none."""
    opening = replies(actor, ticket).first()
    if opening is not None:
        others = replies(actor, ticket).exclude(pk=opening.pk)
        sources = [Source(Kind.REPLY, others), *sources[1:]]
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
    return _in_order(found)[-size:]


def _onward(sources: Sequence[Source], mark: Mark, size: int) -> list[Placed]:
    """The entry at the mark and the first ones after it."""
    found = []
    for one in sources:
        rows = one.rows.filter(one.onward(mark)).order_by(one.moment, "id")
        found += one.placed(rows[:size])
    return _in_order(found)[:size]


def _bring_files(kind: Kind, ticket: UUID, found: Stretch) -> None:
    """The files of what is shown, by the message or note they belong to."""
    holder = HOLDER[kind]
    if found.is_whole:
        links = _files(kind, ticket)
    else:
        shown = [one.row.pk for one in found.entries]
        shown += [found.opening.pk] if found.opening else []
        links = list(_files.query(kind, ticket).filter(**{f"{holder}__in": shown}))
    for link in links:
        found.files[getattr(link, holder)].append(link.file)


@kept
def _files(kind: Kind, ticket: UUID) -> QuerySet[Any]:  # Any: of the two models
    links = ReplyFile if kind is Kind.REPLY else NoteFile
    return links.objects.filter(ticket_id=ticket).select_related("file").order_by("id")
