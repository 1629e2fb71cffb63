"""Check everything, in the order in which a fault is cheapest to find: `make test`.

python -m tools.check                 all of it
python -m tools.check tests/start     the same, but only these tests
"""

import subprocess
import sys
from pathlib import Path

from . import axe, chromium
from .repository import ROOT
from .steps import Step, not_run, run

BIN = Path(sys.executable).parent
PORTICO = (sys.executable, "-m", "portico.site.cli")
HOME = {"PORTICO_HOME": str(ROOT / "var" / "check")}
AS_IN_PRODUCTION = {"PORTICO_HTTPS": "on", **HOME}


def steps(paths: list[str], *, without_browser: bool) -> list[Step]:
    """What is asked, fastest first."""
    uv = (ROOT / ".venv" / ".uv").read_text().strip()
    manage = (*PORTICO, "manage")
    templates = _tracked("*.html")
    return [
        Step("The lock file fits pyproject.toml", [uv, "lock", "--check", "--quiet"]),
        Step("Code follows the rules (ruff)", [str(BIN / "ruff"), "check"]),
        Step("Code has the house's shape (ruff)", [str(BIN / "ruff"), "format", "--check"]),
        Step(
            "Templates have the house's shape (djade)",
            [str(BIN / "djade"), "--target-version", "6.1", "--check", *templates],
        ),
        Step("Storeys import only downwards (import-linter)", [str(BIN / "lint-imports")]),
        Step("Types fit (mypy)", [str(BIN / "mypy")], beside=True),
        Step("Assets fold", [*PORTICO, "build", "--when-stale"], HOME),
        Step(
            "Django finds nothing to warn about",
            [*manage, "check", "--deploy", "--fail-level", "WARNING"],
            AS_IN_PRODUCTION,
        ),
        Step("No migration is missing", [*manage, "makemigrations", "--check", "--dry-run"], HOME),
        Step("Generated pages are up to date", [sys.executable, "-m", "tools.docs", "--check"]),
        Step("Translations are complete", [sys.executable, "-m", "tools.messages", "check"]),
        Step("Tests pass", pytest(*paths, without_browser=without_browser), last=True),
    ]


def pytest(*paths: str, without_browser: bool = False) -> list[str]:
    """The command for all tests that need nothing foreign."""
    chosen = "not counterpart and not browser" if without_browser else "not counterpart"
    return [
        *(sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup", "-m", chosen),
        *paths,
    ]


def _tracked(pattern: str) -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", pattern], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return listed.stdout.split()


def main() -> int:
    """Entry of the command; returns its exit code."""
    missing = chromium.get()
    if not missing and (why := axe.get()):
        print(f"axe-core cannot be installed: {why}")  # the tests that miss it say so themselves
    code = run(steps(sys.argv[1:], without_browser=bool(missing)))
    if missing:
        print(not_run("browser journeys", missing))
    return code


if __name__ == "__main__":
    sys.exit(main())
