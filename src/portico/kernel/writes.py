"""Rows change only inside an action of the context that owns them."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_owners: ContextVar[frozenset[str]] = ContextVar("owners", default=frozenset())

ANY = "*"


class WriteOutsideAction(RuntimeError):
    """A row was written by code that does not own it."""


@contextmanager
def writing(*owners: str) -> Iterator[None]:
    """Allow rows of these contexts (app labels) to change; `ANY` is for imports and tests."""
    token = _owners.set(_owners.get() | set(owners))
    try:
        yield
    finally:
        _owners.reset(token)


def check_write(owner: str) -> None:
    if not _owners.get() & {owner, ANY}:
        raise WriteOutsideAction(f"{owner} rows change only inside {owner} actions")
