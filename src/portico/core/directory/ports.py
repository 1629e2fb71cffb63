"""What other parts know of how companies do: `hooks/companies.py` of a feature brings it.

    concern(Concerns("tickets", overdue))

The words stand beside the company in the directory; the heaviest of all parts wins.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from portico.core.access.actors import Actor


@dataclass(frozen=True, slots=True)
class Concern:
    """Why somebody should look after a company; `weight` 1 is a hint, 9 is trouble."""

    weight: int
    words: str


type Among = Callable[[Actor, Collection[UUID] | None], Mapping[UUID, Concern]]

_CONCERNS: dict[str, Among] = {}


def concerns(slug: str, among: Among) -> None:
    """`among` answers with one query for these companies; for all of them, if None is given."""
    _CONCERNS[slug] = among


def concerns_among(actor: Actor, companies: Collection[UUID] | None) -> dict[UUID, Concern]:
    """Company → what weighs most there."""
    found: dict[UUID, Concern] = {}
    for among in _CONCERNS.values():
        for company, one in among(actor, companies).items():
            if company not in found or found[company].weight < one.weight:
                found[company] = one
    return found
