"""One timeline of a ticket as the client reads it: messages and what happened in between."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from portico.core.access.actors import Contact
from portico.core.files.models import StoredFile
from portico.core.journal import queries as journal
from portico.core.journal.models import Moment

from .. import queries
from ..models import Priority, Ticket, TicketReply
from ..rules.lifecycle import EDIT_MINUTES


@dataclass(frozen=True, slots=True)
class Line:
    """A message (`reply`) or something that happened (`words`)."""

    at: datetime
    reply: TicketReply | None = None
    files: list[StoredFile] = field(default_factory=list)
    is_mine: bool = False
    can_edit: bool = False
    icon: str = ""
    who: str = ""
    words: str = ""
    number: int | None = None


def timeline(actor: Contact, ticket: Ticket) -> list[Line]:
    """Everything in its order; three queries however long it is."""
    files: dict[UUID, list[StoredFile]] = defaultdict(list)
    for link in queries.reply_files(actor, ticket):
        files[link.reply_id].append(link.file)
    said = [_message(actor, one, files[one.pk]) for one in queries.replies(actor, ticket)]
    happened = [line for one in journal.moments(ticket.pk) if (line := _moment(actor, one))]
    return sorted([*said, *happened], key=lambda line: line.at)


def _message(actor: Contact, reply: TicketReply, files: list[StoredFile]) -> Line:
    mine = reply.by == TicketReply.By.CONTACT and reply.contact_id == actor.id
    fresh = timezone.now() < reply.sent_at + timedelta(minutes=EDIT_MINUTES)
    return Line(at=reply.sent_at, reply=reply, files=files, is_mine=mine, can_edit=mine and fresh)


def _moment(actor: Contact, one: Moment) -> Line | None:
    tell = _TELL.get(one.name)
    if tell is None:
        return None
    if one.data.get("old") and one.data.get("old") == one.data.get("new"):
        return None  # only the desk's word for it changed
    icon, words = tell({**one.data, "actor_name": one.actor_name})
    who = _("You") if one.actor_id == actor.id else one.actor_name
    if one.actor_kind == "system":
        who = ""
    return Line(at=one.at, icon=icon, who=who, words=words, number=one.data.get("into_number"))


def _status(data: dict[str, Any]) -> tuple[str, str]:
    icons = {"resolved": "check", "closed": "check-check", "paused": "pause", "open": "play"}
    words = _("changed the status to “%(new)s”") % {"new": data["new"]}
    return icons.get(data["category"], "circle"), words


def _priority(data: dict[str, Any]) -> tuple[str, str]:
    label = str(Priority(int(data["new"])).label)
    words = _("changed the priority to “%(new)s”") % {"new": label}
    return "signal", words  # icon


def _assigned(data: dict[str, Any]) -> tuple[str, str]:
    if not data["to_name"]:
        return "user-minus", _("gave it back to the team")
    if data["to_name"] == data["actor_name"]:
        return "user-check", _("took it over")
    return "user-check", _("gave it to %(name)s") % {"name": data["to_name"]}


_TELL: dict[str, Callable[[dict[str, Any]], tuple[str, str]]] = {
    "tickets.status_changed": _status,
    "tickets.priority_changed": _priority,
    "tickets.assigned": _assigned,
    "tickets.reopened": lambda _data: ("rotate-ccw", _("reopened it")),
    "tickets.confirmed": lambda _data: ("check-check", _("confirmed that it is fixed")),
    "tickets.closed_by_time": lambda _data: ("check-check", _("Closed by itself")),
    "tickets.merged": lambda _data: ("merge", _("merged it into another ticket")),
    "tickets.followed": lambda data: (
        "user-plus",
        _("added %(name)s") % {"name": data["name"]},
    ),
}
