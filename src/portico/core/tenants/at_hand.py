"""What is the same for every row of a piece of work is read once, and forgotten at its end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, cast
from uuid import UUID

from portico.kernel.tenancy import current_tenant

_kept: ContextVar[dict[tuple[UUID, str], Any] | None] = ContextVar("kept", default=None)


@contextmanager
def at_hand() -> Iterator[None]:
    """Inside, the tenant's row, key and the like are read at most once; keep such work short."""
    found = _kept.get()
    token = _kept.set({} if found is None else found)
    try:
        yield
    finally:
        _kept.reset(token)


def kept[T](name: str, read: Callable[[], T]) -> T:
    """What `read` finds; inside `at_hand()` what it found first, for this tenant."""
    found = _kept.get()
    if found is None:
        return read()
    key = (current_tenant(), name)
    if key not in found:
        found[key] = read()
    return cast("T", found[key])
