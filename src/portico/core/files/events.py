"""What happens to files."""

from uuid import UUID

from portico.core.journal.events import event


@event("files.uploaded")
class FileUploaded:
    file: UUID


@event("files.removed")
class FileRemoved:
    file: UUID


@event("files.checked")
class FileChecked:
    file: UUID


@event("files.refused", security=True)
class FileRefused:
    file: UUID
    reason: str


@event("files.downloaded")
class FileDownloaded:
    file: UUID
