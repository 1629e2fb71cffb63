"""Cuts the release's fonts: `npm ci` in this folder first, then `python tools/assets/fonts.py`.

Fewer characters, two axes only as far as the design uses them, and the layout features it needs.
"""

import sys
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from portico.ui.fonts import CUT, FACES, Face

MODULES = Path(__file__).parent / "node_modules"
FEATURES = ["kern", "tnum", "ccmp", "locl"]
NAMES = [1, 2, 13, 14]  # family, style, licence, where the licence is
BUDGET = {"inter-latin.woff2": 30_000}  # bytes of what every page loads


def main() -> int:
    """Write every face into the package; complain if one is too big for a cold page."""
    CUT.mkdir(parents=True, exist_ok=True)
    for face in FACES:
        data = cut(face)
        (CUT / face.file).write_bytes(data)
        print(f"{face.file}: {len(data):,} bytes")
        if len(data) > BUDGET.get(face.file, len(data)):
            print(f"{face.file} is over its budget", file=sys.stderr)
            return 1
    return 0


def cut(face: Face) -> bytes:
    """One face as WOFF2."""
    font = _reduced(TTFont(MODULES / face.source), characters(face.characters))
    low, _, high = face.weights.partition(" ")
    if high:
        font = instancer.instantiateVariableFont(font, {"wght": (int(low), int(high))})
    return _saved(font, "woff2")


def _reduced(font: TTFont, wanted: set[int]) -> TTFont:
    options = subset.Options(layout_features=FEATURES, name_IDs=NAMES, notdef_outline=False)
    scissors = subset.Subsetter(options)
    scissors.populate(unicodes=wanted)
    scissors.subset(font)
    return TTFont(BytesIO(_saved(font, None)))


def _saved(font: TTFont, flavor: str | None) -> bytes:
    out = BytesIO()
    font.flavor = flavor
    font.save(out)
    return out.getvalue()


def characters(ranges: str) -> set[int]:
    """The numbers that a CSS unicode-range means."""
    found: set[int] = set()
    for part in ranges.split(","):
        low, _, high = part.removeprefix("U+").partition("-")
        found.update(range(int(low, 16), int(high or low, 16) + 1))
    return found


if __name__ == "__main__":
    sys.exit(main())
