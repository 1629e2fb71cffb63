"""What a feature contributes to the first page: `hooks/cards.py` declares a `Card`."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portico.core.access.actors import Actor
from portico.core.access.permissions import Permission, can


class Place(StrEnum):
    """Where on the page a card stands."""

    HEAD = "head"  # beside the greeting
    ASK = "ask"  # what waits for the person: on top, gone when done
    STAT = "stat"
    MAIN = "main"
    RAIL = "rail"
    QUICK = "quick"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A part of the first page. `load` returns what `template` draws, or None for nothing."""

    door: str  # "staff" or "portal"
    slug: str
    place: Place
    template: str
    load: Callable[[Actor], dict[str, Any] | None]
    permission: Permission | None = None
    position: int = 100


@dataclass(frozen=True, slots=True)
class Filled:
    """A card with what it shows."""

    slug: str
    template: str
    data: dict[str, Any]


CARDS: list[Card] = []


def card(declared: Card) -> Card:
    CARDS.append(declared)
    return declared


def filled(actor: Actor, door: str) -> dict[str, list[Filled]]:
    """Place → cards that have something to show to this actor."""
    page: dict[str, list[Filled]] = {place.value: [] for place in Place}
    for one in sorted(CARDS, key=lambda card: (card.position, card.slug)):
        if one.door != door or (one.permission and not can(actor, one.permission)):
            continue
        if (data := one.load(actor)) is not None:
            page[one.place].append(Filled(one.slug, one.template, data))
    return page
