"""One brand colour in, a complete accessible palette out.

    palette("#0e6371")  ->  {"accent": ("#0c5f6d", "#1a7887"), ...}   (light, dark)

Every pair that carries text is *proved* here, not hoped for: `seek` walks lightness
until the WCAG contrast holds against every background the token may sit on.
The same dict feeds the web stylesheet, e-mails (plain hex), PDFs and the favicon.
"""

from __future__ import annotations

import math

Pair = tuple[str, str]


# ── colour maths ────────────────────────────────────────────────────────────
def _lin(c: float) -> float:
    return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4


def _gam(c: float) -> float:
    return 12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055


def rgb(hex_: str) -> tuple[float, float, float]:
    h = hex_.lstrip("#")
    if len(h) == 3:
        h = "".join(ch * 2 for ch in h)
    return tuple(int(h[i : i + 2], 16) / 255 for i in (0, 2, 4))  # type: ignore[return-value]


def to_oklch(hex_: str) -> tuple[float, float, float]:
    r, g, b = (_lin(c) for c in rgb(hex_))
    l = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    m = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    s = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    L = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s
    a = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s
    bb = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s
    return L, math.hypot(a, bb), math.degrees(math.atan2(bb, a)) % 360


def _srgb(L: float, C: float, H: float) -> tuple[float, float, float]:
    a, b = C * math.cos(math.radians(H)), C * math.sin(math.radians(H))
    l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3
    m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3
    s = (L - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
        -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
        -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s,
    )


def oklch(L: float, C: float, H: float) -> str:
    """OKLCH to hex; chroma is reduced (never clipped) until it fits sRGB."""
    L = min(max(L, 0.0), 1.0)
    lo, hi = 0.0, C
    if all(-1e-4 <= v <= 1 + 1e-4 for v in _srgb(L, C, H)):
        lo = C
    else:
        for _ in range(12):
            mid = (lo + hi) / 2
            ok = all(-1e-4 <= v <= 1 + 1e-4 for v in _srgb(L, mid, H))
            lo, hi = (mid, hi) if ok else (lo, mid)
    out = (round(255 * _gam(min(max(v, 0.0), 1.0))) for v in _srgb(L, lo, H))
    return "#" + "".join(f"{v:02x}" for v in out)


def luminance(hex_: str) -> float:
    r, g, b = (_lin(c) for c in rgb(hex_))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a: str, b: str) -> float:
    hi, lo = sorted((luminance(a), luminance(b)), reverse=True)
    return (hi + 0.05) / (lo + 0.05)


def seek(L: float, C: float, H: float, backs: list[str], ratio: float, step: float) -> str:
    """Walk lightness by `step` until `ratio` holds on every background."""
    while True:
        colour = oklch(L, C, H)
        if all(contrast(colour, b) >= ratio for b in backs) or not 0 < L < 1:
            return colour
        L += step


# ── the palette ─────────────────────────────────────────────────────────────
def neutrals(H: float, tint: float) -> dict[str, Pair]:
    """Greys that lean a hair towards the brand hue. `tint` is 0…1."""

    def n(light: float, lc: float, dark: float, dc: float) -> Pair:
        return oklch(light, lc * tint, H), oklch(dark, dc * tint, H)

    t = {
        "canvas": n(0.968, 0.0055, 0.172, 0.009),
        "surface": n(1.0, 0.0, 0.212, 0.010),
        "sunken": n(0.982, 0.003, 0.190, 0.009),
        "raised": n(1.0, 0.0, 0.252, 0.011),
        "hover": n(0.957, 0.006, 0.258, 0.012),
        "line": n(0.918, 0.006, 0.302, 0.012),
        "line-2": n(0.868, 0.008, 0.362, 0.014),
        "ink": n(0.225, 0.018, 0.955, 0.004),
        "ink-2": n(0.405, 0.018, 0.800, 0.008),
    }
    lights = [t[k][0] for k in ("canvas", "surface", "sunken", "hover")]
    darks = [t[k][1] for k in ("canvas", "surface", "sunken", "raised", "hover")]
    t["ink-3"] = (
        seek(0.520, 0.016 * tint, H, lights, 4.6, -0.004),
        seek(0.660, 0.010 * tint, H, darks, 4.6, +0.004),
    )
    # edges of inputs and other controls: 3:1 (WCAG 1.4.11)
    t["edge"] = (
        seek(0.650, 0.014 * tint, H, lights, 3.05, -0.004),
        seek(0.520, 0.012 * tint, H, darks, 3.05, +0.004),
    )
    return t


