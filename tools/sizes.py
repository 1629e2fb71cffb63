"""The longest files and functions, to shrink one of them from time to time.

python -m tools.sizes
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from .repository import PACKAGE, ROOT

SHOWN = 15
LONG_FILES = {".py", ".html", ".css", ".js"}


def main() -> int:
    """Print both lists."""
    for title, found in (("Files", files()), ("Functions", functions())):
        print(f"\n{title}")
        for lines, name in sorted(found, reverse=True)[:SHOWN]:
            print(f"{lines:5}  {name}")
    return 0


def files() -> Iterator[tuple[int, str]]:
    """Lines and name of each source file."""
    for path in PACKAGE.rglob("*"):
        if path.suffix in LONG_FILES and "migrations" not in path.parts:
            yield len(path.read_text(encoding="utf-8").splitlines()), _name(path)


def functions() -> Iterator[tuple[int, str]]:
    """Lines and name of each function."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield (node.end_lineno or 0) - node.lineno + 1, f"{_name(path)}: {node.name}"


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


if __name__ == "__main__":
    sys.exit(main())
