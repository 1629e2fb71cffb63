"""The time zones that people choose from: named after cities, the rest of the database left out."""

from functools import lru_cache
from zoneinfo import available_timezones

REGIONS = (
    "Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/",
    "Indian/", "Pacific/",
)  # fmt: skip


@lru_cache(maxsize=1)
def zone_choices() -> tuple[tuple[str, str], ...]:
    """`("Europe/Vienna", "Europe, Vienna")`, by name."""
    names = sorted(name for name in available_timezones() if name.startswith(REGIONS))
    return tuple((name, name.replace("_", " ").replace("/", ", ")) for name in names)