def palette(brand: str) -> dict[str, Pair]:
    L, C, H = to_oklch(brand)
    grey = C < 0.02
    warm = H < 75 or H > 320  # warm greys turn pink sooner than cool greys turn blue
    tint = 0.35 if grey else 0.6 if warm else 1.0
    t = neutrals(H if not grey else 250, tint)
    white, black = "#ffffff", oklch(0.18, min(C, 0.03), H)
    lights = [t[k][0] for k in ("canvas", "surface", "sunken", "hover")]
    darks = [t[k][1] for k in ("canvas", "surface", "sunken", "raised", "hover")]
    t["brand"] = (brand, brand)

    # Bright brands (yellow, lime, sky) keep their colour and get dark ink;
    # everything else is deepened until white text is readable on it.
    bright = L > 0.74
    if bright:
        solid_l = solid_d = oklch(L, C, H)
        on_l = on_d = seek(0.24, min(C, 0.05), H, [solid_l, oklch(L - 0.06, C, H)], 5.0, -0.01)
        hover_l, hover_d = oklch(L - 0.04, C, H), oklch(min(L + 0.04, 0.97), C, H)
        press_l, press_d = oklch(L - 0.06, C, H), oklch(L - 0.04, C, H)
    else:
        on_l = on_d = white
        solid_l = seek(L, C, H, [white], 4.6, -0.004)
        solid_d = seek(max(L, 0.56), C, H, [white], 4.6, -0.004)
        Ls, Ld = to_oklch(solid_l)[0], to_oklch(solid_d)[0]
        hover_l, press_l = oklch(Ls - 0.045, C, H), oklch(Ls - 0.08, C, H)
        hover_d, press_d = oklch(Ld - 0.045, C, H), oklch(Ld - 0.08, C, H)
        if Ls < 0.3:  # near-black brands lighten on hover instead
            hover_l, press_l = oklch(Ls + 0.09, C, H), oklch(Ls + 0.05, C, H)
    t["accent"] = (solid_l, solid_d)
    t["accent-hover"] = (hover_l, hover_d)
    t["accent-press"] = (press_l, press_d)
    t["on-accent"] = (on_l, on_d)

    # tints for selected rows, soft buttons, callouts
    t["accent-soft"] = (
        oklch(0.962, min(C * 0.17, 0.024), H),
        oklch(0.264, min(C * 0.38, 0.042), H),
    )
    t["accent-soft-2"] = (
        oklch(0.930, min(C * 0.27, 0.040), H),
        oklch(0.312, min(C * 0.46, 0.054), H),
    )
    t["accent-line"] = (oklch(0.850, min(C * 0.5, 0.075), H), oklch(0.420, min(C * 0.6, 0.075), H))

    # brand-coloured text, icons and focus rings
    softs_l = [t["accent-soft"][0], t["accent-soft-2"][0]]
    softs_d = [t["accent-soft"][1], t["accent-soft-2"][1]]
    t["accent-text"] = (
        seek(min(L, 0.50), C, H, lights + softs_l, 4.6, -0.004),
        seek(max(min(L, 0.84), 0.76), min(C, 0.13), H, darks + softs_d, 4.6, +0.004),
    )
    t["focus"] = (
        seek(min(L, 0.58), C, H, lights + softs_l, 3.2, -0.004),
        seek(max(L, 0.70), min(C, 0.15), H, darks + softs_d, 3.2, +0.004),
    )

    # the sign-in panel, e-mail header and PDF cover: deep, always with white text
    if bright:  # a deep yellow is brown: use a dark neutral and let the beam carry the brand
        deep = oklch(0.225, min(C, 0.022), H)
        t["brand-deep"] = (deep, oklch(0.19, min(C, 0.018), H))
        t["brand-glow"] = (oklch(0.37, min(C, 0.055), H), oklch(0.31, min(C, 0.045), H))
    else:
        deep = seek(0.34, min(C, 0.09), H, [white], 8.0, -0.01)
        t["brand-deep"] = (deep, oklch(0.245, min(C * 0.7, 0.06), H))
        t["brand-glow"] = (oklch(0.50, min(C, 0.11), H), oklch(0.42, min(C, 0.10), H))
    t["beam"] = (brand, brand) if bright else (white, white)
    t["shade"] = (
        oklch(0.205, min(C * 0.35, 0.026), H),
        oklch(0.130, min(C * 0.2, 0.012), H),
    )  # staff sidebar
    t["on-deep"] = (oklch(0.985, min(C * 0.1, 0.008), H),) * 2
    t["on-deep-2"] = (
        seek(0.86, min(C * 0.25, 0.03), H, [deep], 4.8, +0.01),
        seek(0.80, min(C * 0.25, 0.03), H, [t["brand-deep"][1]], 4.8, +0.01),
    )
    return t


