"""One timeline of a ticket as the client reads it: messages and what happened in between."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.utils import timezone

from portico.core.access.actors import Contact
from portico.core.access.permissions import NotVisible
from portico.core.files.models import StoredFile

from .. import queries
from ..models import InternalNote, Ticket, TicketReply
from ..rules.lifecycle import EDIT_MINUTES
from ..rules.stretch import Row, Wanted
from ..rules.told import TOLD_TO_CLIENTS, Line, Timeline, happened


def timeline(actor: Contact, ticket: Ticket, wanted: Wanted) -> Timeline:
    """The opening message, and what is wanted of the rest."""
    part = queries.story(actor, ticket, wanted)
    return Timeline.of(part, partial(_line, actor, part.files))


def _line(actor: Contact, files: Mapping[UUID, list[StoredFile]], row: Row) -> Line:
    if isinstance(row, TicketReply):
        return _message(actor, row, files[row.pk])
    if isinstance(row, InternalNote):
        raise NotVisible("note")
    return happened(row, TOLD_TO_CLIENTS, me=row.actor_id == actor.id)


def _message(actor: Contact, reply: TicketReply, files: list[StoredFile]) -> Line:
    mine = reply.by == TicketReply.By.CONTACT and reply.contact_id == actor.id
    fresh = timezone.now() < reply.sent_at + timedelta(minutes=EDIT_MINUTES)
    return Line(at=reply.sent_at, reply=reply, files=files, is_mine=mine, can_edit=mine and fresh)
