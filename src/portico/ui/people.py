"""Faces: initials and a steady colour for everybody, a photo for those who have one."""

from functools import lru_cache
from zlib import crc32

from django.utils.html import format_html
from django.utils.safestring import SafeString

HUES = 8


def initials(name: str) -> str:
    """First letters of the first and the last word: “Maya de Okafor” is MO."""
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return "?"
    letters = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return letters.upper()


def hue(name: str) -> int:
    """1 to 8, the same for a name everywhere and for ever."""
    return crc32(name.encode()) % HUES + 1


@lru_cache(maxsize=4096)
def avatar(name: str, size: str = "", photo: str = "") -> SafeString:
    """A round mark for a person. The name itself stands beside it or in `.sr`."""
    if not name:
        return format_html('<span class="avatar none {}" aria-hidden="true"></span>', size)
    if photo:
        return format_html('<img class="avatar {}" src="{}" alt="">', size, photo)
    return format_html(
        '<span class="avatar h{} {}" aria-hidden="true">{}</span>', hue(name), size, initials(name)
    )
