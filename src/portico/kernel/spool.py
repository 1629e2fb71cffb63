"""Bytes that come slowly: a few stay in memory, more go into a file that nobody can find or read.

The file has no name, ends with the process, and is sealed with a key that only this spool knows:
what somebody uploads never lies on a disk in plain, not even on its way.
"""

import io
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

from .crypto.frames import Opener, Sealer
from .stores import DiskBytes

PLACE = ("spool",)


class Spool:
    """Takes bytes until `opened`; whoever made it closes it."""

    def __init__(self, folder: Path, *, memory: int) -> None:
        self.size = 0
        self._folder, self._memory = folder, memory
        self._waiting = bytearray()
        self._file: IO[bytes] | None = None
        self._source: DiskBytes | None = None
        self._key = b""
        self._sealer: Sealer | None = None

    def add(self, chunk: bytes) -> None:
        """Take bytes into memory; `is_full` says when it is time to `flush`."""
        self._waiting += chunk
        self.size += len(chunk)

    @property
    def is_full(self) -> bool:
        """More waits in memory than may."""
        return len(self._waiting) > self._memory

    @property
    def is_file(self) -> bool:
        """It has needed the disk."""
        return self._file is not None

    def flush(self) -> None:
        """Put what waits into the file. It touches the disk: call it where that may take long."""
        file, sealer = self._made()
        file.write(sealer.update(bytes(self._waiting)))
        self._waiting.clear()

    def opened(self) -> io.BufferedIOBase:
        """Everything from its beginning, for one reader; no more can be added."""
        if self._file is None or self._sealer is None:
            return io.BytesIO(self._waiting)
        self.flush()
        self._file.write(self._sealer.finish())
        self._file.flush()
        self._source = DiskBytes(os.dup(self._file.fileno()))
        return io.BufferedReader(_Frames(Opener(self._source, self._key, context=PLACE).read()))

    def close(self) -> None:
        """Forget it all."""
        self._waiting.clear()
        if self._source is not None:
            self._source.close()
        if self._file is not None:
            with suppress(OSError):  # a full disk is told by then
                self._file.close()

    def _made(self) -> tuple[IO[bytes], Sealer]:
        if self._file is None or self._sealer is None:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._key = secrets.token_bytes(32)
            self._sealer = Sealer(self._key, context=PLACE)
            self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115  mode 0600
        return self._file, self._sealer


class _Frames(io.RawIOBase):
    """Pieces, one after the other, as a file that can be read once."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override] # as io calls it
        if not self._left:
            self._left = memoryview(next(self._pieces, b""))
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count
