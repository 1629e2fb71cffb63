"""Write the generated pages of `docs/`, or say which of them are out of date.

python -m tools.docs            write them
python -m tools.docs --check    exit 1 when one differs
"""

import argparse
import sys

from .capabilities import pages as capability_pages
from .environment import set_up
from .markers import BadMarker
from .repository import ROOT, drifted, put


def main(arguments: list[str] | None = None) -> int:
    """Entry of the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.docs", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, only compare")
    chosen = parser.parse_args(arguments)
    try:
        wanted = all_pages()
    except BadMarker as problem:
        print(problem, file=sys.stderr)
        return 1
    return check(wanted) if chosen.check else write(wanted)


def all_pages() -> dict[str, str]:
    """Every generated page, by its name below the checkout."""
    set_up()
    from .reference import pages as reference_pages  # noqa: PLC0415  needs Django to be set up

    return capability_pages(ROOT) | reference_pages()


def write(wanted: dict[str, str]) -> int:
    """Bring the files up to date and name those that changed."""
    for name in put(wanted, ROOT):
        print(f"wrote {name}")
    return 0


def check(wanted: dict[str, str]) -> int:
    """Name the files that are out of date."""
    stale = drifted(wanted, ROOT)
    for name in stale:
        print(f"{name} is out of date: run make docs", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
