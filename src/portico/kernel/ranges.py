"""The Range header of HTTP: which part of a file is asked for (RFC 9110, one range)."""

import re
from dataclasses import dataclass

ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


class NotSatisfiable(Exception):
    """The part lies outside the file."""


@dataclass(frozen=True, slots=True)
class Part:
    """From `start` up to, not including, `end`, of `size` bytes."""

    start: int
    end: int
    size: int

    @property
    def length(self) -> int:
        return self.end - self.start

    @property
    def content_range(self) -> str:
        return f"bytes {self.start}-{self.end - 1}/{self.size}"


def asked_part(header: str, size: int) -> Part | None:
    """The part that is asked for; None for the whole file, also for what we do not understand."""
    found = ONE_RANGE.fullmatch(header.replace(" ", ""))
    if not found or not (found[1] or found[2]):
        return None
    if not found[1]:
        start, end = max(size - int(found[2]), 0), size
    else:
        start = int(found[1])
        end = min(int(found[2]) + 1, size) if found[2] else size
        if found[2] and int(found[2]) < start:
            return None
    if start >= size or start >= end:
        raise NotSatisfiable
    return Part(start, end, size)
