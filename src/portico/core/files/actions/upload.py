"""Take over an uploaded file, or bytes that came another way."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.core.access.actors import Actor, Contact
from portico.core.access.permissions import Refusal
from portico.core.journal.acting import action, record
from portico.core.tenants.vault import data_key
from portico.kernel.filetypes import glance
from portico.kernel.ids import new_id
from portico.kernel.text import file_name

from ..contents import Kept, keep
from ..events import FileUploaded
from ..intake import SealedUpload, refuse_oversized
from ..models import StoredFile
from ..permissions import UPLOAD

MOST_LOOSE = 50  # uploads of one person that hang on nothing


class EmptyFile(Refusal):
    """There is nothing in it."""


class TooManyLoose(Refusal):
    """Somebody fills the storage with files that belong to nothing."""

    status = 429


@action(UPLOAD)
def upload_file(actor: Actor, upload: "UploadedFile[Any]") -> StoredFile:
    """A file of a form. It hangs on nothing yet, and only its uploader sees it."""
    refuse_oversized([upload])
    if not upload.size:
        raise EmptyFile(_("“%(name)s” is empty.") % {"name": upload.name}, field="files")
    _refuse_too_many(actor)
    named = {"name": upload.name or "", "declared_type": upload.content_type or ""}
    if isinstance(upload, SealedUpload):
        transaction.on_commit(upload.take)
        return _add(actor, upload.kept, id=upload.id, **named)
    file_id = new_id()
    kept = keep(data_key(), upload.chunks(), file=file_id)
    return _add(actor, kept, id=file_id, **named)


@action(UPLOAD)
def add_file(
    actor: Actor, *, name: str, chunks: Iterable[bytes], declared_type: str = ""
) -> StoredFile:
    """A file from elsewhere: an incoming mail, an import, the demo."""
    file_id = new_id()
    kept = keep(data_key(), chunks, file=file_id)
    return _add(actor, kept, id=file_id, name=name, declared_type=declared_type)


def _refuse_too_many(actor: Actor) -> None:
    loose = StoredFile.objects.loose().of(actor)
    if loose.count() >= MOST_LOOSE:
        words = _("These are many files. Send what you have, then add more.")
        raise TooManyLoose(words, field="files")


def _add(
    actor: Actor,
    kept: Kept,
    *,
    id: UUID,  # noqa: A002
    name: str,
    declared_type: str,
) -> StoredFile:
    row = StoredFile(
        id=id,
        company_id=actor.company_id if isinstance(actor, Contact) else None,
        name=file_name(name, fallback=_("File")),
        size=kept.size,
        declared_type=declared_type[:120],
        detected_type=glance(kept.head),
        sha256=kept.sha256,
        storage_key=kept.key,
        uploaded_by_kind=actor.kind,
        uploaded_by_id=actor.id,
        uploaded_at=timezone.now(),
    )
    row.save(force_insert=True)
    record(actor, FileUploaded(file=row.id), on=row, after={"name": row.name})
    return row
