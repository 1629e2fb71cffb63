"""The time zones that this machine knows by name."""

from functools import cache
from zoneinfo import available_timezones


@cache
def zone_names() -> frozenset[str]:
    """Such as Europe/Berlin; found once, because it reads a folder of six hundred files."""
    return frozenset(available_timezones())
