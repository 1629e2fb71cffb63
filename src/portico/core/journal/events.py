"""Events: facts with a wire name, declared once in the context that they belong to."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, dataclass_transform

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Kind:
    """What is true of every event of one type.

    `timeline` names the fields that the client may read; such an event stands in the timeline of
    its subject. `security` and `financial` are the two classes that auditors filter by. `words`
    tell it in the activity log: “Changed a role”. What is `aside` stands in the timeline of its
    subject, and not among all that happened at the company. `reads` marks who looked at something
    sensitive or took a copy of it, `refused` who was not let through.
    """

    name: str
    timeline: tuple[str, ...] | None = None
    security: bool = False
    financial: bool = False
    words: str | Promise = ""
    aside: bool = False
    reads: bool = False
    refused: bool = False


KINDS: dict[type, Kind] = {}
SUBSCRIBERS: dict[type, list[Callable[[Any], None]]] = defaultdict(list)
SUBSCRIBERS_TO_MANY: dict[type, list[Callable[[list[Any]], None]]] = defaultdict(list)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def event(  # noqa: PLR0913  every one of these is a fact about the event
    name: str,
    *,
    timeline: tuple[str, ...] | None = None,
    security: bool = False,
    financial: bool = False,
    words: str | Promise = "",
    aside: bool = False,
    reads: bool = False,
    refused: bool = False,
) -> Callable[[type], type]:
    """Declare a fact, for example ``@event("tickets.closed", timeline=("resolution",))``."""

    def declare(cls: type) -> type:
        cls = dataclass(frozen=True, kw_only=True)(cls)
        KINDS[cls] = Kind(name, timeline, security, financial, words, aside, reads, refused)
        return cls

    return declare


def subscribe[H: Callable[[Any], None]](to: type) -> Callable[[H], H]:
    """Call the handler whenever such a fact is recorded, in the same transaction."""

    def remember(handler: H) -> H:
        SUBSCRIBERS[to].append(handler)
        return handler

    return remember


def subscribe_to_many[H: Callable[[list[Any]], None]](to: type) -> Callable[[H], H]:
    """The same for a handler that takes all such facts of one piece of work at once."""

    def remember(handler: H) -> H:
        SUBSCRIBERS_TO_MANY[to].append(handler)
        return handler

    return remember


def asides() -> list[str]:
    """Names of the events that only the timeline of their subject tells."""
    return [kind.name for kind in KINDS.values() if kind.aside]


def readings() -> list[str]:
    """Names of the events by which somebody saw or took something sensitive."""
    return [kind.name for kind in KINDS.values() if kind.reads]


def refusals() -> list[str]:
    """Names of the events by which somebody was not let through."""
    return [kind.name for kind in KINDS.values() if kind.refused]


def told_events() -> list[tuple[str, str]]:
    """Every event with its words, in the language of whoever reads."""
    return [(kind.name, str(kind.words)) for kind in KINDS.values() if kind.words]


def events_like(words: str) -> list[str]:
    """Names of the events in whose name or words this stands, in the language of the reader."""
    wanted = words.casefold()
    return [
        kind.name for kind in KINDS.values() if wanted in f"{kind.name}\n{kind.words}".casefold()
    ]


def words_of(name: str) -> str:
    """The event in words for people; its wire name where nobody has said any."""
    found = next((kind.words for kind in KINDS.values() if kind.name == name), "")
    return str(found or name)


@event("journal.keeping_changed", security=True, words=_("Changed how long the log is kept"))
class KeepingChanged:
    """Ordinary entries for so many months, financial ones for so many years; 0 is for ever."""

    months: int
    years: int


@event("journal.forgotten", security=True, words=_("Removed old lines of the log"))
class EntriesForgotten:
    """So many entries from before `until` were older than the tenant keeps them."""

    entries: int
    until: str
