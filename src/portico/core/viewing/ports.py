"""What others add: which texts are the number of a ticket of this company.

known_by(lambda actor, company_id, words: …)         # in hooks/viewing.py
"""

from collections.abc import Callable
from uuid import UUID

from portico.core.access.actors import Actor

from .rules import AlreadyViewing, can_be_seen, strictest

__all__ = [
    "AlreadyViewing",
    "Knows",
    "can_be_seen",
    "is_known",
    "known_by",
    "strictest",
]

type Knows = Callable[[Actor, UUID, str], bool]

_KNOWN: list[Knows] = []


def known_by(knows: Knows) -> Knows:
    """`knows` says whether the words name something of this company that the actor may see."""
    _KNOWN.append(knows)
    return knows


def is_known(actor: Actor, company_id: UUID, words: str) -> bool:
    return any(knows(actor, company_id, words) for knows in _KNOWN)
