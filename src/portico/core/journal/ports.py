"""What a context says of its things and facts, so that logs and daily mails can tell of them.

    named("tickets.ticket", ticket_names)                # in hooks/journal.py
    told("tickets", fields={"to_name": _("To")}, values={"priority": PRIORITIES.get})

A thing has a name only for whoever may see it at that moment.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from portico.core.access.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A thing as a line tells of it; `path` leads to its page at the reader's door, if any."""

    title: str
    number: str = ""
    path: str = ""

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


type Names = Callable[[Actor, Collection[UUID]], Mapping[UUID, Named]]
type Say = Callable[[Any], str | Promise | None]  # Any: a value as JSON gives it back

_NAMES: dict[str, Names] = {}
_FIELDS: dict[tuple[str, str], str | Promise] = {}
_VALUES: dict[tuple[str, str], Say] = {}
_LINES: dict[str, Callable[[Mapping[str, Any]], str]] = {}
_OF: dict[str, str] = {}


def named(kind: str, names: Names) -> None:
    """`names` answers, with one query, how rows of a kind are called; it omits the invisible."""
    _NAMES[kind] = names


def told(
    context: str,
    *,
    fields: Mapping[str, str | Promise] | None = None,
    values: Mapping[str, Say] | None = None,
) -> None:
    """Words for the fields of a context's facts, and for what may stand in them."""
    _FIELDS.update({(context, key): words for key, words in (fields or {}).items()})
    _VALUES.update({(context, key): say for key, say in (values or {}).items()})


def told_as(event: str, say: Callable[[Mapping[str, Any]], str]) -> None:
    """What a line adds to the words of this event, where one field alone does not tell it."""
    _LINES[event] = say


def told_of(kind: str, *events: str) -> None:
    """These events happen to a thing of another context: a line of them names it."""
    _OF.update(dict.fromkeys(events, kind))


def line_of(event: str, data: Mapping[str, Any]) -> str | None:
    """That line; None where the context of the event leaves it to its fields."""
    say = _LINES.get(event)
    return say(data) if say else None


def kinds_of(event: str) -> list[str]:
    """The kinds of things that an event of this name may be about."""
    if event in _OF:
        return [_OF[event]]
    return [kind for kind in _NAMES if _context(kind) == _context(event)]


def names_of(actor: Actor, things: Iterable[tuple[str, UUID]]) -> dict[UUID, Named]:
    """The names that the actor may read right now: one query for each kind."""
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for kind, one in things:
        wanted[kind].add(one)
    found: dict[UUID, Named] = {}
    for kind, ids in wanted.items():
        if kind in _NAMES:
            found |= _NAMES[kind](actor, sorted(ids))
    return found


def names_among(actor: Actor, ids: Collection[UUID]) -> dict[UUID, Named]:
    """The same where nobody knows what kinds of things they are."""
    return names_of(actor, ((kind, one) for kind in _NAMES for one in ids))


def field_words(event: str, key: str) -> str | None:
    """What a field of this event is called; None where nobody has said.

    Empty words say that it is not worth a line.
    """
    found = _FIELDS.get((_context(event), key))
    return None if found is None else str(found)


def in_order(event: str, keys: Iterable[str]) -> list[str]:
    """Fields of this event as its context lists them; those without words come last."""
    places = {key: place for place, key in enumerate(_FIELDS)}
    last, context = len(places), _context(event)
    return sorted(keys, key=lambda key: (places.get((context, key), last), key))


def value_words(event: str, key: str, value: object) -> str:
    """What this value means; nothing where it speaks for itself."""
    say = _VALUES.get((_context(event), key))
    return str((say(value) if say else None) or "")


def _context(name: str) -> str:
    return name.partition(".")[0]
