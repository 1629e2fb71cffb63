"""A promise and how much of its time is used: words, and a thin bar."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from .icons import glyph, icon

NOTHING = mark_safe("")
MARKS = {
    "paused": lambda: icon("pause"),
    "bad": lambda: glyph("alert"),
    "met": lambda: glyph("done", "ok"),
}


def clock(tone: str, left: str, what: str, used: int = 0, *, wide: bool = False) -> SafeString:
    """`tone` is "" (in time), warn, bad, paused or met; `used` percent, 0 draws no bar."""
    mark = MARKS.get(tone, lambda: icon("clock"))()
    bar = "ok" if tone in {"", "met"} else tone
    return format_html(
        '<span class="clock {}{}"><span>{}<b>{}</b> <span{}>{}</span></span>{}</span>',
        tone,
        " wide" if wide else "",
        mark,
        left,
        mark_safe(' class="push"') if wide else NOTHING,
        what,
        _bar(bar, used, what) if used else NOTHING,
    )


def _bar(tone: str, used: int, what: str) -> SafeString:
    return format_html(
        '<progress class="thin {}" value="{}" max="100" aria-label="{}"></progress>',
        tone,
        used,
        gettext("%(what)s: %(used)s percent of the time used") % {"what": what, "used": used},
    )
