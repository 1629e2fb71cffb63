"""Reading files, from what the actor may see.

A file that hangs on nothing is its uploader's alone. One that hangs on something is read by those
who may read that thing; the contexts say so through `ports.attachable`.
"""

from collections.abc import Collection, Iterator
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from portico.core.access.actors import Actor, System
from portico.core.access.permissions import NotVisible

from .models import StoredFile
from .ports import ATTACHABLES

FORGOTTEN_AFTER = timedelta(hours=3)


def files(actor: Actor, file_ids: Collection[UUID]) -> list[StoredFile]:
    """Those of these files that the actor may read, in the order given."""
    rows = {row.id: row for row in StoredFile.objects.filter(pk__in=list(file_ids))}
    if not isinstance(actor, System):
        attached = [row.id for row in rows.values() if row.attached_at]
        visible = _hang_on_visible(actor, attached)
        rows = {one: row for one, row in rows.items() if row.is_loose_of(actor) or one in visible}
    return [rows[one] for one in dict.fromkeys(file_ids) if one in rows]


def file(actor: Actor, file_id: UUID) -> StoredFile:
    found = files(actor, [file_id])
    if not found:
        raise NotVisible("file")
    return found[0]


def own_upload(actor: Actor, file_id: UUID) -> StoredFile:
    """A file that the actor has uploaded, wherever it hangs."""
    if (row := StoredFile.objects.of(actor).filter(pk=file_id).first()) is None:
        raise NotVisible("file")
    return row


def file_to_inspect(file_id: UUID) -> StoredFile | None:
    """For the job only."""
    waiting = StoredFile.objects.filter(state=StoredFile.State.CHECKING)
    return waiting.filter(pk=file_id).first()


def forgotten_files() -> Iterator[UUID]:
    """Files that have waited too long for their inspection; for the job only."""
    waiting = StoredFile.objects.filter(state=StoredFile.State.CHECKING)
    old = waiting.filter(uploaded_at__lt=timezone.now() - FORGOTTEN_AFTER)
    return old.order_by("uploaded_at", "id").values_list("id", flat=True)[:500].iterator()


def is_kept(key: str) -> bool:
    """Does any row name this object? For the job only."""
    return StoredFile.objects.filter(Q(storage_key=key) | Q(thumbnail_key=key)).exists()


def _hang_on_visible(actor: Actor, file_ids: list[UUID]) -> set[UUID]:
    if not file_ids:
        return set()
    return set().union(*(visible(actor, file_ids) for visible in ATTACHABLES.values()))
