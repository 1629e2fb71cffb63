"""Draws the one icon file: the Lucide shapes that templates and code name, and our own."""

import re
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import lucide

PACKAGE = Path(__file__).parent.parent  # portico: every storey may name icons
TAG = re.compile(r"{% icon \"([a-z0-9-]+)\"")
QUOTED = re.compile(r"[\"'`#]([a-z][a-z0-9-]*)[\"'`]")
BLOCK = re.compile(r"\bICONS?\b[^=\n]*=\s*[{(\[](.*?)\n[})\]]", re.DOTALL)
INSIDE = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)

GLYPHS = {  # our own status shapes, 16 × 16: readable without colour
    "new": '<circle cx="8" cy="8" r="6.2" stroke-width="1.7" stroke-dasharray="2.6 2.27"/>',
    "open": '<circle cx="8" cy="8" r="6.2" stroke-width="1.7"/>',
    "progress": '<circle cx="8" cy="8" r="6.2" stroke-width="1.7"/>'
    '<path d="M8 4.4a3.6 3.6 0 0 1 0 7.2z" fill="currentColor" stroke="none"/>',
    "waiting": '<circle cx="8" cy="8" r="6.2" stroke-width="1.7"/>'
    '<path d="M6.4 5.9v4.2M9.6 5.9v4.2" stroke-width="1.7" stroke-linecap="round"/>',
    "done": '<circle cx="8" cy="8" r="7" fill="currentColor" stroke="none"/>'
    '<path d="m5 8.2 2.1 2.1L11 6.2" stroke="#fff" stroke-width="1.7" '
    'stroke-linecap="round" stroke-linejoin="round"/>',
    "closed": '<circle cx="8" cy="8" r="6.2" stroke-width="1.7"/>'
    '<path d="m5.6 8.2 1.7 1.7 3.2-3.5" stroke-width="1.6" '
    'stroke-linecap="round" stroke-linejoin="round"/>',
    "alert": '<path d="M8 1.9 14.4 13.4H1.6z" stroke-width="1.6" stroke-linejoin="round"/>'
    '<path d="M8 6.3v3.1M8 11.4v.1" stroke-width="1.7" stroke-linecap="round"/>',
    "cancel": '<circle cx="8" cy="8" r="6.2" stroke-width="1.7"/>'
    '<path d="M5.8 10.2l4.4-4.4" stroke-width="1.7" stroke-linecap="round"/>',
    "lock": '<rect x="3" y="7" width="10" height="6.6" rx="1.8" stroke-width="1.6"/>'
    '<path d="M5.2 7V5.2a2.8 2.8 0 0 1 5.6 0V7" stroke-width="1.6"/>',
}


def drawn() -> str:
    """The sprite: one `<symbol>` for each icon in use and for each status shape."""
    symbols = [f'<symbol id="{name}" viewBox="0 0 24 24">{shape(name)}</symbol>' for name in used()]
    symbols += [
        f'<symbol id="g-{name}" viewBox="0 0 16 16">{body}</symbol>'
        for name, body in GLYPHS.items()
    ]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg"><!-- Lucide (ISC) and our own g-* shapes -->'
        + "".join(symbols)
        + "</svg>\n"
    )


def used(root: Path = PACKAGE) -> list[str]:
    """Names that the package mentions; a misspelt one in a template stops the build."""
    names: set[str] = set()
    for path in root.rglob("*.html"):
        names.update(TAG.findall(path.read_text()))
    for path in [*root.rglob("*.py"), *root.rglob("*.js")]:
        if "tests" not in path.parts:
            names.update(mentioned(path.read_text()) & all_names())
    return sorted(names)


def mentioned(source: str) -> set[str]:
    """Words in quotes on a line that speaks of icons, or in a block called ICONS."""
    lines = [line for line in source.splitlines() if "icon" in line.lower()]
    return {name for part in [*lines, *BLOCK.findall(source)] for name in QUOTED.findall(part)}


@cache
def shape(name: str) -> str:
    """What is inside Lucide's <svg>, on one line."""
    if name not in all_names():
        raise LookupError(f"There is no Lucide icon called {name!r}.")
    found = INSIDE.search(_archive().read(f"{name}.svg").decode())
    inside = " ".join(found[1].split()) if found else ""
    return inside.replace(" />", "/>").replace("> <", "><")


@cache
def all_names() -> frozenset[str]:
    """Every icon that Lucide has."""
    return frozenset(name.removesuffix(".svg") for name in _archive().namelist())


@cache
def _archive() -> ZipFile:
    """Held in memory: only the build and its tests ask."""
    return ZipFile(BytesIO(files(lucide).joinpath("lucide.zip").read_bytes()))
