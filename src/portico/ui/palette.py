"""One brand colour in, a complete accessible palette out: 27 tokens, light and dark.

Every pair that carries text is proved, not hoped for: `seek` walks lightness until the WCAG
contrast holds against every background the token may sit on. The same tokens feed the web
stylesheet, mails, PDFs and the favicon. `static/ui/js/palette.js` is its twin for the preview.
"""

from dataclasses import dataclass
from functools import lru_cache

from .colours import Oklch, contrast, oklch, seek, to_oklch

Pair = tuple[str, str]  # light, dark
Tokens = dict[str, Pair]

WHITE = "#ffffff"
BACKS_LIGHT = ("canvas", "surface", "sunken", "hover")
BACKS_DARK = ("canvas", "surface", "sunken", "raised", "hover")
SOFTS = ("accent-soft", "accent-soft-2")


@dataclass(frozen=True, slots=True)
class Hue:
    """The brand colour, and what it means for everything else."""

    colour: str
    light: float
    chroma: float
    hue: float

    @property
    def is_grey(self) -> bool:
        return self.chroma < 0.02

    @property
    def is_bright(self) -> bool:
        """Yellow, lime and sky keep their colour and get dark ink; others deepen for white."""
        return self.light > 0.74

    @property
    def tint(self) -> float:
        """How far greys lean to the brand; warm greys turn pink sooner than cool ones blue."""
        if self.is_grey:
            return 0.35
        return 0.6 if self.hue < 75 or self.hue > 320 else 1.0

    def at(self, light: float, *, share: float = 1.0, most: float = 1.0) -> Oklch:
        """This hue at another lightness, with a share of its chroma but never too much."""
        return Oklch(light, min(self.chroma * share, most), self.hue)

    def drawn(self, light: float, *, share: float = 1.0, most: float = 1.0) -> str:
        """The same as hex."""
        return oklch(*self.at(light, share=share, most=most))


@lru_cache(maxsize=256)
def palette(colour: str) -> Tokens:
    """All colour tokens of a brand."""
    brand = Hue(colour, *to_oklch(colour))
    tokens = neutrals(250 if brand.is_grey else brand.hue, brand.tint)
    tokens["brand"] = (colour, colour)
    tokens |= _solids(brand)
    tokens |= _tints(brand)
    tokens |= _inks(brand, tokens)
    tokens |= _deep(brand)
    return tokens


def neutrals(hue: float, tint: float) -> Tokens:
    """Greys that lean a hair towards the brand hue; `tint` is 0 to 1."""

    def grey(light: float, light_chroma: float, dark: float, dark_chroma: float) -> Pair:
        return oklch(light, light_chroma * tint, hue), oklch(dark, dark_chroma * tint, hue)

    tokens = {
        "canvas": grey(0.968, 0.0055, 0.172, 0.009),
        "surface": grey(1.0, 0.0, 0.212, 0.010),
        "sunken": grey(0.982, 0.003, 0.190, 0.009),
        "raised": grey(1.0, 0.0, 0.252, 0.011),
        "hover": grey(0.957, 0.006, 0.258, 0.012),
        "line": grey(0.918, 0.006, 0.302, 0.012),
        "line-2": grey(0.868, 0.008, 0.362, 0.014),
        "ink": grey(0.225, 0.018, 0.955, 0.004),
        "ink-2": grey(0.405, 0.018, 0.800, 0.008),
    }
    lights, darks = _backs(tokens)
    tokens["ink-3"] = (
        seek(Oklch(0.520, 0.016 * tint, hue), lights, ratio=4.6, step=-0.004),
        seek(Oklch(0.660, 0.010 * tint, hue), darks, ratio=4.6, step=+0.004),
    )
    tokens["edge"] = (  # edges of inputs and other controls: 3:1 (WCAG 1.4.11)
        seek(Oklch(0.650, 0.014 * tint, hue), lights, ratio=3.05, step=-0.004),
        seek(Oklch(0.520, 0.012 * tint, hue), darks, ratio=3.05, step=+0.004),
    )
    return tokens


def _backs(tokens: Tokens) -> tuple[list[str], list[str]]:
    """Every background that text may sit on, light and dark."""
    return [tokens[name][0] for name in BACKS_LIGHT], [tokens[name][1] for name in BACKS_DARK]


def _solids(brand: Hue) -> Tokens:
    """Buttons and the ink on them."""
    if brand.is_bright:
        return _bright_solids(brand)
    light = seek(brand.at(brand.light), [WHITE], ratio=4.6, step=-0.004)
    dark = seek(brand.at(max(brand.light, 0.56)), [WHITE], ratio=4.6, step=-0.004)
    at, at_dark = to_oklch(light).light, to_oklch(dark).light
    near_black = at < 0.3  # lightens on hover instead
    return {
        "accent": (light, dark),
        "accent-hover": (
            brand.drawn(at + (0.09 if near_black else -0.045)),
            brand.drawn(at_dark - 0.045),
        ),
        "accent-press": (
            brand.drawn(at + (0.05 if near_black else -0.08)),
            brand.drawn(at_dark - 0.08),
        ),
        "on-accent": (WHITE, WHITE),
    }


