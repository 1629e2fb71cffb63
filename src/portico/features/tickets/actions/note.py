"""Write an internal note."""

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.files.actions.attach import attach_files
from portico.core.journal.acting import action, record
from portico.core.people.models import StaffUser

from ..events import NoteAdded
from ..models import InternalNote, NoteFile, Ticket
from ..permissions import NOTE
from .locking import changed_inside
from .once import in_turn


@action(NOTE, writes=("files",))
def add_note(
    actor: Actor, ticket: Ticket, *, body: str, files: Sequence[UUID] = (), once: str = ""
) -> InternalNote:
    """Words among technicians; nothing that the client could notice changes, not even a time."""
    in_turn(once)
    if once and (again := InternalNote.objects.filter(once=once).first()):
        return again
    author = StaffUser.objects.filter(pk=actor.id).first() if actor.id else None
    note = InternalNote.objects.create(
        ticket=ticket,
        author=author,
        author_name=actor.name,
        author_title=author.title if author else "",
        body=body,
        at=timezone.now(),
        once=once,
    )
    for file in attach_files(actor, files, company_id=None):
        NoteFile.objects.create(note=note, ticket=ticket, file=file)
    record(actor, NoteAdded(ticket=ticket.id, note=note.id), on=ticket)
    changed_inside(ticket)
    return note
