"""One timeline of a ticket as the desk reads it: messages, notes, and what happened."""

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from portico.core.access.actors import Staff
from portico.core.files.models import StoredFile

from .. import queries
from ..models import InternalNote, Ticket, TicketReply
from ..rules.stretch import Row, Wanted
from ..rules.told import TOLD_AT_THE_DESK, Line, Timeline, happened


def timeline(actor: Staff, ticket: Ticket, wanted: Wanted) -> Timeline:
    """The opening message, and what is wanted of the rest."""
    part = queries.story(actor, ticket, wanted)
    return Timeline.of(part, partial(_line, actor, part.files))


def _line(actor: Staff, files: Mapping[UUID, list[StoredFile]], row: Row) -> Line:
    if isinstance(row, TicketReply):
        mine = row.card_id == actor.card
        return Line(at=row.sent_at, reply=row, files=files[row.pk], is_mine=mine)
    if isinstance(row, InternalNote):
        mine = row.author_id == actor.id
        return Line(at=row.at, note=row, files=files[row.pk], is_mine=mine)
    return happened(row, TOLD_AT_THE_DESK, me=row.actor_id == actor.id)
