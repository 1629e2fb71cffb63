"""Find the tests that say which capability rows they prove, without importing them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDERS = ("src", "tests")


class BadMarker(ValueError):
    """A marker cannot be read or names no row; the text says where."""


@dataclass(frozen=True, order=True, slots=True)
class Proof:
    """One test that carries `@pytest.mark.spec(row)`."""

    row: str
    path: str
    test: str
    line: int


def proofs(root: Path) -> list[Proof]:
    """Every marker in the test files of a checkout."""
    found: set[Proof] = set()
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("test_*.py")):
            name = path.relative_to(root).as_posix()
            found |= set(in_source(path.read_text(encoding="utf-8"), name))
    return sorted(found)


def in_source(source: str, path: str) -> Iterator[Proof]:
    """The markers of one test file: on functions, parameters, classes, or the whole module."""
    tree = ast.parse(source, path)
    yield from _tests(tree.body, path=path, prefix="", inherited=_pytestmark(tree.body, path))


def _tests(
    body: list[ast.stmt], *, path: str, prefix: str, inherited: frozenset[str]
) -> Iterator[Proof]:
    for node in body:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            rows = inherited | _rows(node.decorator_list, path) | _pytestmark(node.body, path)
            yield from _tests(node.body, path=path, prefix=f"{node.name}::", inherited=rows)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _is_test(node):
            for row in inherited | _rows(node.decorator_list, path):
                yield Proof(row, path, prefix + node.name, node.lineno)


def _is_test(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return node.name.startswith("test")


def _pytestmark(body: list[ast.stmt], path: str) -> frozenset[str]:
    """Rows of `pytestmark = …` in a module or a class."""
    assignments = [node for node in body if isinstance(node, ast.Assign | ast.AnnAssign)]
    values = [node.value for node in assignments if node.value and _names(node, "pytestmark")]
    return _rows(values, path)


def _names(node: ast.Assign | ast.AnnAssign, name: str) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return any(isinstance(target, ast.Name) and target.id == name for target in targets)


def _rows(nodes: list[ast.expr], path: str) -> frozenset[str]:
    """Every row named by a `mark.spec(…)` anywhere inside, so also in `pytest.param(marks=…)`."""
    found = [inner for node in nodes for inner in ast.walk(node)]
    calls = [inner for inner in found if isinstance(inner, ast.Call) and _is_spec(inner.func)]
    for marker in (inner for inner in found if _is_spec(inner)):
        if not any(call.func is marker and call.args for call in calls):
            raise BadMarker(f"{path}:{_line(marker)} names no row")
    return frozenset(_row(argument, path) for call in calls for argument in call.args)


def _is_spec(node: ast.AST) -> bool:
    """`pytest.mark.spec` or `mark.spec`."""
    if not isinstance(node, ast.Attribute) or node.attr != "spec":
        return False
    return getattr(node.value, "attr", getattr(node.value, "id", "")) == "mark"


def _row(argument: ast.expr, path: str) -> str:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    raise BadMarker(f"{path}:{argument.lineno} must name its row as plain text")


def _line(node: ast.AST) -> int:
    return getattr(node, "lineno", 0)
