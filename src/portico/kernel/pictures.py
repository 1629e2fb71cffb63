"""Drawing uploaded pictures anew: no metadata, no hidden payload, a size that fits a screen.

`redraw` runs `drawing.py` in a process of its own, with limits on memory and time and without any
secrets, so that a picture made to break a decoder breaks nothing else.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from enum import IntEnum

SECONDS = 30  # on a busy machine


class Ended(IntEnum):
    """How the process of its own ended; killed by a signal, a limit has struck."""

    WELL = 0
    TOO_MANY_PIXELS = 3
    BROKEN = 4


class BrokenPicture(Exception):
    """It cannot be drawn: cut off, damaged, or no picture at all."""


class TooManyPixels(Exception):
    """Drawing it would take more memory than any screenshot needs."""


class DrawingFailed(RuntimeError):
    """It says nothing about the picture: the machine is too busy, or Portico is broken."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture drawn anew, and a small one for lists."""

    data: bytes
    content_type: str
    width: int
    height: int
    thumbnail: bytes  # WebP


def redraw(data: bytes) -> Picture:
    """Draw the picture anew in a process of its own."""
    command = [sys.executable, "-I", "-m", "portico.kernel.drawing"]
    try:
        done = subprocess.run(  # noqa: S603  our own module, no shell
            command, input=data, capture_output=True, env={}, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as problem:
        raise DrawingFailed("took too long") from problem
    if done.returncode > 0 and done.returncode not in {*Ended}:
        raise DrawingFailed(done.stderr.decode("utf-8", "replace")[-500:])
    return _answer(done.returncode, done.stdout)


def _answer(code: int, out: bytes) -> Picture:
    head, _, body = out.partition(b"\n")
    if code == Ended.TOO_MANY_PIXELS:
        raise TooManyPixels
    if code != Ended.WELL:
        raise BrokenPicture
    if not head:
        raise DrawingFailed("ended without an answer")
    facts = json.loads(head)
    cut = facts.pop("length")
    return Picture(data=body[:cut], thumbnail=body[cut:], **facts)
