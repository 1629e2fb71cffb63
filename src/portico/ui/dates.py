"""Moments and days as people say them, in the viewer's zone and language.

Lists draw hundreds of these, so days are written once for each language and kept.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.utils import timezone
from django.utils.dateformat import format as write
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

# how a language orders day, month and year (Django's format letters)
PATTERNS = {
    "en": {
        "short": "D j M",
        "short_year": "D j M Y",
        "long": "l j F",
        "long_year": "l j F Y",
        "brief": "j M",
        "brief_year": "j M Y",
    },
    "de": {
        "short": "D j. M",
        "short_year": "D j. M Y",
        "long": "l, j. F",
        "long_year": "l, j. F Y",
        "brief": "j. M",
        "brief_year": "j. M Y",
    },
}


class _Reader(NamedTuple):
    """Who reads, as far as dates care: asked once for each moment."""

    today: date
    language: str

    def day(self, value: date, style: str) -> str:
        pattern = style if value.year == self.today.year else f"{style}_year"
        return _written(value, pattern, self.language)

    def near(self, value: date) -> str:
        match (value - self.today).days:
            case 0:
                return gettext("Today")
            case -1:
                return gettext("Yesterday")
            case 1:
                return gettext("Tomorrow")
            case _:
                return self.day(value, "short")


def _reader() -> _Reader:
    return _Reader(timezone.localdate(), get_language() or "en")


def moment(value: datetime) -> SafeString:
    """`<time>` saying “Today, 08:20”, “Yesterday, 08:05” or “Wed 18 Nov, 16:20”."""
    reader, here = _reader(), timezone.localtime(value)
    return _time(reader, here, f"{reader.near(here.date())}, {_clock(here)}")


def moment_words(value: datetime) -> str:
    """The words of `moment` without markup, for mails and tooltips."""
    here = timezone.localtime(value)
    return f"{day_words(here.date())}, {_clock(here)}"


def day(value: date, *, style: str = "short") -> SafeString:
    """`<time>` for a day: “Wed 18 Nov”; the styles “long” and “brief” exist too."""
    return _markup(value.isoformat(), "", written(value, style))


def day_words(value: date) -> str:
    """“Today”, “Yesterday”, “Tomorrow”, else “Wed 18 Nov”, with the year if not this one."""
    return _reader().near(value)


def written(value: date, style: str = "short") -> str:
    """A day in this language's order; the year only if it is not this one."""
    return _reader().day(value, style)


def clock_time(value: datetime) -> SafeString:
    """Only the time of day, where the day is already said: “16:21”."""
    here = timezone.localtime(value)
    return _time(_reader(), here, _clock(here))


def age(value: datetime) -> SafeString:
    """How long ago, at a glance and for lists: “18 min”, “2 h”, “3 d”, then the day."""
    reader, here = _reader(), timezone.localtime(value)
    words = age_words(timezone.now() - value)
    return _time(reader, here, words or reader.day(here.date(), "brief"))


def age_words(past: timedelta) -> str:
    """“now”, minutes, hours or days up to a week; nothing when it is longer ago."""
    minutes = max(int(past.total_seconds() // 60), 0)
    if minutes < 1:
        return gettext("now")
    if minutes < 60:
        return gettext("%(n)d min") % {"n": minutes}
    if minutes < 24 * 60:
        return gettext("%(n)d h") % {"n": minutes // 60}
    if minutes < 7 * 24 * 60:
        return gettext("%(n)d d") % {"n": minutes // (24 * 60)}
    return ""


def duration(value: timedelta) -> str:
    """A span of time in words: “14 minutes”, “1 h 28 min”, “3 days”."""
    minutes = max(int(value.total_seconds() // 60), 0)
    if minutes < 60:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    if minutes < 24 * 60:
        hours, rest = divmod(minutes, 60)
        both = gettext("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
        return both if rest else gettext("%(n)d h") % {"n": hours}
    days = minutes // (24 * 60)
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


@lru_cache(maxsize=4096)
def _written(value: date, pattern: str, language: str) -> str:
    """Django writes in the active language, which is the one named here."""
    return write(value, PATTERNS.get(language[:2], PATTERNS["en"])[pattern])


def _clock(here: datetime) -> str:
    return f"{here.hour:02}:{here.minute:02}"


def _time(reader: _Reader, here: datetime, words: str) -> SafeString:
    full = f"{reader.day(here.date(), 'long')}, {_clock(here)}"
    machine = here.isoformat(timespec="seconds")
    return _markup(machine, f' title="{escape(full)}"', words)


def _markup(machine: str, title: str, words: str) -> SafeString:
    return mark_safe(f'<time datetime="{machine}"{title}>{escape(words)}</time>')  # noqa: S308 – a date, and escaped words
