"""Icons and status shapes: references into one sprite, drawn once and cached."""

from functools import cache, lru_cache

from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

SPRITE = "ui/icons.svg"

TONES = frozenset({"ok", "warn", "bad", "info", "plum", "accent"})


@cache
def sprite_url() -> str:
    """Address of the sprite; hashed by the static files storage."""
    return static(SPRITE)


def icon(name: str, css: str = "", label: str = "") -> SafeString:
    """A Lucide icon. Without a label it is decoration and hidden from screen readers."""
    return _drawn("icon", name, css, str(label))


def glyph(name: str, tone: str = "", label: str = "") -> SafeString:
    """One of our own status shapes (`g-…` in the sprite), readable without colour."""
    return _drawn("glyph", f"g-{name}", tone, str(label))


@lru_cache(maxsize=2048)
def _drawn(kind: str, name: str, css: str, label: str) -> SafeString:
    voice = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else mark_safe('aria-hidden="true"')
    )
    return format_html(
        '<svg class="{}" {}><use href="{}#{}"></use></svg>',
        f"{kind} {css}".strip(),
        voice,
        sprite_url(),
        name,
    )


def pill(text: str, *, tone: str = "", shape: str = "", css: str = "") -> SafeString:
    """A status: shape, words and colour, never colour alone."""
    mark = glyph(shape) if shape else ""
    return format_html(
        '<span class="{}">{}{}</span>',
        " ".join(filter(None, ("pill", tone, css))),
        mark,
        conditional_escape(text),
    )


def state(text: str, *, tone: str = "", shape: str = "open") -> SafeString:
    """A status in a row: only the shape; its words are for screen readers."""
    return glyph(shape, tone if tone in TONES else "faint", text)


BARS = (  # x, y, height of the four bars of a priority
    ("1", "9", "4"),
    ("4.4", "6.5", "6.5"),
    ("7.8", "4", "9"),
    ("11.2", "1.5", "11.5"),
)


@lru_cache(maxsize=256)
def prio(level: int, text: str) -> SafeString:
    """Priority as bars, 1 (most urgent) to 4, with its words."""
    bars = format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="2.4" height="{}" rx="1"></rect>',
        (("on" if place < 5 - level else "", *bar) for place, bar in enumerate(BARS)),
    )
    return format_html(
        '<span class="prio p{}"><svg viewBox="0 0 14 14" aria-hidden="true">{}</svg>{}</span>',
        level,
        bars,
        text,
    )
