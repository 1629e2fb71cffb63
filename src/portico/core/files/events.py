"""What happens to files."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from portico.core.journal.events import event


@event("files.uploaded", words=_("Uploaded a file"))
class FileUploaded:
    file: UUID


@event("files.removed", words=_("Removed a file"))
class FileRemoved:
    file: UUID


@event("files.checked", words=_("Checked a file"))
class FileChecked:
    file: UUID


@event("files.refused", refused=True, security=True, words=_("Refused a file"))
class FileRefused:
    file: UUID
    reason: str


@event("files.downloaded", reads=True, words=_("Downloaded a file"))
class FileDownloaded:
    file: UUID
