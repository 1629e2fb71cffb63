"""Fonts that this installation happens to have: cut from npm's packages, else none."""

import shutil
from dataclasses import dataclass
from pathlib import Path

CUT = Path(__file__).parent / "static" / "ui" / "fonts"  # filled by tools/assets/fonts.py
LATIN = "ui/fonts/inter-latin.woff2"  # the only one that every page loads


@dataclass(frozen=True, slots=True)
class Face:
    """One font file and the characters (CSS unicode-range) for which a browser fetches it."""

    family: str
    file: str
    weights: str
    characters: str
    source: str  # package and file


INTER = "@fontsource-variable/inter/files/inter-{}-opsz-normal.woff2"
ALLURA = "@fontsource/allura/files/allura-latin-400-normal.woff2"

FACES = (
    Face(  # English, German and what French, Spanish and Portuguese need most
        "Inter Variable",
        "inter-latin.woff2",
        "400 620",
        "U+20-7E,U+A0-A1,U+A3,U+A7,U+A9,U+AB,U+AE,U+B0,U+B7,U+BB,U+BF,U+C4,U+C9,U+D6-D7,U+DC,"
        "U+DF-EF,U+F1-F6,U+F8-FD,U+FF,U+2009,U+2013-2014,U+2018-201A,U+201C-201E,U+2022,U+2026,"
        "U+202F,U+2032-2033,U+2039-203A,U+20AC,U+2190-2193,U+21B5,U+2212,U+2318",
        INTER.format("latin"),
    ),
    Face(
        "Inter Variable",
        "inter-latin-more.woff2",
        "400 620",
        "U+A2,U+A4-A6,U+A8,U+AA,U+AC,U+AF,U+B1-B6,U+B8-BA,U+BC-BE,U+C0-C3,U+C5-C8,U+CA-D5,"
        "U+D8-DB,U+DD-DE,U+F0,U+F7,U+FE,U+131,U+152-153,U+2020,U+2030,U+2122",
        INTER.format("latin"),
    ),
    Face(
        "Inter Variable",
        "inter-latin-ext.woff2",
        "400 620",
        "U+100-130,U+132-151,U+154-17E,U+218-21B,U+1E9E",
        INTER.format("latin-ext"),
    ),
    Face("Portico Signature", "signature.woff2", "400", "U+20-7E,U+C0-FF", ALLURA),
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
