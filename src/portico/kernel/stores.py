"""Where bytes are kept: a folder, or a bucket. Whole or not at all, and on disk when said so.

What is kept here is sealed already; see `crypto/frames.py`.
"""

import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

KEY = re.compile(r"[\w-][\w.-]*(?:/[\w-][\w.-]*)*", re.ASCII)
LONGEST_KEY = 200
PART = ".part"


class NotStored(Exception):
    """There is nothing under this key."""


class Writer(Protocol):
    """Bytes on their way in. Nobody sees them before `commit`."""

    def write(self, chunk: bytes) -> None: ...

    def commit(self) -> None: ...

    def abort(self) -> None: ...


class Stored(Protocol):
    """Bytes that are kept, readable in parts."""

    @property
    def size(self) -> int: ...

    def read_at(self, offset: int, length: int) -> bytes: ...

    def close(self) -> None: ...


class Store(Protocol):
    """A place for bytes under keys such as `<tenant>/3f/<id>`."""

    def writer(self, key: str) -> Writer: ...

    def open(self, key: str) -> Stored: ...

    def delete(self, key: str) -> None: ...

    def older_than(self, seconds: float, *, under: str) -> Iterator[str]: ...


def checked(key: str) -> str:
    """The key itself; raises `ValueError` for what could lead out of the store."""
    if len(key) > LONGEST_KEY or not KEY.fullmatch(key):
        raise ValueError(f"not a storage key: {key[:LONGEST_KEY]!r}")
    return key


@dataclass(frozen=True)
class DiskStore:
    """Files below a folder that only this account can read."""

    folder: Path

    def writer(self, key: str) -> "DiskWriter":
        path = self._path(key)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return DiskWriter(path)

    def open(self, key: str) -> "DiskBytes":
        try:
            return DiskBytes(os.open(self._path(key), os.O_RDONLY))
        except FileNotFoundError as problem:
            raise NotStored(key) from problem

    def delete(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def older_than(self, seconds: float, *, under: str) -> Iterator[str]:
        """Keys below `under`, also of writes that nobody finished."""
        latest = time.time() - seconds
        for path in sorted(self._path(under).rglob("*")):
            with suppress(FileNotFoundError):  # deleted while we look
                if path.is_file() and path.stat().st_mtime < latest:
                    yield path.relative_to(self.folder).as_posix()

    def _path(self, key: str) -> Path:
        return self.folder / checked(key)


class DiskWriter:
    """Writes beside the final name, then renames: readers see all of it or nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = path.with_name(f"{path.name}.{secrets.token_hex(4)}{PART}")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        self._file = os.fdopen(os.open(self._part, flags, 0o600), "wb")

    def write(self, chunk: bytes) -> None:
        self._file.write(chunk)

    def __del__(self) -> None:
        if not self._file.closed:  # the sender hung up
            self.abort()

    def commit(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._part.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def abort(self) -> None:
        self._file.close()
        self._part.unlink(missing_ok=True)


@dataclass
class DiskBytes:
    """An open file; several readers do not disturb each other."""

    descriptor: int
    is_open: bool = True

    @property
    def size(self) -> int:
        return os.fstat(self.descriptor).st_size

    def read_at(self, offset: int, length: int) -> bytes:
        return os.pread(self.descriptor, length, offset)

    def close(self) -> None:
        if self.is_open:
            self.is_open = False
            os.close(self.descriptor)

    def __del__(self) -> None:
        self.close()
