"""Cuts the fonts from the packages that package-lock.json names: `python tools/assets/fonts.py`.

Fewer characters, two axes only as far as the design uses them, and the layout features it needs.
With `--if-missing` it does nothing where they are, and an unreachable registry is no failure.
"""

import json
import sys
import tarfile
from base64 import b64decode
from functools import cache
from hashlib import sha512
from io import BytesIO
from pathlib import Path
from urllib.request import urlopen

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from portico.ui.fonts import CUT, FACES, Face

LOCK = Path(__file__).parent / "package-lock.json"
REGISTRY = "https://registry.npmjs.org"
PATIENCE = 20  # seconds
FEATURES = ["kern", "tnum", "ccmp", "locl"]
NAMES = [1, 2, 13, 14]  # family, style, licence, where the licence is
BUDGET = {"inter-latin.woff2": 30_000}  # bytes of what every page loads


def main() -> int:
    """Write every face into the package; complain if one is too big for a cold page."""
    is_optional = "--if-missing" in sys.argv[1:]
    if is_optional and all((CUT / face.file).is_file() for face in FACES):
        return 0
    try:
        return _write()
    except OSError as problem:
        print(f"No fonts ({problem}): pages use those of the system.", file=sys.stderr)
        return 0 if is_optional else 1


def _write() -> int:
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
    font = _reduced(TTFont(BytesIO(source(face))), characters(face.characters))
    low, _, high = face.weights.partition(" ")
    if high:
        font = instancer.instantiateVariableFont(font, {"wght": (int(low), int(high))})
    return _saved(font, "woff2")


def source(face: Face) -> bytes:
    """The file that the package ships."""
    scope, name, *rest = face.source.split("/")
    with tarfile.open(fileobj=BytesIO(package(f"{scope}/{name}"))) as archive:
        found = archive.extractfile("/".join(["package", *rest]))
        if found is None:
            raise FileNotFoundError(face.source)
        return found.read()


@cache
def package(name: str) -> bytes:
    """The package's archive, if it is the one that the lock file means."""
    locked = json.loads(LOCK.read_text())["packages"][f"node_modules/{name}"]
    file = f"{name.rpartition('/')[2]}-{locked['version']}.tgz"
    with urlopen(f"{REGISTRY}/{name}/-/{file}", timeout=PATIENCE) as answer:  # noqa: S310  https
        archive = bytes(answer.read())
    kind, _, wanted = locked["integrity"].partition("-")
    if kind != "sha512" or sha512(archive).digest() != b64decode(wanted):
        raise ValueError(f"{file} is not what package-lock.json names")
    return archive


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
