"""Fonts that this installation happens to have: cut at release from npm's packages, else none."""

import shutil
from dataclasses import dataclass
from pathlib import Path

CUT = Path(__file__).parent / "static" / "ui" / "fonts"  # written by tools/assets/fonts.py
LATIN = "ui/fonts/inter-latin.woff2"
LATIN_RANGE = (
    "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,"
    "U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD"
)
LATIN_EXT_RANGE = "U+0100-0130,U+0132-0151,U+0154-017F,U+0218-021B,U+1E9E,U+20A0-20AB,U+20AD-20C0"


@dataclass(frozen=True, slots=True)
class Face:
    """One font file and when a browser needs it."""

    family: str
    file: str
    weights: str
    characters: str


FACES = (
    Face("Inter Variable", "inter-latin.woff2", "100 900", LATIN_RANGE),
    Face("Inter Variable", "inter-latin-ext.woff2", "100 900", LATIN_EXT_RANGE),
    Face("Portico Signature", "signature-latin.woff2", "400", f"{LATIN_RANGE},{LATIN_EXT_RANGE}"),
)


def copy(target: Path) -> list[Face]:
    """Copy the fonts that are here; a checkout without them uses the system's."""
    found = [face for face in FACES if (CUT / face.file).is_file()]
    if found:
        target.mkdir(exist_ok=True)
    for face in found:
        shutil.copyfile(CUT / face.file, target / face.file)
    return found


def faces(found: list[Face]) -> str:
    """`@font-face` for what is really there, so that nobody asks for a missing file."""
    return "".join(
        f'@font-face{{font-family:"{face.family}";font-weight:{face.weights};font-display:swap;'
        f'src:url("fonts/{face.file}") format("woff2");unicode-range:{face.characters}}}'
        for face in found
    )
