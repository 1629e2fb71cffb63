"""What people choose from in more than one form: languages, time zones, countries of them."""

from collections import defaultdict
from functools import lru_cache
from zoneinfo import available_timezones

from django.conf import settings

REGIONS = (
    "Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian",
    "Pacific",
)  # fmt: skip

type Grouped = list[tuple[str, list[tuple[str, str]]]]


@lru_cache
def zones() -> Grouped:
    """Time zones by region; the names are the ones that people know from their computers."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in sorted(available_timezones()):
        region, _slash, place = name.partition("/")
        if place and region in REGIONS:
            found[region].append((name, place.replace("_", " ").replace("/", " – ")))
    return [*found.items(), ("UTC", [("UTC", "UTC")])]


def languages() -> list[tuple[str, str]]:
    """Each language under its own name."""
    return [(code, str(name)) for code, name in settings.LANGUAGES]
