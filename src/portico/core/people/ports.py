"""What others say about people, and what names and addresses may be, wherever they come from."""

from collections.abc import Callable, Collection
from uuid import UUID

from .rules import a_name, an_email

__all__ = ["a_name", "an_email", "locked_fields", "locks"]

type Locks = Callable[[UUID], Collection[str]]

_LOCKS: list[Locks] = []


def locks(found: Locks) -> Locks:
    """Declare in a context's hooks: contact → names of fields that a directory keeps in step."""
    _LOCKS.append(found)
    return found


def locked_fields(contact_id: UUID) -> frozenset[str]:
    """The fields of this contact that nobody should change by hand."""
    return frozenset(name for lock in _LOCKS for name in lock(contact_id))
