"""One line of a ticket's story, and what happened in words: the same at both doors."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from django.utils.translation import gettext as _

from portico.core.files.models import StoredFile
from portico.core.journal.models import Entry, Moment

from ..models import InternalNote, Priority, TicketReply
from .stretch import AT_MOST, AT_ONCE, Row, Stretch

Data = dict[str, Any]  # Any: the fields of an event, as the journal keeps them
Told = tuple[str, str]
"""An icon and the words that follow the name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A message (`reply`), an internal `note`, or something that happened (`words`)."""

    at: datetime
    reply: TicketReply | None = None
    note: InternalNote | None = None
    files: list[StoredFile] = field(default_factory=list)
    is_mine: bool = False
    can_edit: bool = False
    icon: str = ""
    who: str = ""
    words: str = ""
    number: int | None = None  # of the ticket in which it goes on, or that went on here


@dataclass(frozen=True, slots=True)
class Timeline:
    """What a page draws: the opening message, then a stretch of what followed."""

    part: Stretch
    opening: Line | None
    lines: list[Line]

    @classmethod
    def of(cls, part: Stretch, line: Callable[[Row], Line]) -> Self:
        opening = line(part.opening) if part.opening else None
        return cls(part, opening, [line(one.row) for one in part.entries])

    @property
    def next_earlier(self) -> int:
        """How many the link above the stretch brings."""
        return min(AT_ONCE, self.part.earlier)

    @property
    def next_later(self) -> int:
        return min(AT_MOST, self.part.later)

    @property
    def refresh(self) -> str:
        """Where a page that stays open looks again: from its first entry on, so that none of
        them slips away when new ones come. A page that shows a part from the past stays there."""
        if self.part.later or not self.part.begins:
            return ""
        return f"?since={self.part.begins}"


def happened(one: Entry | Moment, telling: dict[str, Callable[[Data], Told]], *, me: bool) -> Line:
    """What the journal holds, as a line; `telling` knows every name that was asked for."""
    icon, words = telling[one.name]({**one.data, "actor_name": one.actor_name})
    who = "" if one.actor_kind == "system" else _("You") if me else one.actor_name
    # A client is not told the number of what came here: it may be a colleague's.
    number = one.data.get("into_number") or one.data.get("source_number")
    return Line(at=one.at, icon=icon, who=who, words=words, number=number)


def _status(data: Data) -> Told:
    icons = {"resolved": "check", "closed": "check-check", "paused": "pause", "open": "play"}
    new = data.get("new_inside") or data["new"]  # a client's moment holds only the client's word
    words = _("changed the status to “%(new)s”") % {"new": new}
    return icons.get(data["category"], "circle"), words


def _priority(data: Data) -> Told:
    label = str(Priority(int(data["new"])).label)
    icon, words = "signal", _("changed the priority to “%(new)s”") % {"new": label}
    return icon, words


def _assigned(data: Data) -> Told:
    if data["to_name"] == data["actor_name"]:
        return "user-check", _("took it over")  # icon
    return "user-check", _("gave it to %(name)s") % {"name": data["to_name"]}  # icon


def _back_to_the_team(data: Data) -> Told:
    if data["to_name"]:
        return _assigned(data)
    return "user-minus", _("gave it back to the team")  # icon


def _back_to_the_queue(data: Data) -> Told:
    if data["to_name"]:
        return _assigned(data)
    return "user-minus", _("gave it back to the queue")  # icon


def _moved(data: Data) -> Told:
    where = " · ".join(filter(None, (data["queue"], data["team"])))
    icon, words = "inbox", _("moved it to %(where)s") % {"where": where}
    return icon, words


def _followed(data: Data) -> Told:
    if data["name"] == data["actor_name"]:
        return "bell", _("started to follow this ticket")
    return "user-plus", _("added %(name)s") % {"name": data["name"]}


def _handed_over(data: Data) -> Told:
    names = {"before": data["from_name"], "name": data["to_name"]}
    icon, words = "users", _("handed it over from %(before)s to %(name)s") % names
    return icon, words


TOLD_TO_CLIENTS: dict[str, Callable[[Data], Told]] = {
    "tickets.status_changed": _status,
    "tickets.priority_changed": _priority,
    "tickets.assigned": _back_to_the_team,
    "tickets.reopened": lambda _data: ("rotate-ccw", _("reopened it")),
    "tickets.confirmed": lambda _data: ("check-check", _("confirmed that it is fixed")),
    "tickets.closed_by_time": lambda _data: ("check-check", _("Closed by itself")),
    "tickets.merged": lambda _data: ("merge", _("merged it into another ticket")),
    "tickets.took_in": lambda _data: ("merge", _("merged another ticket into this one")),
    "tickets.followed": _followed,
    "tickets.handed_over": _handed_over,
}
TOLD_AT_THE_DESK = TOLD_TO_CLIENTS | {
    "tickets.assigned": _back_to_the_queue,
    "tickets.moved": _moved,
    "tickets.reply_undone": lambda _data: ("undo-2", _("took an answer back")),
    "tickets.reply_edited": lambda _data: ("pencil", _("corrected a message")),
}
