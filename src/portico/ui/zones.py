"""The time zones that people choose from, under the names that their language has for them."""

from collections import defaultdict
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from portico.kernel.zones import zone_names

if TYPE_CHECKING:
    from babel.core import Locale

CONTINENTS = {  # as territories are numbered
    "Africa": "002", "America": "019", "Antarctica": "AQ", "Asia": "142", "Australia": "AU",
    "Europe": "150",
}  # fmt: skip
OCEANS = {"Atlantic": _("Atlantic"), "Indian": _("Indian Ocean"), "Pacific": _("Pacific")}

type Grouped = list[tuple[str, list[tuple[str, str]]]]


class ZoneField(forms.ChoiceField):
    """One zone of the list; `usual` says what nothing chosen means, and allows it."""

    def __init__(self, *, usual: str | Promise = "") -> None:
        choices = partial(_choices, usual)
        super().__init__(label=_("Time zone"), choices=choices, required=not usual)

    def prepare_value(self, value: Any) -> Any:  # Any: as Django says
        """A name of old selects the place that it means."""
        return listed(value) if isinstance(value, str) else value


def zones() -> Grouped:
    """By region and city, in the language of the reader; each place once."""
    return _zones(get_language() or "en")


def _choices(usual: str | Promise) -> list[tuple[str, Any]]:  # Any: a label or a group
    return [("", str(usual)), *zones()] if usual else [*zones()]


def listed(name: str) -> str:
    """The name under which a zone stands in the list: Asia/Calcutta is Asia/Kolkata there."""
    return str(_renamed().get(name, name))


@lru_cache(maxsize=8)
def _zones(language: str) -> Grouped:
    locale, found = _locale(language), defaultdict(list)
    for name in zone_names() - _renamed().keys():
        region = name.partition("/")[0]
        if region != name and (region in CONTINENTS or region in OCEANS):
            found[region].append((name, _city(name, locale)))
    with override(language):
        groups = {
            _region(one, locale): sorted(rows, key=_as_written) for one, rows in found.items()
        }
    regions = sorted(groups.items(), key=lambda one: normalize("NFKD", one[0]))
    return [*regions, ("UTC", [("UTC", "UTC")])]


def _region(name: str, locale: "Locale") -> str:
    return str(OCEANS[name]) if name in OCEANS else locale.territories[CONTINENTS[name]]


def _city(name: str, locale: "Locale") -> str:
    """What the language calls the place; most cities are called the same everywhere."""
    known: Any = locale.time_zones  # Any: a tree of texts
    for one in (name, *_former().get(name, ())):
        if city := known.get(one, {}).get("city"):
            return str(city)
    return name.partition("/")[2].replace("_", " ").replace("/", ", ")


def _as_written(choice: tuple[str, str]) -> str:
    """Ä stands with A."""
    return normalize("NFKD", choice[1]).casefold()


def _locale(language: str) -> "Locale":
    from babel.core import Locale  # noqa: PLC0415  9 MB that most processes never need

    return Locale.parse(language, sep="-")


@cache
def _renamed() -> dict[str, str]:
    """Names that the database of zones keeps for old times' sake, with those of today."""
    from babel.core import get_global  # noqa: PLC0415  as above

    return dict(get_global("zone_aliases"))


@cache
def _former() -> dict[str, list[str]]:
    """The other way round: translations often stand under the name of old."""
    found = defaultdict(list)
    for old, new in _renamed().items():
        found[new].append(old)
    return found
