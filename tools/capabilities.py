"""`docs/capabilities.md`: which tests prove which capability."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path

from .markdown import document, table
from .markers import BadMarker, Proof, proofs

ROWS = "docs/rows.toml"
PAGE = "docs/capabilities.md"
INTRODUCTION = """\
Every capability that the product owes, and the tests that prove it. A test names the rows it
proves with `@pytest.mark.spec("S1.3.3")`; a row without such a test reads “not yet”."""
PARTS = {
    "G": "Rules that hold for every row",
    "S0": "Client portal and onboarding",
    "S1": "The portal, statement by statement",
    "S2": "The whole feature set",
    "S3": "Access for each contact",
    "S4": "Portal links",
}


def rows(root: Path) -> dict[str, str]:
    """Number → title, in the order of the catalogue."""
    listed = tomllib.loads((root / ROWS).read_text(encoding="utf-8"))["row"]
    found = {row["number"]: row["title"] for row in listed}
    if len(found) != len(listed):
        raise ValueError(f"{ROWS} lists a number twice")
    return found


def pages(root: Path) -> dict[str, str]:
    """The generated page, by its name below `root`."""
    return {PAGE: page(rows(root), proofs(root))}


def page(titles: Mapping[str, str], found: Iterable[Proof]) -> str:
    """Every row with its proofs; a marker that names no row is refused."""
    by_row: dict[str, list[Proof]] = defaultdict(list)
    for proof in found:
        if proof.row not in titles:
            raise BadMarker(f"{proof.path}:{proof.line} proves {proof.row}, which is not a row")
        by_row[proof.row].append(proof)
    counted = f"Proved: **{len(by_row)} of {len(titles)} rows.**"
    return document("Capabilities", INTRODUCTION, counted, *_parts(titles, by_row))


def _parts(titles: Mapping[str, str], by_row: Mapping[str, list[Proof]]) -> Iterable[str]:
    for part, numbers in groupby(titles, _part):
        lines = [(number, titles[number], _proved_by(by_row.get(number, []))) for number in numbers]
        yield f"## {PARTS[part]}\n\n{table(('Row', 'Capability', 'Proved by'), lines)}"


def _part(number: str) -> str:
    """G1 is among the rules, S0.1.1 in the first part."""
    return "G" if number.startswith("G") else number.split(".", maxsplit=1)[0]


def _proved_by(found: list[Proof]) -> str:
    return "<br>".join(_link(proof) for proof in found) or "not yet"


def _link(proof: Proof) -> str:
    """No line numbers, so that the page changes only when a proof comes or goes."""
    return f"[{proof.test}](../{proof.path})"
