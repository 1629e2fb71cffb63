"""Which stretch of a long story a page shows, as its address says."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from uuid import UUID

from portico.core.files.models import StoredFile
from portico.core.journal.models import Entry, Moment
from portico.kernel.ids import id_from

from ..models import InternalNote, TicketReply

type Row = TicketReply | InternalNote | Entry | Moment

AT_ONCE = 50  # entries on a page, beside the opening message
AROUND = 25  # entries on either side of one that a link names
AT_MOST = 150  # a page that stays open grows by what comes in, up to here
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Kind(IntEnum):
    """Entries of one moment stand in this order: what was said, then what followed."""

    REPLY = 0
    NOTE = 1
    EVENT = 2


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """The place of an entry in the story."""

    at: datetime
    kind: Kind
    id: UUID

    def __str__(self) -> str:
        """For an address: `1795251960000000-0-019a…`."""
        return f"{(self.at - EPOCH) // timedelta(microseconds=1)}-{self.kind:d}-{self.id.hex}"


@dataclass(frozen=True, slots=True)
class Placed:
    """One entry and its place in the story."""

    mark: Mark
    row: Row


@dataclass(frozen=True, slots=True)
class Stretch:
    """The opening message, the entries to show, and how many lie before and after these."""

    opening: TicketReply | None
    entries: list[Placed]
    earlier: int = 0
    later: int = 0
    goes_on: Mark | None = None  # where the later ones begin
    files: dict[UUID, list[StoredFile]] = field(default_factory=lambda: defaultdict(list))

    @property
    def is_whole(self) -> bool:
        """Whether the page shows all of the story."""
        return not (self.earlier or self.later)

    @property
    def begins(self) -> Mark | None:
        return self.entries[0].mark if self.entries else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for; without any of it, the newest entries."""

    before: Mark | None = None
    since: Mark | None = None  # and everything that came after it
    at: UUID | None = None  # a message or note that a link leads to


def wanted(query: Mapping[str, str]) -> Wanted:
    """`?before=`, `?since=` or `?at=`; what cannot be read counts as not asked."""
    return Wanted(
        before=_mark(query.get("before", "")),
        since=_mark(query.get("since", "")),
        at=id_from(query.get("at", "")),
    )


def place_of(reply: TicketReply | None) -> str:
    """What to add to the address of a ticket's page, so that it leads to a message.

    The request itself stands on top of any page.
    """
    if reply is None or reply.is_opening:
        return ""
    return f"?at={reply.pk}#reply-{reply.pk}"


def _mark(text: str) -> Mark | None:
    moment, _, rest = text[:80].partition("-")
    kind, _, key = rest.partition("-")
    try:
        return Mark(EPOCH + timedelta(microseconds=int(moment)), Kind(int(kind)), UUID(key))
    except (ValueError, OverflowError):
        return None
