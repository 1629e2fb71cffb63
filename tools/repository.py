"""Where things are in a checkout, and how the scripts compare what is there with what should be."""

from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "portico"


def drifted(wanted: Mapping[str, str], root: Path) -> list[str]:
    """Names of the files below `root` whose text is not the wanted one."""
    return sorted(name for name, text in wanted.items() if _text(root / name) != text)


def put(wanted: Mapping[str, str], root: Path) -> list[str]:
    """Write what differs; returns the names of the files that changed."""
    changed = drifted(wanted, root)
    for name in changed:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(wanted[name], encoding="utf-8")
    return changed


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None
