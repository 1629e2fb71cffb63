"""Lines of the activity log as people read them: words instead of codes, names instead of ids."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.journal.events import words_of
from portico.core.journal.ports import Named, field_words, in_order, names_among
from portico.core.journal.telling import Known, as_id, called, ids_in, in_short, in_words

from ..queries import Line

ACTORS = {
    "staff": _("Staff"),
    "contact": _("Client"),
    "system": _("System"),
    "operator": _("Operator"),
    "visitor": _("At the door"),
}
NAMES = ("name", "role", "host", "to")  # what a changed thing is called, among its details

type Values = Mapping[str, Any]  # Any: as JSON gives them back


@dataclass(frozen=True, slots=True)
class Detail:
    """A field of an event: the thing that it names, or words."""

    label: str
    words: str
    about: Named | None = None


def row(one: Line, things: Known) -> dict[str, object]:
    """A line as the table draws it."""
    entry = one.entry
    kind = str(ACTORS.get(entry.actor_kind, entry.actor_kind))
    about, note = _about(one, things), _note(one)
    return {
        "entry": entry,
        "personal": one.personal,
        "company": one.company,
        "words": words_of(entry.name),
        "who": entry.who or kind,
        "kind": kind,
        "about": about,
        "note": note if about is None or note != about.title else "",
        "device": " · ".join(filter(None, (one.personal.browser, one.personal.platform))),
    }


def _about(one: Line, things: Known) -> Named | None:
    """Nobody needs to be told that somebody who signs in is about themselves."""
    subject = one.entry.subject_id
    return things.get(subject) if subject and subject != one.entry.actor_id else None


def _note(one: Line) -> str:
    """What else there is to say at a glance: the name of the thing, or what changed."""
    beside, entry = {**one.personal.before, **one.personal.after}, one.entry
    if found := next((beside[key] for key in NAMES if beside.get(key)), None):
        return str(found)
    signs = (("+", "added"), ("−", "removed"))
    words = [f"{sign} {text}" for sign, key in signs for text in _each(entry.name, key, entry.data)]
    words = words or _each(entry.name, "fields", entry.data)
    return ", ".join(words) or in_short(entry.name, entry.data, title=words_of(entry.name))


def _each(event: str, key: str, data: Values) -> list[str]:
    found = data.get(key)
    said = [in_words(event, key, one, known={}) for one in found] if isinstance(found, list) else []
    return [one for one in said if one]


def names_in(actor: Actor, one: Line) -> dict[UUID, Named]:
    """All that a line's details name, whatever it is."""
    entry, beside = one.entry, one.personal
    ids = ids_in([entry.data, beside.before, beside.after])
    return names_among(actor, ids | {entry.subject_id} if entry.subject_id else ids)


def details(one: Line, known: Known) -> list[Detail]:
    """The fields of an event that say something which does not stand on the page already."""
    entry, changed = one.entry, {**one.personal.before, **one.personal.after}
    said = {str(entry.subject_id), str(entry.company_id)}
    skipped = set(changed) | ({"fields"} if changed else set())
    found = []
    for key in in_order(entry.name, entry.data.keys() - skipped):
        value = entry.data[key]
        words = in_words(entry.name, key, value, known=known)
        if words and str(value) not in said and field_words(entry.name, key) != "":
            thing = as_id(value)
            about = known.get(thing) if thing else None
            found.append(Detail(_capital(entry.name, key), words, about))
    return found


def changes(one: Line, known: Known) -> list[tuple[str, str, str]]:
    """Field, before, after."""
    event, before, after = one.entry.name, one.personal.before, one.personal.after
    return [
        (
            _capital(event, key),
            in_words(event, key, before.get(key), known=known),
            in_words(event, key, after.get(key), known=known),
        )
        for key in in_order(event, {*before, *after})
        if field_words(event, key) != ""
    ]


def _capital(event: str, key: str) -> str:
    words = called(event, key)
    return words[:1].upper() + words[1:]
