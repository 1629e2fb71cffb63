"""What other parts tell about the use of the portal: how often, by company.

uses(Use("tickets", _("Tickets"), count=opened_by_company))       # in hooks/reviews.py
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise

from portico.core.access.actors import Actor

type Counter = Callable[[Actor, datetime], dict[UUID, int]]  # since then, by company


@dataclass(frozen=True, slots=True)
class Use:
    """One thing that clients do in the portal."""

    slug: str
    text: str | Promise
    count: Counter


USES: list[Use] = []


def uses(declared: Use) -> Use:
    """Announce something that clients do."""
    USES.append(declared)
    return declared
