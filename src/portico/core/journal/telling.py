"""Values of the journal in words for people: never a code where there is a word for it."""

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from .ports import Named, field_words, in_order, line_of, value_words

type Known = Mapping[UUID, Named]

SAYING = (
    *("new", "to_name", "name", "method", "how", "reason", "limit", "what"),
    *("domain", "state", "provider", "field", "fields"),
)
"""Fields that say by themselves what an event was about, for a line of the log."""


def in_words(event: str, key: str, value: object, *, known: Known) -> str:
    """What stands in a field of this event; nothing for what is empty or a bare id."""
    if isinstance(value, list):
        said = [in_words(event, key, one, known=known) for one in value]
        return ", ".join(filter(None, said))
    if isinstance(value, dict):
        inner = in_order(event, value)
        said = [_pair(event, one, value[one], known=known) for one in inner]
        return ", ".join(filter(None, said))
    if (found := as_id(value)) is not None:
        return str(known.get(found, ""))
    if key == "fields":
        return called(event, str(value))
    return value_words(event, key, value) or _plain(value)


def _pair(event: str, key: str, value: object, *, known: Known) -> str:
    words = in_words(event, key, value, known=known)
    return f"{called(event, key)}: {words}" if words else ""


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)


def called(event: str, key: str) -> str:
    """The name of a field, in words if anybody has given some."""
    return field_words(event, key) or key.replace("_", " ")


def as_id(value: object) -> UUID | None:
    if not isinstance(value, str) or len(value) != 36:  # the only way in which ids are kept
        return None
    try:
        return UUID(value)
    except ValueError:
        return None


def ids_in(value: object) -> set[UUID]:
    """Every id in here, however deep."""
    if isinstance(value, dict):
        return ids_in(list(value.values()))
    if isinstance(value, list):
        return set().union(*(ids_in(one) for one in value))
    return {one} if (one := as_id(value)) else set()


def in_short(event: str, data: Mapping[str, object], *, title: str) -> str:
    """What a line adds to the words of its event, unless it says the same once more."""
    if (line := line_of(event, data)) is not None:
        return line
    said = (in_words(event, key, data[key], known={}) for key in SAYING if key in data)
    return next((words for words in said if words and words != title), "")
