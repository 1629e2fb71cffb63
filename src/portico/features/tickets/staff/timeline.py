"""One timeline of a ticket as the desk reads it: messages, notes, and what happened."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from portico.core.access.actors import Staff
from portico.core.files.models import StoredFile
from portico.core.journal import queries as journal
from portico.core.journal.models import Entry

from .. import queries
from ..models import InternalNote, Priority, Ticket, TicketReply


@dataclass(frozen=True, slots=True)
class Line:
    """A message, a note, or something that happened (`words`)."""

    at: datetime
    reply: TicketReply | None = None
    note: InternalNote | None = None
    files: list[StoredFile] = field(default_factory=list)
    is_mine: bool = False
    icon: str = ""
    who: str = ""
    words: str = ""


def timeline(actor: Staff, ticket: Ticket) -> list[Line]:
    """Everything in its order; five queries however long it is."""
    files: dict[UUID, list[StoredFile]] = defaultdict(list)
    for link in queries.reply_files(actor, ticket):
        files[link.reply_id].append(link.file)
    for held in queries.note_files(actor, ticket):
        files[held.note_id].append(held.file)
    said = [
        Line(at=one.sent_at, reply=one, files=files[one.pk], is_mine=one.card_id == actor.card)
        for one in queries.replies(actor, ticket)
    ]
    noted = [
        Line(at=one.at, note=one, files=files[one.pk], is_mine=one.author_id == actor.id)
        for one in queries.notes(actor, ticket)
    ]
    happened = [line for one in journal.entries_of(ticket.pk) if (line := _event(actor, one))]
    return sorted([*said, *noted, *happened], key=lambda line: line.at)


def _event(actor: Staff, one: Entry) -> Line | None:
    tell = _TELL.get(one.name)
    if tell is None:
        return None
    icon, words = tell({**one.data, "actor_name": one.actor_name})
    who = _("You") if one.actor_id == actor.id else one.actor_name
    return Line(at=one.at, icon=icon, who="" if one.actor_kind == "system" else who, words=words)


def _status(data: dict[str, Any]) -> tuple[str, str]:
    new = data.get("new_inside") or data["new"]
    return "arrow-right", _("changed the status to “%(new)s”") % {"new": new}  # icon


def _priority(data: dict[str, Any]) -> tuple[str, str]:
    label = str(Priority(int(data["new"])).label)
    words = _("changed the priority to “%(new)s”") % {"new": label}
    return "signal", words  # icon


def _assigned(data: dict[str, Any]) -> tuple[str, str]:
    if not data["to_name"]:
        return "user-minus", _("gave it back to the queue")  # icon
    if data["to_name"] == data["actor_name"]:
        return "user-check", _("took it over")  # icon
    return "user-check", _("gave it to %(name)s") % {"name": data["to_name"]}


def _moved(data: dict[str, Any]) -> tuple[str, str]:
    where = " · ".join(filter(None, (data["queue"], data["team"])))
    return "inbox", _("moved it to %(where)s") % {"where": where}


_TELL: dict[str, Callable[[dict[str, Any]], tuple[str, str]]] = {
    "tickets.status_changed": _status,
    "tickets.priority_changed": _priority,
    "tickets.assigned": _assigned,
    "tickets.moved": _moved,
    "tickets.reopened": lambda _data: ("rotate-ccw", _("reopened it")),
    "tickets.confirmed": lambda _data: ("check-check", _("confirmed that it is fixed")),
    "tickets.closed_by_time": lambda _data: ("check-check", _("Closed by itself")),
    "tickets.merged": lambda data: (
        "merge",
        _("merged it into %(number)s") % {"number": data["into_number"]},
    ),
    "tickets.reply_undone": lambda _data: ("undo-2", _("took an answer back")),
    "tickets.reply_edited": lambda _data: ("pencil", _("corrected a message")),
    "tickets.followed": lambda data: ("user-plus", _("added %(name)s") % {"name": data["name"]}),
}
