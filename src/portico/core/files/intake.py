"""Files on their way in: streamed straight into the sealed storage, stopped when too large.

Every multipart form of the product passes here. What an action does not take over is deleted when
the request ends, also when its transaction is rolled back.
"""

import io
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from portico.core.access.actors import Contact, Staff
from portico.core.access.permissions import Refusal
from portico.core.tenants.vault import data_key
from portico.kernel.ids import new_id
from portico.kernel.tenancy import current_tenant
from portico.ui.text import filesize

from .contents import Incoming, Kept, opened
from .storage import storage


class TooLarge(Refusal):
    """More bytes than a file, or a request, may have."""

    status = 413


if TYPE_CHECKING:
    Upload = UploadedFile[bytes]
else:
    Upload = UploadedFile  # only the stubs know a parameter


class SealedUpload(Upload):
    """An uploaded file that lies sealed in the storage already."""

    def __init__(self, kept: Kept, *, id: UUID, key: bytes, **named: Any) -> None:  # noqa: A002
        super().__init__(size=kept.size, **named)
        del self.__dict__["file"]  # Django wants one; ours is opened when somebody reads
        self.id, self.kept, self.tenant = id, kept, current_tenant()
        self.is_taken = False
        self._key = key

    @cached_property
    def file(self) -> io.BytesIO:  # type: ignore[override] # for code that reads it as a whole
        return io.BytesIO(b"".join(self.chunks()))

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:  # noqa: ARG002  of frames
        with opened(self._key, tenant=self.tenant, file=self.id, key=self.kept.key) as content:
            yield from content.read()

    def take(self) -> None:
        """It belongs to a row now."""
        self.is_taken = True

    def close(self) -> None:
        """Called by Django at the end of the request."""
        if not self.is_taken:
            storage().delete(self.kept.key)


class OversizedUpload(Upload):
    """Stands for a file that was too large; its bytes were dropped as they came."""

    def close(self) -> None:
        """There is nothing to close."""


class SealingHandler(FileUploadHandler):
    """Django's upload handler that never holds more than a frame, nor writes a plain byte."""

    incoming: Incoming | None = None

    def handle_raw_input(
        self,
        input_data: Any,  # noqa: ARG002  the names are Django's
        META: Any,  # noqa: ARG002, N803
        content_length: int,
        boundary: str,  # noqa: ARG002
        encoding: str | None = None,  # noqa: ARG002
    ) -> tuple[QueryDict, MultiValueDict[str, Any]] | None:
        """A script sends one file and no words: what is announced as absurd is not read.

        Less than that is read and dropped: a browser that is cut off would not see our answer.
        """
        self.taken = 0
        absurd = settings.UPLOAD_REQUEST_BYTES + settings.UPLOAD_FIELDS_BYTES
        if _wants_json(self.request) and content_length > absurd:
            _remember(self.request, settings.UPLOAD_BYTES)
            return QueryDict(), MultiValueDict()
        return None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.abort()
        if isinstance(getattr(self.request, "actor", None), Staff | Contact):
            self.id, self.key = new_id(), data_key()
            self.incoming = Incoming(self.key, file=self.id)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.taken += len(raw_data)
        if self.taken > settings.UPLOAD_REQUEST_BYTES:
            self.abort()
            _remember(self.request, settings.UPLOAD_REQUEST_BYTES)
            raise StopUpload(connection_reset=True)
        if self.incoming and start + len(raw_data) > settings.UPLOAD_BYTES:
            self.abort()
        if self.incoming:
            self.incoming.write(raw_data)

    def file_complete(self, file_size: int) -> Upload | None:
        named: dict[str, Any] = {"name": self.file_name, "content_type": self.content_type or ""}
        if self.incoming:
            kept, self.incoming = self.incoming.finish(), None
            return SealedUpload(kept, id=self.id, key=self.key, **named)
        if file_size > settings.UPLOAD_BYTES:
            return OversizedUpload(size=file_size, **named)
        return None

    def upload_interrupted(self) -> None:
        self.abort()

    def abort(self) -> None:
        if self.incoming:
            self.incoming.abort()
            self.incoming = None


def cut_off(request: HttpRequest) -> TooLarge | None:
    """Read the files of a form. Was it cut off because it went on and on? Then it is not whole."""
    if request.content_type == "multipart/form-data":
        len(request.FILES)
    return getattr(request, "too_large", None)


def too_much(request: HttpRequest) -> TooLarge:
    """What to say of a form that is not read at all; a script sends one file at a time."""
    one = _wants_json(request)
    return TooLarge(_size_words(settings.UPLOAD_BYTES if one else settings.UPLOAD_REQUEST_BYTES))


def refuse_oversized(uploads: Sequence[Upload]) -> None:
    """Say which file is too large; raises `TooLarge`."""
    for upload in uploads:
        if isinstance(upload, OversizedUpload):
            raise TooLarge(_size_words(settings.UPLOAD_BYTES, name=upload.name or ""))


def _remember(request: HttpRequest | None, limit: int) -> None:
    if request is not None:
        request.too_large = TooLarge(_size_words(limit))  # type: ignore[attr-defined]


def _size_words(limit: int, *, name: str = "") -> str:
    size = filesize(limit)
    if not name:
        return _("That is too much at once. Up to %(size)s can be sent.") % {"size": size}
    words = _("“%(name)s” is too large. A file can have up to %(size)s.")
    return words % {"name": name, "size": size}


def _wants_json(request: HttpRequest | None) -> bool:
    return request is not None and request.headers.get("Accept", "").startswith("application/json")
