"""Dates as people and products write them."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan", "feb", "mar mär mrz", "apr", "may mai", "jun", "jul", "aug", "sep", "oct okt",
         "nov", "dec dez"), start=1)
    for name in names.split()
}  # fmt: skip
TIME = (
    r"(?:[T,\s]+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?(?:\s*Uhr)?"
    r"\s*(?P<zone>Z|UTC|GMT|(?:UTC|GMT)?[+-]\d\d:?\d\d)?)?"
)
WEEKDAY = r"(?:[^\W\d]+\.?,\s*)?"
YEAR_FIRST = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + TIME)
YEAR_LAST = re.compile(
    WEEKDAY + r"(?P<one>\d{1,2})(?P<sign>[-/.])(?P<two>\d{1,2})[-/.](?P<year>\d{4}|\d\d)" + TIME
)
DAY_NAME = re.compile(
    WEEKDAY + r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[.\s-]+(?P<name>[^\W\d]+)\.?[,\s-]+(?P<year>\d{4})"
    + TIME
)  # fmt: skip
NAME_DAY = re.compile(
    WEEKDAY + r"(?P<name>[^\W\d]+)\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})" + TIME
)
SECONDS = re.compile(r"1\d{9}")
OLDEST = datetime(1980, 1, 1, tzinfo=UTC)


class NoMoment(ValueError):
    """The text is no date, or none that can be."""


@lru_cache(maxsize=20_000)
def moment(text: str, *, zone: ZoneInfo, day_first: bool) -> datetime:
    """The moment that is meant; without a zone, in `zone`. Raises `NoMoment`."""
    text = " ".join(text.replace("\u202f", " ").split())
    try:
        found = _read(text, zone=zone, day_first=day_first)
    except (ValueError, OverflowError) as problem:
        raise NoMoment(text) from problem
    if found < OLDEST:
        raise NoMoment(text)
    return found


def _read(text: str, *, zone: ZoneInfo, day_first: bool) -> datetime:
    if SECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text), UTC)
    if found := YEAR_FIRST.fullmatch(text):
        day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    elif found := YEAR_LAST.fullmatch(text):
        day = _day(found, day_first=day_first or found["sign"] == ".")
    elif found := DAY_NAME.fullmatch(text) or NAME_DAY.fullmatch(text):
        month = MONTHS.get(found["name"][:3].casefold(), 0)
        day = date(int(found["year"]), month, int(found["day"]))
    else:
        raise NoMoment(text)
    return _at(day, found, zone)


def _day(found: re.Match[str], *, day_first: bool) -> date:
    """Whatever the habit, there is no month 13."""
    one, two, year = int(found["one"]), int(found["two"]), int(found["year"])
    year += 2000 if year < 100 else 0
    day, month = (one, two) if (day_first or one > 12) and two <= 12 else (two, one)
    return date(year, month, day)


def _at(day: date, found: re.Match[str], zone: ZoneInfo) -> datetime:
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    if half := (found["half"] or "").replace(".", "").casefold():
        if not 1 <= hour <= 12:
            raise NoMoment(found[0])
        hour = hour % 12 + (12 if half == "pm" else 0)
    where = _zone(found["zone"]) if found["zone"] else zone
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=where)


def _zone(text: str) -> timezone:
    sign = re.search(r"([+-])(\d\d):?(\d\d)", text)
    if sign is None:
        return UTC
    shift = timedelta(hours=int(sign[2]), minutes=int(sign[3]))
    return timezone(-shift if sign[1] == "-" else shift)