def _bright_solids(brand: Hue) -> Tokens:
    solid, pressed = brand.drawn(brand.light), brand.drawn(brand.light - 0.06)
    ink = seek(brand.at(0.24, most=0.05), [solid, pressed], ratio=5.0, step=-0.01)
    darker, lighter = brand.drawn(brand.light - 0.04), brand.drawn(min(brand.light + 0.04, 0.97))
    return {
        "accent": (solid, solid),
        "accent-hover": (darker, lighter),
        "accent-press": (pressed, darker),
        "on-accent": (ink, ink),
    }


def _tints(brand: Hue) -> Tokens:
    """Selected rows, soft buttons, callouts."""
    return {
        "accent-soft": (
            brand.drawn(0.962, share=0.17, most=0.024),
            brand.drawn(0.264, share=0.38, most=0.042),
        ),
        "accent-soft-2": (
            brand.drawn(0.930, share=0.27, most=0.040),
            brand.drawn(0.312, share=0.46, most=0.054),
        ),
        "accent-line": (
            brand.drawn(0.850, share=0.5, most=0.075),
            brand.drawn(0.420, share=0.6, most=0.075),
        ),
    }


def _inks(brand: Hue, tokens: Tokens) -> Tokens:
    """Brand-coloured text, icons and focus rings."""
    lights, darks = _backs(tokens)
    lights += [tokens[name][0] for name in SOFTS]
    darks += [tokens[name][1] for name in SOFTS]
    text_dark = brand.at(max(min(brand.light, 0.84), 0.76), most=0.13)
    ring_dark = brand.at(max(brand.light, 0.70), most=0.15)
    return {
        "accent-text": (
            seek(brand.at(min(brand.light, 0.50)), lights, ratio=4.6, step=-0.004),
            seek(text_dark, darks, ratio=4.6, step=+0.004),
        ),
        "focus": (
            seek(brand.at(min(brand.light, 0.58)), lights, ratio=3.2, step=-0.004),
            seek(ring_dark, darks, ratio=3.2, step=+0.004),
        ),
    }


def _deep(brand: Hue) -> Tokens:
    """Sign-in panel, mail head, PDF cover and staff side bar: deep, always with light text."""
    if brand.is_bright:  # a deep yellow is brown: a dark neutral, and the beam carries the brand
        deep = (brand.drawn(0.225, most=0.022), brand.drawn(0.19, most=0.018))
        glow = (brand.drawn(0.37, most=0.055), brand.drawn(0.31, most=0.045))
    else:
        light = seek(brand.at(0.34, most=0.09), [WHITE], ratio=8.0, step=-0.01)
        deep = (light, brand.drawn(0.245, share=0.7, most=0.06))
        glow = (brand.drawn(0.50, most=0.11), brand.drawn(0.42, most=0.10))
    beam = brand.colour if brand.is_bright else WHITE
    on_deep = brand.drawn(0.985, share=0.1, most=0.008)
    quiet = [brand.at(light, share=0.25, most=0.03) for light in (0.86, 0.80)]
    return {
        "brand-deep": deep,
        "brand-glow": glow,
        "beam": (beam, beam),
        "shade": (
            brand.drawn(0.205, share=0.35, most=0.026),
            brand.drawn(0.130, share=0.2, most=0.012),
        ),
        "on-deep": (on_deep, on_deep),
        "on-deep-2": (
            seek(quiet[0], [deep[0]], ratio=4.8, step=+0.01),
            seek(quiet[1], [deep[1]], ratio=4.8, step=+0.01),
        ),
    }


@dataclass(frozen=True, slots=True)
class Promise:
    """A token reaches a contrast on some backgrounds; kept by tests, shown in the brand editor."""

    token: str
    ratio: float
    backs: tuple[str, ...]


PROMISES = (
    Promise("ink", 7.0, (*BACKS_DARK, "accent-soft")),
    Promise("ink-2", 4.5, (*BACKS_DARK, "accent-soft")),
    Promise("ink-3", 4.5, BACKS_DARK),
    Promise("edge", 3.0, BACKS_DARK),
    Promise("on-accent", 4.5, ("accent", "accent-hover", "accent-press")),
    Promise("accent-text", 4.5, (*BACKS_DARK, *SOFTS)),
    Promise("focus", 3.0, (*BACKS_DARK, *SOFTS)),
    Promise("on-deep", 7.0, ("brand-deep",)),
    Promise("on-deep-2", 4.5, ("brand-deep",)),
)
MODES = ("light", "dark")


def check(tokens: Tokens) -> list[str]:
    """Every broken promise, in words. Empty means the palette is safe."""
    pairs = [
        (promise.token, promise.ratio, back, tokens[promise.token][mode], tokens[back][mode], mode)
        for promise in PROMISES
        for back in promise.backs
        for mode in (0, 1)
    ]
    # the staff side bar is dark in both themes, so the dark grey sits on it in both
    pairs += [("ink-3", 4.5, "shade", tokens["ink-3"][1], tokens["shade"][m], m) for m in (0, 1)]
    return [
        f"{token} on {back} ({MODES[mode]}): {contrast(ink, paper):.2f} < {ratio}"
        for token, ratio, back, ink, paper, mode in pairs
        if contrast(ink, paper) < ratio
    ]


def css(tokens: Tokens, *, selector: str = ":root", layer: str = "brand") -> str:
    """The tokens as a stylesheet."""
    rows = [
        f"--{name}:{light if light == dark else f'light-dark({light},{dark})'}"
        for name, (light, dark) in tokens.items()
    ]
    return f"@layer {layer}{{{selector}{{{';'.join(rows)}}}}}\n"
