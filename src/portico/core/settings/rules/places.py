"""Languages, zones, names and colours that a tenant may choose."""

import re
import unicodedata

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import Refusal
from portico.kernel.zones import zone_names
from portico.ui.colours import HEX

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")


def known_language(code: str) -> str:
    """A language that the product speaks."""
    if code not in dict(settings.LANGUAGES):
        raise Refusal(_("Choose one of the languages."), field="language")
    return code


def known_zone(name: str) -> str:
    """A time zone by its name, such as Europe/Berlin."""
    if name not in zone_names():
        raise Refusal(_("Choose a time zone, for example Europe/Berlin."), field="zone")
    return name


def brand_colour(text: str) -> str:
    """`#rrggbb` in lower case; only this ever reaches a stylesheet."""
    colour = text.strip().lower()
    colour = colour if colour.startswith("#") else f"#{colour}"
    if not HEX.fullmatch(colour):
        raise Refusal(_("Write the colour as six digits, for example #0e6371."), field="colour")
    return colour


def tenant_slug(text: str) -> str:
    """The short name of a tenant on the command line and in file names."""
    if not SLUG.fullmatch(text):
        raise Refusal(
            _("A short name has small letters, digits and hyphens, up to 40."), field="slug"
        )
    return text


def slug_from(name: str) -> str:
    """A short name made of a long one."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:40].strip("-") or "msp"
