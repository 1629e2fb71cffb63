"""A logo as it may be kept: an SVG of shapes only, or a PNG drawn anew."""

import io
import warnings

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import Refusal

from .svg import clean_svg

LARGEST = 100_000  # bytes
SIDE = 512  # pixels; the largest place that shows a logo is much smaller
MOST_PIXELS = 16_000_000
PNG, SVG = "image/png", "image/svg+xml"
PNG_START = b"\x89PNG\r\n\x1a\n"


class LogoTooLarge(Refusal):
    """More than a logo needs."""

    status = 413

    def __init__(self) -> None:
        super().__init__(
            _("The logo is larger than 100 KB. Export it smaller, 512 pixels are plenty."),
            field="logo",
        )


class NotAPicture(Refusal):
    """The file only looks like a PNG."""

    def __init__(self) -> None:
        super().__init__(_("This file is neither an SVG nor a PNG that we can read."), field="logo")


def clean_logo(content: bytes) -> tuple[str, bytes]:
    """(type, content) of the logo, made safe; the file's name and claimed type do not count."""
    if len(content) > LARGEST:
        raise LogoTooLarge
    if content.startswith(PNG_START):
        return PNG, _redrawn(content)
    if b"<" in content[:200]:
        return SVG, clean_svg(content)
    raise NotAPicture


def _redrawn(content: bytes) -> bytes:
    """The pixels alone, square, at most `SIDE` wide: no metadata, nothing behind the picture."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415  8 MB, for a few logos a year

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=["PNG"])
            if picture.width * picture.height > MOST_PIXELS:
                raise NotAPicture
            drawn = picture.convert("RGBA")
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombWarning,
        Image.DecompressionBombError,
    ) as problem:
        raise NotAPicture from problem
    drawn.thumbnail((SIDE, SIDE))
    square = Image.new("RGBA", (max(drawn.size), max(drawn.size)))
    square.paste(drawn, ((square.width - drawn.width) // 2, (square.height - drawn.height) // 2))
    out = io.BytesIO()
    square.save(out, "PNG", optimize=True)
    return out.getvalue()
