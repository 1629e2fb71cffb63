"""Write down what the inspection of a file has found."""

from functools import partial
from uuid import UUID

from django.db import transaction

from portico.core.access.actors import Actor
from portico.core.journal.acting import action, record

from ..events import FileChecked, FileRefused
from ..inspection import Verdict
from ..models import StoredFile
from ..permissions import KEEP
from ..rules import renamed
from ..storage import storage


@action(KEEP)
def settle_file(actor: Actor, file: UUID, *, verdict: Verdict) -> StoredFile | None:
    """Ready or refused, once. None when the file is gone or was settled meanwhile."""
    row = StoredFile.objects.select_for_update().filter(pk=file).first()
    if row is None or row.state != StoredFile.State.CHECKING:
        keys = [key for key in verdict.keys if row is None or key not in row.keys]
        _delete_after_commit(keys)
        return None
    if verdict.is_refused:
        return _refuse(actor, row, verdict)
    return _accept(actor, row, verdict)


def _accept(actor: Actor, row: StoredFile, verdict: Verdict) -> StoredFile:
    row.state, row.reason = StoredFile.State.READY, verdict.reason
    row.was_scanned = verdict.was_scanned
    row.detected_type = verdict.detected_type or row.detected_type
    row.width, row.height = verdict.width, verdict.height
    if verdict.thumbnail:
        row.thumbnail_key = verdict.thumbnail.key
    if verdict.picture:
        _delete_after_commit([row.storage_key])
        row.storage_key, row.size = verdict.picture.key, verdict.picture.size
        row.sha256 = verdict.picture.sha256
        row.name = renamed(row.name, row.detected_type)
    row.save()
    record(actor, FileChecked(file=row.id), on=row)
    return row


def _refuse(actor: Actor, row: StoredFile, verdict: Verdict) -> StoredFile:
    """The row stays, so that people see what became of their file; the content goes."""
    _delete_after_commit(row.keys)
    row.state, row.reason = StoredFile.State.REFUSED, verdict.reason
    row.storage_key = row.thumbnail_key = ""
    row.save()
    record(actor, FileRefused(file=row.id, reason=verdict.reason.value), on=row)
    return row


def _delete_after_commit(keys: list[str]) -> None:
    for key in keys:
        transaction.on_commit(partial(storage().delete, key))
