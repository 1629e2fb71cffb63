"""All files of a form, however they came."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile

from portico.core.access.actors import Actor

from .actions.upload import upload_file
from .intake import refuse_oversized


def receive_files(
    actor: Actor, file_ids: Sequence[UUID], uploads: "Sequence[UploadedFile[Any]]"
) -> list[UUID]:
    """Ids of files that the uploader sent ahead, and of those that came with the form itself."""
    refuse_oversized(uploads)
    return [*file_ids, *(upload_file(actor, upload).id for upload in uploads)]
