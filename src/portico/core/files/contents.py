"""The bytes of files: sealed while they come in, opened while they go out, never plain on disk."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from portico.kernel.crypto.envelope import Place
from portico.kernel.crypto.frames import Opener, Sealer
from portico.kernel.filetypes import HEAD_BYTES
from portico.kernel.tenancy import current_tenant

from .storage import storage


class Form(StrEnum):
    """In which form the content of a file is kept; each is an object of its own."""

    ORIGINAL = "original"
    PICTURE = "picture"
    THUMBNAIL = "thumbnail"


class WrongPlace(Exception):
    """The row names an object that belongs to another file."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a content once it is stored."""

    key: str
    size: int
    sha256: str
    head: bytes


def key_of(tenant: UUID, file: UUID, form: Form) -> str:
    """Where an object lies in the storage; spread over 256 folders for each tenant."""
    return f"{tenant}/{file.hex[-2:]}/{file}.{form}"


class Incoming:
    """Content on its way in: sealed frame by frame, its digest taken, its beginning remembered."""

    def __init__(self, data_key: bytes, *, file: UUID, form: Form = Form.ORIGINAL) -> None:
        tenant = current_tenant()
        self.key = key_of(tenant, file, form)
        self.size = 0
        self._sealer = Sealer(data_key, context=_place(tenant, file, form))
        self._writer = storage().writer(self.key)
        self._digest = sha256()
        self._head = bytearray()

    def write(self, chunk: bytes) -> None:
        self.size += len(chunk)
        self._digest.update(chunk)
        self._head += chunk[: HEAD_BYTES - len(self._head)]
        if sealed := self._sealer.update(chunk):
            self._writer.write(sealed)

    def finish(self) -> Kept:
        self._writer.write(self._sealer.finish())
        self._writer.commit()
        return Kept(self.key, self.size, self._digest.hexdigest(), bytes(self._head))

    def abort(self) -> None:
        self._writer.abort()


def keep(
    data_key: bytes, chunks: Iterable[bytes], *, file: UUID, form: Form = Form.ORIGINAL
) -> Kept:
    """Store content that is at hand."""
    incoming = Incoming(data_key, file=file, form=form)
    for chunk in chunks:
        incoming.write(chunk)
    return incoming.finish()


class Content:
    """Stored content, open for reading."""

    def __init__(self, data_key: bytes, *, tenant: UUID, file: UUID, key: str) -> None:
        form = Form(key.rpartition(".")[2])
        if key != key_of(tenant, file, form):
            raise WrongPlace(key)
        self._stored = storage().open(key)
        self._opener = Opener(self._stored, data_key, context=_place(tenant, file, form))
        self.size = self._opener.size

    def read(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        return self._opener.read(start, end)

    def close(self) -> None:
        self._stored.close()


@contextmanager
def opened(data_key: bytes, *, tenant: UUID, file: UUID, key: str) -> Iterator[Content]:
    content = Content(data_key, tenant=tenant, file=file, key=key)
    try:
        yield content
    finally:
        content.close()


def _place(tenant: UUID, file: UUID, form: Form) -> Place:
    return (tenant, "files.storedfile", file, form.value)
