"""Encrypted files in frames of 64 KiB, so that large files stream and parts can be read alone.

A file is a head (format, random salt) and frames of AES-256-GCM. Each file has its own key, derived
from the tenant's data key, the salt and the place it belongs to; the nonce of a frame is its number
and a mark on the last one. So frames cannot be cut off, appended, reordered, or moved elsewhere.
"""

import secrets
from collections.abc import Iterator
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .envelope import Place, bound, derived_key

FRAME_BYTES = 64 * 1024
TAG_BYTES = 16
SEALED_BYTES = FRAME_BYTES + TAG_BYTES
MAGIC = b"PTF\x01"
SALT_BYTES = 32
HEAD_BYTES = len(MAGIC) + SALT_BYTES
READ_FRAMES = 16  # one request to a remote store brings 1 MiB


class DamagedFile(Exception):
    """The stored file was changed, cut, extended, or belongs to another place or key."""


class Source(Protocol):
    """Where sealed bytes come from: a file on disk, an object in a store."""

    @property
    def size(self) -> int: ...

    def read_at(self, offset: int, length: int) -> bytes: ...


class Sealer:
    """Encrypts a stream whose length nobody knows yet; keeps at most one frame in memory."""

    def __init__(self, key: bytes, *, context: Place) -> None:
        salt = secrets.token_bytes(SALT_BYTES)
        self._cipher = _cipher(key, salt, context)
        self._pending = bytearray()
        self._frame = 0
        self._head = MAGIC + salt
        self.size = 0

    def update(self, chunk: bytes) -> bytes:
        """Take plaintext in; give out the frames that are full. The last one waits for `finish`."""
        self.size += len(chunk)
        self._pending += chunk
        sealed, self._head = bytearray(self._head), b""
        while len(self._pending) > FRAME_BYTES:
            sealed += self._seal(bytes(self._pending[:FRAME_BYTES]), last=False)
            del self._pending[:FRAME_BYTES]
        return bytes(sealed)

    def finish(self) -> bytes:
        """The last frame, marked as such; also an empty file has one."""
        head, self._head = self._head, b""
        return head + self._seal(bytes(self._pending), last=True)

    def _seal(self, plaintext: bytes, *, last: bool) -> bytes:
        sealed = self._cipher.encrypt(_nonce(self._frame, last=last), plaintext, None)
        self._frame += 1
        return sealed


class Opener:
    """Reads a sealed file, whole or in parts. Opening it proves its length."""

    def __init__(self, source: Source, key: bytes, *, context: Place) -> None:
        self._source = source
        self._frames = _frame_count(source.size)
        head = source.read_at(0, HEAD_BYTES)
        if head[: len(MAGIC)] != MAGIC or len(head) != HEAD_BYTES:
            raise DamagedFile("This is not a sealed file.")
        self._cipher = _cipher(key, head[len(MAGIC) :], context)
        self._tail = self._read_last()
        self.size = (self._frames - 1) * FRAME_BYTES + len(self._tail)

    def read(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Plaintext from `start` up to, not including, `end`, in pieces of at most one frame."""
        stop = self.size if end is None else min(end, self.size)
        if start < 0 or start >= stop:
            return
        first, last = start // FRAME_BYTES, (stop - 1) // FRAME_BYTES
        for number, plaintext in self._opened(first, last):
            offset = number * FRAME_BYTES
            yield plaintext[max(start - offset, 0) : stop - offset]

    def _opened(self, first: int, last: int) -> Iterator[tuple[int, bytes]]:
        before_tail = min(last + 1, self._frames - 1)
        for batch in range(first, before_tail, READ_FRAMES):
            count = min(READ_FRAMES, before_tail - batch)
            sealed = self._source.read_at(HEAD_BYTES + batch * SEALED_BYTES, count * SEALED_BYTES)
            for index in range(count):
                frame = sealed[index * SEALED_BYTES : (index + 1) * SEALED_BYTES]
                yield batch + index, self._open(batch + index, frame)
        if last == self._frames - 1:
            yield last, self._tail

    def _read_last(self) -> bytes:
        number = self._frames - 1
        frame = self._source.read_at(HEAD_BYTES + number * SEALED_BYTES, SEALED_BYTES)
        return self._open(number, frame)

    def _open(self, number: int, frame: bytes) -> bytes:
        last = number == self._frames - 1
        try:
            return self._cipher.decrypt(_nonce(number, last=last), frame, None)
        except InvalidTag as problem:
            raise DamagedFile(f"Frame {number} does not open.") from problem


def _frame_count(sealed: int) -> int:
    body = sealed - HEAD_BYTES
    if body < TAG_BYTES:
        raise DamagedFile("The file is too short to be a sealed one.")
    return -(-body // SEALED_BYTES)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11) + (b"\x01" if last else b"\x00")


def _cipher(key: bytes, salt: bytes, context: Place) -> AESGCM:
    return AESGCM(derived_key(key, purpose="file", salt=salt, place=bound(context)))
