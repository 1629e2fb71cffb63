"""Colour arithmetic: OKLCH, sRGB and WCAG contrast. Hex strings in, hex strings out."""

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

HEX = re.compile(r"#[0-9a-fA-F]{6}")
Triple = tuple[float, float, float]


class Oklch(NamedTuple):
    """Lightness 0–1, chroma 0–0.4, hue in degrees."""

    light: float
    chroma: float
    hue: float


def rgb(colour: str) -> Triple:
    """Red, green, blue from 0 to 1; only `#rrggbb`, because colours end up in stylesheets."""
    if not HEX.fullmatch(colour):
        raise ValueError(f"Not a colour: {colour!r}")
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def to_oklch(colour: str) -> Oklch:
    """The colour as people perceive it."""
    red, green, blue = (_linear(part) for part in rgb(colour))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    light = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return Oklch(light, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)


def oklch(light: float, chroma: float, hue: float) -> str:
    """OKLCH to hex; chroma is reduced, never clipped, until it fits sRGB."""
    light = min(max(light, 0.0), 1.0)
    fitting = chroma if _fits(_srgb(light, chroma, hue)) else _greatest_fit(light, chroma, hue)
    parts = (round(255 * _gamma(min(max(v, 0.0), 1.0))) for v in _srgb(light, fitting, hue))
    return "#" + "".join(f"{part:02x}" for part in parts)


@lru_cache(maxsize=4096)
def luminance(colour: str) -> float:
    """WCAG relative luminance."""
    red, green, blue = (_linear(part) for part in rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def seek(start: Oklch, backs: Sequence[str], *, ratio: float, step: float) -> str:
    """Walk lightness by `step` until `ratio` holds on every background."""
    light, chroma, hue = start
    while True:
        colour = oklch(light, chroma, hue)
        if all(contrast(colour, back) >= ratio for back in backs) or not 0 < light < 1:
            return colour
        light += step


def _greatest_fit(light: float, chroma: float, hue: float) -> float:
    low, high = 0.0, chroma
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (middle, high) if _fits(_srgb(light, middle, hue)) else (low, middle)
    return low


def _fits(parts: Triple) -> bool:
    return all(-1e-4 <= part <= 1 + 1e-4 for part in parts)


def _srgb(light: float, chroma: float, hue: float) -> Triple:
    """Linear sRGB; may lie outside 0–1."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _gamma(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else float(1.055 * part ** (1 / 2.4) - 0.055)
