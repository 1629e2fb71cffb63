"""What other contexts say about people: which fields of a contact somebody else keeps in step."""

from collections.abc import Callable, Collection
from uuid import UUID

type Locks = Callable[[UUID], Collection[str]]

_LOCKS: list[Locks] = []


def locks(found: Locks) -> Locks:
    """Declare in a context's hooks: contact → names of fields that a directory keeps in step."""
    _LOCKS.append(found)
    return found


def locked_fields(contact_id: UUID) -> frozenset[str]:
    """The fields of this contact that nobody should change by hand."""
    return frozenset(name for lock in _LOCKS for name in lock(contact_id))
