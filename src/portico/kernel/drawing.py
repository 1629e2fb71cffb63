"""The process that draws one picture anew; see `pictures.py`."""

import io
import json
import struct
import sys
import zlib
from collections.abc import Iterator
from contextlib import suppress
from resource import RLIMIT_AS, RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_NOFILE, setrlimit

from PIL import Image, ImageOps, ImageSequence

from .pictures import BrokenPicture, Ended, Picture, TooManyPixels

FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}
OPENABLE = (*FORMATS, "MPO")  # phones write JPEGs with a second picture behind the first
MOST_PIXELS = 50_000_000
MOST_OF_JPEG = 160_000_000  # a large one is decoded at half its size
KEPT_PIXELS = 24_000_000
MOST_SIDE = 30_000
MOST_FRAME_PIXELS = 40_000_000
THUMBNAIL = (480, 360)
LARGEST_PROFILE = 16 * 1024

MEMORY_BYTES = 768 * 1024 * 1024
CPU_SECONDS = 10

BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


def draw(data: bytes) -> Picture:
    """The picture drawn anew, in this process."""
    try:
        with Image.open(io.BytesIO(data), formats=OPENABLE) as image:
            _refuse_bombs(image)
            return _drawn(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise TooManyPixels from problem
    except BROKEN as problem:
        raise BrokenPicture from problem


def _refuse_bombs(image: Image.Image) -> None:
    limit = MOST_OF_JPEG if image.format in {"JPEG", "MPO"} else MOST_PIXELS
    if image.width * image.height > limit or max(image.size) > MOST_SIDE:
        raise TooManyPixels


def _drawn(image: Image.Image) -> Picture:
    kind = "JPEG" if image.format == "MPO" else str(image.format)
    profile = image.info.get("icc_profile") or b""
    if kind == "GIF" and getattr(image, "n_frames", 1) > 1:
        return _animated(image)
    kept = profile if len(profile) <= LARGEST_PROFILE else b""
    return _finished(_still(image), "PNG" if kind == "GIF" else kind, profile=kept)


def _finished(still: Image.Image, kind: str, *, profile: bytes = b"") -> Picture:
    data, (width, height) = _saved(still, kind, profile=profile), still.size
    return Picture(data, FORMATS[kind], width, height, _made_small(still))


def _still(image: Image.Image) -> Image.Image:
    """The pixels only: turned upright, in a mode that every format can write, not too many."""
    if image.width * image.height > KEPT_PIXELS:
        image.draft(None, (image.width // 2, image.height // 2))  # does nothing but for JPEG
    _turn_upright(image)
    plain = _in_plain_mode(image)
    if (pixels := plain.width * plain.height) > KEPT_PIXELS:
        side = round(max(plain.size) * (KEPT_PIXELS / pixels) ** 0.5)
        plain.thumbnail((side, side), reducing_gap=2.0)
    return plain


def _turn_upright(image: Image.Image) -> None:
    """A damaged note on the orientation is no reason to refuse the picture."""
    with suppress(*BROKEN):
        ImageOps.exif_transpose(image, in_place=True)


def _in_plain_mode(image: Image.Image) -> Image.Image:
    if image.mode in {"L", "RGB", "RGBA"} and "transparency" not in image.info:
        return image
    clear = image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info
    return image.convert("RGBA" if clear else "RGB")


def _saved(image: Image.Image, kind: str, *, profile: bytes) -> bytes:
    how: dict[str, dict[str, int | bool]] = {
        "PNG": {"compress_level": 5},
        "JPEG": {"quality": 88, "optimize": False},
        "WEBP": {"quality": 88, "method": 2},
    }
    if kind == "JPEG" and image.mode == "RGBA":
        image = image.convert("RGB")
    out = io.BytesIO()
    image.info = {}
    image.save(out, kind, icc_profile=profile or None, exif=b"", **how[kind])
    return out.getvalue()


def _made_small(image: Image.Image) -> bytes:
    """Shrinks the picture itself, since a copy of a large one would cost its memory again."""
    image.thumbnail(THUMBNAIL, reducing_gap=2.0)
    out = io.BytesIO()
    image.info = {}
    image.save(out, "WEBP", quality=80, method=2)
    return out.getvalue()


def _animated(image: Image.Image) -> Picture:
    """A short screen recording stays one; a long one becomes its first frame."""
    if image.n_frames * image.width * image.height > MOST_FRAME_PIXELS:  # type: ignore[attr-defined] # of GIF
        return _finished(_still(image), "PNG")
    pauses = [frame.info.get("duration", 100) for frame in ImageSequence.Iterator(image)]
    endless = {"loop": image.info["loop"]} if "loop" in image.info else {}
    first, *rest = _frames(image)
    out = io.BytesIO()
    first.save(out, "GIF", save_all=True, append_images=rest, duration=pauses, **endless)
    small = _made_small(first.convert("RGBA"))
    return Picture(out.getvalue(), FORMATS["GIF"], image.width, image.height, small)


def _frames(image: Image.Image) -> Iterator[Image.Image]:
    for frame in ImageSequence.Iterator(image):
        copy = frame.copy()
        copy.info = {}
        yield copy


def main() -> int:
    """Read a picture from standard input and write the new one to standard output."""
    for what, most in (
        (RLIMIT_AS, MEMORY_BYTES),
        (RLIMIT_CPU, CPU_SECONDS),
        (RLIMIT_FSIZE, 0),
        (RLIMIT_NOFILE, 32),
    ):
        setrlimit(what, (most, most))
    Image.MAX_IMAGE_PIXELS = MOST_OF_JPEG  # `_refuse_bombs` is stricter; this one only warns
    try:
        picture = draw(sys.stdin.buffer.read())
    except TooManyPixels:
        return Ended.TOO_MANY_PIXELS
    except (BrokenPicture, MemoryError):
        return Ended.BROKEN
    facts = {"content_type": picture.content_type, "width": picture.width}
    facts |= {"height": picture.height, "length": len(picture.data)}
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + picture.data + picture.thumbnail)
    return Ended.WELL


if __name__ == "__main__":
    sys.exit(main())
