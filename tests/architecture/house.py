"""What the house rules look at: source files, their place in the house, templates."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tools.repository import PACKAGE, ROOT

STOREYS_WITH_CONTEXTS = ("core", "engines", "features", "plugins")


@dataclass(frozen=True)
class Source:
    """One Python file; `name` is its path inside the package."""

    path: Path
    name: str

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.name)

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(self.name.removesuffix(".py").split("/"))

    @property
    def storey(self) -> str:
        return self.parts[0]

    @property
    def context(self) -> str:
        """`features/tickets/staff/views.py` belongs to `tickets`; site and ui are no contexts."""
        within = self.storey in STOREYS_WITH_CONTEXTS and len(self.parts) > 2
        return self.parts[1] if within else ""

    @property
    def room(self) -> str:
        """`features/tickets/staff/views.py` is in the room `staff`."""
        return self.parts[2] if self.context else ""

    @property
    def is_test(self) -> bool:
        return "tests" in self.parts

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def imports(self) -> Iterator[tuple[ast.stmt, str, str, str]]:
        """(statement, module, name, local name); relative modules are written out."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield node, alias.name, "", alias.asname or alias.name.partition(".")[0]
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    yield node, self.absolute(node), alias.name, alias.asname or alias.name

    def absolute(self, node: ast.ImportFrom) -> str:
        """The module that an import names, seen from the top."""
        if not node.level:
            return node.module or ""
        here = ("portico", *self.parts)
        up = node.level - 1 if here[-1] == "__init__" else node.level
        base = here[:-1] if here[-1] == "__init__" else here
        kept = base[: len(base) - up]
        return ".".join((*kept, *((node.module,) if node.module else ())))


def sources(package: Path = PACKAGE) -> list[Source]:
    """Every Python file of the package, migrations left out."""
    return [
        Source(path, path.relative_to(package).as_posix())
        for path in sorted(package.rglob("*.py"))
        if "migrations" not in path.parts
    ]


def product(found: Iterable[Source]) -> list[Source]:
    """The files that are installed: without tests."""
    return [source for source in found if not source.is_test]


def templates(package: Path = PACKAGE) -> list[Path]:
    """Every template that a person or a mail program reads."""
    return [
        path
        for path in sorted(package.rglob("*"))
        if "templates" in path.parts and path.suffix in {".html", ".txt"}
    ]


def shown(path: Path) -> str:
    """How a finding names a file."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Every call inside."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def called(call: ast.expr) -> str:
    """`record` for `record(…)`, `acting.record(…)` and the decorator `record`."""
    target = call.func if isinstance(call, ast.Call) else call
    return getattr(target, "id", getattr(target, "attr", ""))


def text_of(node: ast.expr | None) -> str:
    """A plain string, else nothing."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return ""


def nothing(findings: Iterable[str], *, rule: str) -> None:
    """Fail with every finding at once."""
    told = sorted(findings)
    assert not told, "\n".join((rule, *told))
