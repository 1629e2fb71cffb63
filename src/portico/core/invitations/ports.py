"""What other parts tell about people, so that the right ones are invited.

asks(asked_most=…, asked_since=…)       # in hooks/invitations.py
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from portico.core.access.actors import Actor

type Most = Callable[[Actor, datetime, int], list[tuple[UUID, int]]]
type Since = Callable[[Actor, datetime], QuerySet]  # type: ignore[type-arg] # ids of contacts


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for things: those who did so most since a moment, and all who did."""

    asked_most: Most
    asked_since: Since


ASKING: list[Asking] = []


def asks(*, asked_most: Most, asked_since: Since) -> None:
    """Announce who asks for things; tickets do."""
    ASKING.append(Asking(asked_most, asked_since))
