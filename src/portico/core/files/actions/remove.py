"""Take away files that hang on nothing."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Conflict, NotVisible
from portico.core.journal.acting import action, record

from ..events import FileRemoved
from ..models import StoredFile
from ..permissions import KEEP, UPLOAD
from ..storage import storage

KEPT_LOOSE = timedelta(days=2)


class InUse(Conflict):
    """It belongs to a message already."""


@action(UPLOAD)
def remove_file(actor: Actor, file: StoredFile) -> None:
    """The uploader changes their mind, before the file hangs on anything."""
    row = StoredFile.objects.select_for_update().of(actor).filter(pk=file.pk).first()
    if row is None:
        raise NotVisible("file")
    if row.attached_at:
        raise InUse(_("This file has been sent and cannot be removed."))
    _remove(actor, row)


@action(KEEP)
def clear_away_loose_files(actor: Actor) -> int:
    """Delete uploads that nobody used within two days; how many there were."""
    rows = StoredFile.objects.loose().filter(uploaded_at__lt=timezone.now() - KEPT_LOOSE)
    found = list(rows.select_for_update(skip_locked=True).order_by("uploaded_at", "id")[:500])
    for row in found:
        _remove(actor, row)
    return len(found)


def _remove(actor: Actor, row: StoredFile) -> None:
    keys = row.keys
    record(actor, FileRemoved(file=row.id), on=row, before={"name": row.name})
    StoredFile.objects.filter(pk=row.pk).erase()
    transaction.on_commit(lambda: _delete(keys))


def _delete(keys: Sequence[str]) -> None:
    for key in keys:
        storage().delete(key)