# (token, must reach, on these tokens): used by the test and by the branding editor
PROMISES: list[tuple[str, float, tuple[str, ...]]] = [
    ("ink", 7.0, ("canvas", "surface", "sunken", "raised", "hover", "accent-soft")),
    ("ink-2", 4.5, ("canvas", "surface", "sunken", "raised", "hover", "accent-soft")),
    ("ink-3", 4.5, ("canvas", "surface", "sunken", "raised", "hover")),
    ("edge", 3.0, ("canvas", "surface", "sunken", "raised", "hover")),
    ("on-accent", 4.5, ("accent", "accent-hover", "accent-press")),
    (
        "accent-text",
        4.5,
        ("canvas", "surface", "sunken", "raised", "hover", "accent-soft", "accent-soft-2"),
    ),
    (
        "focus",
        3.0,
        ("canvas", "surface", "sunken", "raised", "hover", "accent-soft", "accent-soft-2"),
    ),
    ("on-deep", 7.0, ("brand-deep",)),
    ("on-deep-2", 4.5, ("brand-deep",)),
]


def check(tokens: dict[str, Pair]) -> list[str]:
    """Every broken promise, in words. Empty means the palette is safe."""
    bad = []
    for name, want, backs in PROMISES:
        for mode in (0, 1):
            for back in backs:
                got = contrast(tokens[name][mode], tokens[back][mode])
                if got < want:
                    bad.append(f"{name} on {back} ({('light', 'dark')[mode]}): {got:.2f} < {want}")
    for mode in (0, 1):  # the staff sidebar is dark in both themes, so it uses the dark greys
        if (got := contrast(tokens["ink-3"][1], tokens["shade"][mode])) < 4.5:
            bad.append(f"ink-3 on shade: {got:.2f} < 4.5")
    return bad


def status(hue: float, chroma: float = 0.13) -> dict[str, Pair]:
    """Fixed status families (never branded): solid, text, soft, line."""
    base = palette("#555555")
    lights = [base[k][0] for k in ("canvas", "surface", "hover")]
    darks = [base[k][1] for k in ("canvas", "surface", "raised", "hover")]
    soft = (oklch(0.958, chroma * 0.22, hue), oklch(0.272, chroma * 0.34, hue))
    return {
        "soft": soft,
        "line": (oklch(0.86, chroma * 0.55, hue), oklch(0.42, chroma * 0.5, hue)),
        "text": (
            seek(0.48, chroma, hue, lights + [soft[0]], 4.7, -0.004),
            seek(0.78, chroma * 0.9, hue, darks + [soft[1]], 4.7, +0.004),
        ),
        "solid": (oklch(0.60, chroma * 1.15, hue), oklch(0.70, chroma * 1.1, hue)),
    }


def css(tokens: dict[str, Pair], *, selector: str = ":root", layer: str = "brand") -> str:
    rows = []
    for name, (light, dark) in tokens.items():
        value = light if light == dark else f"light-dark({light}, {dark})"
        rows.append(f"  --{name}: {value};")
    return f"@layer {layer} {{\n" + selector + " {\n" + "\n".join(rows) + "\n}\n}\n"
