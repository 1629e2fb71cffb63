"""Seed, measure, report.

python -m tools.bench               everything; writes the two pages of docs/reference
python -m tools.bench --access      only portal access; writes its page
python -m tools.bench --only Home   only pages with this in their name, 100,000 tickets; no report
python -m tools.bench --access --only Log    the same of portal access
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from portico.kernel.postgres.embedded import embedded
from portico.site.environment import for_child

from ..repository import ROOT
from .databases import CROWD, SIZES, Databases
from .report import page
from .report_access import access_page

HOME = ROOT / "var" / "bench"
PAGES = ROOT / "docs" / "reference"


def main() -> int:
    """Entry of the command; budgets that are missed are told, and are no failure."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench", description=__doc__)
    parser.add_argument("--only", action="append", default=[], metavar="WORD")
    parser.add_argument("--access", action="store_true")
    asked = parser.parse_args()
    with embedded(HOME) as cluster:
        databases = Databases(cluster, HOME)
        if not asked.access:
            _tickets(databases, asked.only)
        if asked.access or not asked.only:
            _access(databases, asked.only)
    return 0


def _tickets(databases: Databases, chosen: list[str]) -> None:
    databases.make()
    sizes = SIZES[-1:] if chosen else SIZES
    found = {size: _measured(databases, size, "tickets", chosen) for size in sizes}
    if chosen:
        _tell(found[SIZES[-1]])
    else:
        _write("performance.md", page(found))


def _access(databases: Databases, chosen: list[str]) -> None:
    databases.make_crowd()
    found = _measured(databases, CROWD, "access", chosen)
    if chosen:
        _tell(found)
    else:
        _write("performance-access.md", access_page(found))


def _tell(found: dict[str, Any]) -> None:
    for one in found["pages"]:
        print(f"{one['name']}: {one['app']:.1f} + {one['db']:.1f} ms, {one['sql']} SQL")


def _write(name: str, text: str) -> None:
    (PAGES / name).write_text(text)
    print(text)


def _measured(
    databases: Databases, part: int | str, kind: str, chosen: list[str]
) -> dict[str, Any]:
    """In a process of its own, on a copy: Any is JSON."""
    print(f"Measuring {kind} in the database “{part}”.", flush=True)
    with databases.copy(part) as environment, tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "figures.json"
        for words in (
            ("portico.site.cli", "build"),
            ("tools.bench.measure", str(result), kind, *chosen),
        ):
            with (HOME / "bench.log").open("a") as log:
                command = [sys.executable, "-m", *words]
                subprocess.run(command, env=for_child(**environment), stderr=log, check=True)
        return dict(json.loads(result.read_text()))


if __name__ == "__main__":
    sys.exit(main())
