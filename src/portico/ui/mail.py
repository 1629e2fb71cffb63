"""What a mail wears: the tenant's colours as plain hex, because mail programs know no tokens."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from django.utils.html import format_html
from django.utils.safestring import SafeString

from .nav import Link
from .palette import palette
from .text import linked


@dataclass(frozen=True, kw_only=True, slots=True)
class Letterhead:
    """The context variable `head` of `ui/mail.html` and `ui/mail.txt`."""

    name: str
    colour: str
    logo_url: str = ""
    address: str = ""  # one line under the sheet
    phone: str = ""
    language: str = "en"
    links: tuple[Link, ...] = ()  # imprint, privacy: what the law wants under a letter

    @property
    def c(self) -> Mapping[str, str]:
        """Light colours by token, `accent-text` as `accent_text`."""
        return mail_colours(self.colour)


@lru_cache(maxsize=256)
def mail_colours(colour: str) -> Mapping[str, str]:
    """The palette's light side under names that templates can say."""
    tokens = palette(colour).items()
    return MappingProxyType({name.replace("-", "_"): light for name, (light, _) in tokens})


def button(head: Letterhead, url: str, text: str) -> SafeString:
    """The one thing to do."""
    return format_html(
        '<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr>'
        '<td style="background:{};border-radius:10px;"><a href="{}" style="display:inline-block;'
        'padding:13px 22px;font-weight:600;color:{};text-decoration:none;">{}</a></td></tr>'
        "</table>",
        head.c["accent"],
        url,
        head.c["on_accent"],
        text,
    )


def code(head: Letterhead, digits: str) -> SafeString:
    """A code to type elsewhere, large and spaced."""
    return format_html(
        '<p class="box ink" style="margin:0;padding:14px 18px;border-radius:10px;background:{};'
        "font:600 24px/1.2 ui-monospace,Menlo,Consolas,monospace;letter-spacing:0.18em;"
        '">{}</p>',
        head.c["sunken"],
        digits,
    )


def words(head: Letterhead, text: str) -> SafeString:
    """Somebody's own words, set apart from ours."""
    return format_html(
        '<div class="box ink" style="margin:0 0 20px;padding:14px 18px;border-radius:10px;'
        'border-left:3px solid {};background:{};">{}</div>',
        head.c["accent_line"],
        head.c["sunken"],
        SafeString(linked(text.strip())),
    )
