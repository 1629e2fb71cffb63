"""Moments and days as people say them, in the viewer's zone and language."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.dateformat import format as write
from django.utils.html import format_html
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


def moment(value: datetime) -> SafeString:
    """`<time>` saying “Today, 08:20”, “Yesterday, 08:05” or “Wed 18 Nov, 16:20”."""
    return _time(value, moment_words(value))


def moment_words(value: datetime) -> str:
    """The words of `moment` without markup, for mails and tooltips."""
    here = timezone.localtime(value)
    return gettext("%(day)s, %(time)s") % {
        "day": day_words(here.date()),
        "time": write(here, "H:i"),
    }


def day(value: date, *, style: str = "short") -> SafeString:
    """`<time>` for a day: “Wed 18 Nov”; the styles “long” and “brief” exist too."""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), written(value, style))


def day_words(value: date) -> str:
    """“Today”, “Yesterday”, “Tomorrow”, else “Wed 18 Nov”, with the year if not this one."""
    near = {0: gettext("Today"), -1: gettext("Yesterday"), 1: gettext("Tomorrow")}
    return near.get((value - timezone.localdate()).days) or written(value, "short")


def written(value: date, style: str = "short") -> str:
    """A day in this language's order; the year only if it is not this one."""
    patterns = PATTERNS.get((get_language() or "en")[:2], PATTERNS["en"])
    year = "" if value.year == timezone.localdate().year else "_year"
    return write(value, patterns[style + year])


def clock_time(value: datetime) -> SafeString:
    """Only the time of day, where the day is already said: “16:21”."""
    return _time(value, write(timezone.localtime(value), "H:i"))


def age(value: datetime) -> SafeString:
    """How long ago, at a glance and for lists: “18 min”, “2 h”, “3 d”, then the day."""
    return _time(value, age_words(timezone.now() - value) or written(_local_day(value), "brief"))


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


def _local_day(value: datetime) -> date:
    return timezone.localtime(value).date()


def _time(value: datetime, words: str) -> SafeString:
    here = timezone.localtime(value)
    full = f"{written(here.date(), 'long')}, {write(here, 'H:i')}"
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', value.isoformat(timespec="seconds"), full, words
    )
