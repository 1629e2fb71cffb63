"""What a context says whose things have files: who may read them.

    attachable("tickets", visible=queries.file_ids_visible)   # in hooks/files.py

A file that hangs on something is read by those who may read that thing, and by nobody else.
"""

from collections.abc import Callable, Collection
from uuid import UUID

from portico.core.access.actors import Actor

type Visible = Callable[[Actor, Collection[UUID]], set[UUID]]

ATTACHABLES: dict[str, Visible] = {}


def attachable(context: str, *, visible: Visible) -> None:
    """`visible` answers which of these files hang on something that the actor may read."""
    ATTACHABLES[context] = visible
