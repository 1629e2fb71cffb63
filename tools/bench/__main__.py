"""Seed, measure, report.

python -m tools.bench               everything; writes docs/reference/performance.md
python -m tools.bench --only Home   only pages with this in their name, 100,000 tickets; no report
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
from .databases import SIZES, Databases
from .report import page

HOME = ROOT / "var" / "bench"
PAGE = ROOT / "docs" / "reference" / "performance.md"


def main() -> int:
    """Entry of the command; budgets that are missed are told, and are no failure."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench", description=__doc__)
    parser.add_argument("--only", action="append", default=[], metavar="WORD")
    chosen = parser.parse_args().only
    with embedded(HOME) as cluster:
        databases = Databases(cluster, HOME)
        databases.make()
        sizes = SIZES[-1:] if chosen else SIZES
        found = {size: _measured(databases, size, chosen) for size in sizes}
    if chosen:
        for one in found[SIZES[-1]]["pages"]:
            print(f"{one['name']}: {one['app']:.1f} + {one['db']:.1f} ms, {one['sql']} SQL")
        return 0
    PAGE.write_text(page(found))
    print(PAGE.read_text())
    return 0


def _measured(databases: Databases, size: int, chosen: list[str]) -> dict[str, Any]:
    """In a process of its own, on a copy: Any is JSON."""
    print(f"Measuring with {size:,} tickets.", flush=True)
    with databases.copy(size) as environment, tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "figures.json"
        for words in (
            ("portico.site.cli", "build"),
            ("tools.bench.measure", str(result), *chosen),
        ):
            with (HOME / "bench.log").open("a") as log:
                command = [sys.executable, "-m", *words]
                subprocess.run(command, env=for_child(**environment), stderr=log, check=True)
        return dict(json.loads(result.read_text()))


if __name__ == "__main__":
    sys.exit(main())
