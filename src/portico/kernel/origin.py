"""Where a change comes from: the request, its session and its machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Behind:
    """The real person behind an impersonated contact."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Origin:
    """What the journal keeps about a request; `session` is an opaque hash of its session row."""

    request_id: str = ""
    ip: str = ""
    user_agent: str = ""
    session: str = ""
    door: str = ""
    proved_at: datetime | None = None  # when whoever is behind the session last proved it
    behind: Behind | None = None


NOWHERE = Origin()
_origin: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)


def current_origin() -> Origin:
    return _origin.get()


def set_origin(origin: Origin) -> None:
    """Go on as this origin in the same request; the session was found."""
    _origin.set(origin)


@contextmanager
def origin(wanted: Origin) -> Iterator[None]:
    token = _origin.set(wanted)
    try:
        yield
    finally:
        _origin.reset(token)
