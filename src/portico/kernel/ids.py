"""Primary keys: UUIDv7 (RFC 9562), so that newer rows sort after older ones."""

import secrets
import time
from datetime import timedelta
from uuid import UUID


def new_id() -> UUID:
    """A fresh UUIDv7: 48 bits of Unix milliseconds, then 74 random bits."""
    return id_at(time.time_ns() // 1_000_000)


def id_from(text: object) -> UUID | None:
    """The id that a text from outside names, in any spelling of a UUID; None if it names none."""
    try:
        return UUID(str(text))
    except ValueError:
        return None


def id_at(millis: int) -> UUID:
    """A UUIDv7 for a moment in the past or future; demo data and imports keep their order by it."""
    value = (millis << 80) | secrets.randbits(80)
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return UUID(int=value)


def id_before(row: UUID, distance: timedelta) -> UUID:
    """The UUIDv7 of a moment that lies so long before the moment of another one."""
    return id_at(max(0, (row.int >> 80) - distance // timedelta(milliseconds=1)))
