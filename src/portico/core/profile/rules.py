"""What the values of a profile may be, and what a change of each needs."""

import hashlib
import io
import warnings
from collections.abc import Collection, Mapping

import phonenumbers
from babel.core import get_global
from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import Refusal

from .models import Field, Rule

# A new mobile number is what somebody needs who takes over a telephone line: people agree to it.
USUAL: Mapping[str, Rule] = {
    Field.NAME: Rule.APPROVAL,
    Field.EMAIL: Rule.APPROVAL,
    Field.PHONE: Rule.FREE,
    Field.MOBILE: Rule.APPROVAL,
    Field.TITLE: Rule.FREE,
    Field.PICTURE: Rule.FREE,
}
LONGEST_TITLE = 100
LARGEST_PICTURE = 5_000_000  # bytes, as a phone takes it
MOST_PIXELS = 40_000_000
SIDE = 256  # pixels
PICTURES = ["PNG", "JPEG", "WEBP"]


def rule_of(field: str, chosen: Mapping[str, str], locked: Collection[str]) -> Rule:
    """What a change of this field needs: a directory's word counts before the tenant's."""
    if field in locked:
        return Rule.LOCKED
    return Rule(chosen.get(field, USUAL[field]))


def a_number(text: str, *, field: str, region: str) -> str:
    """The number as ITU-T E.164 has it, “+442079460958”; empty stays empty.

    Without a country code it is one of `region` (two letters, ISO 3166).
    """
    if not text.strip():
        return ""
    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise Refusal(
            _("That is no telephone number. Write it with its country code: +44 20 7946 0958."),
            field=field,
        )
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def region_of(zone: str) -> str:
    """The country that a time zone belongs to, in two letters; empty for one that is everywhere."""
    found: str | None = get_global("zone_territories").get(zone)
    return found or ""


def shown_number(text: str) -> str:
    """The number in groups, as people read it; what is none stays as it is."""
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return text
    form = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(number, form))


def a_title(text: str) -> str:
    """One line of text; what does not print is left out."""
    title = " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())
    if len(title) > LONGEST_TITLE:
        raise Refusal(_("A job title has 100 characters at most."), field="title")
    return title


class NoPicture(Refusal):
    """Not an image, or far too large."""

    def __init__(self) -> None:
        super().__init__(
            _("We cannot read this picture. Choose a PNG, JPEG or WebP file up to 5 MB."),
            field="picture",
        )


def a_picture(content: bytes) -> bytes:
    """The middle of the picture, square and small, as WebP: no metadata, nothing behind it."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415  8 MB, seldom

    if len(content) > LARGEST_PICTURE:
        raise NoPicture
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(content), formats=PICTURES)
            if opened.width * opened.height > MOST_PIXELS:
                raise NoPicture
            turned = ImageOps.exif_transpose(opened).convert("RGB")
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombWarning,
        Image.DecompressionBombError,
    ) as problem:
        raise NoPicture from problem
    out = io.BytesIO()
    ImageOps.fit(turned, (SIDE, SIDE)).save(out, "WEBP", quality=82)
    return out.getvalue()


def mark(content: bytes) -> str:
    """Stands in the address of a picture, so that a browser may keep it."""
    return hashlib.sha256(content).hexdigest()[:32]


def hinted(email: str) -> str:
    """As much of an address as a stranger who reads the mail may know: “n…@example.com”."""
    name, _at, domain = email.partition("@")
    return f"{name[:1]}…@{domain}"
