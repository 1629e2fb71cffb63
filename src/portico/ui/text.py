"""People's own words as safe HTML: paragraphs, line breaks and links, nothing else."""

import re

from django.utils.formats import number_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

LINK = re.compile(r"\bhttps?://[^\s<>\"']+|\bwww\.[^\s<>\"']+", re.IGNORECASE)
TAIL = re.compile(r"[.,;:!?…]+$")
REL = "noopener nofollow ugc"
UNITS = ("KB", "MB", "GB", "TB")


def prose(value: str) -> SafeString:
    """Escape, then make paragraphs of blank lines and links of addresses."""
    plain = str(value).replace("\r\n", "\n").replace("\r", "\n").strip()
    if not plain:
        return mark_safe("")
    paragraphs = re.split(r"\n{2,}", plain)
    return mark_safe("".join(f"<p>{linked(part)}</p>" for part in paragraphs))  # noqa: S308 – escaped piece by piece in `linked`


def linked(value: str) -> str:
    """One paragraph: every piece is escaped, addresses become links, newlines `<br>`."""
    out, at = [], 0
    for found in LINK.finditer(value):
        address = _without_tail(found.group())
        out += [escape(value[at : found.start()]), _anchor(address)]
        at = found.start() + len(address)
    out.append(escape(value[at:]))
    return "".join(out).replace("\n", "<br>")


def _without_tail(address: str) -> str:
    """Punctuation and a closing bracket after an address belong to the sentence."""
    address = TAIL.sub("", address)
    while address.endswith((")", "]")) and address.count("(") + address.count("[") < (
        address.count(")") + address.count("]")
    ):
        address = TAIL.sub("", address[:-1])
    return address


def _anchor(address: str) -> str:
    href = address if address.lower().startswith("http") else f"https://{address}"
    return f'<a href="{escape(href)}" rel="{REL}">{escape(address)}</a>'


def filesize(size: int) -> str:
    """“84 KB”, “1.2 MB”: one decimal only where it says something."""
    if size < 1000:
        return ngettext("%(n)d byte", "%(n)d bytes", size) % {"n": size}
    amount, unit = float(size), 0
    while amount >= 1000 and unit < 4:
        amount, unit = amount / 1000, unit + 1
    places = 1 if amount < 10 and unit > 1 else 0
    return f"{number_format(round(amount, places), places)} {UNITS[unit - 1]}"
