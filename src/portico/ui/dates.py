"""Moments and days as people say them, in the viewer's zone and language.

Lists draw hundreds of these, so days are written once for each language and kept.
"""

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from html import escape as plain
from typing import NamedTuple

from django.utils import timezone
from django.utils.dateformat import format as write
from django.utils.safestring import SafeString
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


class Reader(NamedTuple):
    """Who reads, as far as dates care. Long lists ask once: `reader()`."""

    now: datetime
    zone: tzinfo
    language: str

    def age(self, value: datetime) -> SafeString:
        """See the function `age`."""
        here = value.astimezone(self.zone)
        return self.time(here, age_words(self.now - value) or self.day(here.date(), "brief"))

    def day(self, value: date, style: str) -> str:
        pattern = style if value.year == self.now.year else f"{style}_year"
        return _written(value, pattern, self.language)

    def near(self, value: date) -> str:
        match (value - self.now.date()).days:
            case 0:
                return gettext("Today")
            case -1:
                return gettext("Yesterday")
            case 1:
                return gettext("Tomorrow")
            case _:
                return self.day(value, "short")

    def time(self, here: datetime, words: str) -> SafeString:
        """`<time>` with these words, and all that they leave out as its title."""
        return _time(here, words, self.day(here.date(), "long"))


def reader() -> Reader:
    """The language and zone in which this request is answered."""
    now = timezone.localtime()
    return Reader(now, now.tzinfo or UTC, get_language() or "en")


def moment(value: datetime) -> SafeString:
    """`<time>` saying “Today, 08:20”, “Yesterday, 08:05” or “Wed 18 Nov, 16:20”."""
    reads, here = reader(), timezone.localtime(value)
    return reads.time(here, f"{reads.near(here.date())}, {_clock(here)}")


def moment_words(value: datetime) -> str:
    """The words of `moment` without markup, for mails and tooltips."""
    here = timezone.localtime(value)
    return f"{day_words(here.date())}, {_clock(here)}"


def day(value: date, *, style: str = "short") -> SafeString:
    """`<time>` for a day: “Wed 18 Nov”; the styles “long” and “brief” exist too."""
    return _markup(value.isoformat(), "", written(value, style))


def day_words(value: date) -> str:
    """“Today”, “Yesterday”, “Tomorrow”, else “Wed 18 Nov”, with the year if not this one."""
    return reader().near(value)


def written(value: date, style: str = "short") -> str:
    """A day in this language's order; the year only if it is not this one."""
    return reader().day(value, style)


def clock_time(value: datetime) -> SafeString:
    """Only the time of day, where the day is already said: “16:21”."""
    here = timezone.localtime(value)
    return reader().time(here, _clock(here))


def age(value: datetime) -> SafeString:
    """How long ago, at a glance and for lists: “18 min”, “2 h”, “3 d”, then the day."""
    return reader().age(value)


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
    if not minutes:
        return gettext("under a minute")
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


def _time(here: datetime, words: str, day: str) -> SafeString:
    machine = here.isoformat(timespec="seconds")
    return _markup(machine, f' title="{plain(day)}, {_clock(here)}"', words)


def _markup(machine: str, title: str, words: str) -> SafeString:
    return SafeString(f'<time datetime="{machine}"{title}>{plain(words)}</time>')
