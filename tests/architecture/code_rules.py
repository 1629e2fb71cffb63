"""House rules about Python that no off-the-shelf linter knows: each yields its findings."""

import ast
import re
from collections.abc import Iterable, Iterator

from .house import Source, called, calls, text_of

FILE_LINES, FUNCTION_LINES = 400, 40
DATA_ROOMS = {"models", "queries", "actions", "tests"}
DOORS = {"staff", "portal", "public", "api", "hooks", "pages"}
PRIVATE = re.compile(
    r"portico\.(?:core|engines|features)\.(\w+)"
    r"\.(?:staff|portal|public|api|hooks|(?<!access\.)pages|jobs|rules)\b"
)
EVERYTHING_DRAWERS = {"utils", "helpers", "services", "common", "misc", "base"}
UNFINISHED = re.compile(r"#.*\b(?:TODO|FIXME|XXX)\b|(?i:coming soon)")
NOT_RECORDED = re.compile(r"# not recorded: \w+")
SQL = {"execute", "executemany", "raw", "RawSQL"}


def too_long(found: Iterable[Source]) -> Iterator[str]:
    """Files and functions that want to be two."""
    for source in found:
        lines = len(source.text.splitlines())
        if lines > FILE_LINES:
            yield f"{source.name}: {lines} lines"
        for function in source.functions():
            length = (function.end_lineno or 0) - function.lineno + 1
            if length > FUNCTION_LINES:
                yield f"{source.name}: {function.name} has {length} lines"


def managers(found: Iterable[Source]) -> Iterator[str]:
    """Reading goes through queries, changing through actions."""
    for source in found:
        strict = source.storey in {"features", "engines", "plugins"}
        closed = source.room not in DATA_ROOMS if strict else source.room in DOORS
        if closed or (source.storey in {"kernel", "ui"} and not source.is_test):
            for node in ast.walk(source.tree):
                if isinstance(node, ast.Attribute) and node.attr == "objects":
                    yield f"{source.name}:{node.lineno}"


def private_doors(found: Iterable[Source]) -> Iterator[str]:
    """Other contexts use the public rooms: models, queries, actions, events, permissions, ports."""
    for source in found:
        for node, module, name, _local in source.imports():
            door = PRIVATE.match(f"{module}.{name}")
            runs_a_job = source.is_test and door and door.group().endswith(".jobs")
            if door and door.group(1) != source.context and not runs_a_job:
                yield f"{source.name}:{node.lineno} reaches into {door.group()}"


def everything_drawers(found: Iterable[Source]) -> Iterator[str]:
    """A module is named after what it is for."""
    for source in found:
        if source.parts[-1] in EVERYTHING_DRAWERS and "backend" not in source.parts:
            yield source.name


def silent_modules(found: Iterable[Source]) -> Iterator[str]:
    """A module begins with one sentence that says what it is for."""
    for source in found:
        text = ast.get_docstring(source.tree)
        if source.tree.body and not text:
            yield source.name


def unfinished(found: Iterable[Source]) -> Iterator[str]:
    """What is not done is not there."""
    for source in found:
        for number, line in enumerate(source.text.splitlines(), 1):
            if UNFINISHED.search(line):
                yield f"{source.name}:{number}"


def misnamed_codes(found: Iterable[Source]) -> Iterator[str]:
    """Permissions and events are named after their context, and declared in its own room."""
    for source in found:
        for call in calls(source.tree):
            kind = called(call)
            if kind in {"permission", "event"} and call.args and "." in text_of(call.args[0]):
                code = text_of(call.args[0])
                if code.split(".")[0] != source.context or source.room != f"{kind}s":
                    yield f"{source.name}:{call.lineno} {code}"


def built_sql(found: Iterable[Source]) -> Iterator[str]:
    """Statements are constants; only `kernel/postgres` puts them together."""
    for source in found:
        if source.name.startswith("kernel/postgres/"):
            continue
        quotes = any(f"{module}.{name}" == "psycopg.sql" for _, module, name, _ in source.imports())
        for call in calls(source.tree):
            if called(call) in SQL and call.args and _is_built(call.args[0], quotes=quotes):
                yield f"{source.name}:{call.lineno}"


def _is_built(node: ast.expr, *, quotes: bool) -> bool:
    """An f-string, a sum, a `%`, or a `.format()` that is not psycopg's, which quotes."""
    if isinstance(node, ast.Call):
        return called(node) == "format" and not quotes
    if isinstance(node, ast.JoinedStr):
        return not all(_is_constant(part) for part in node.values)
    return isinstance(node, ast.BinOp)


def _is_constant(part: ast.expr) -> bool:
    """Plain text, or a name in capitals."""
    value = part.value if isinstance(part, ast.FormattedValue) else part
    return isinstance(value, ast.Constant) or (isinstance(value, ast.Name) and value.id.isupper())


def unrecorded(found: Iterable[Source]) -> Iterator[str]:
    """An action says what happened, itself or through another one, or says why not."""
    for source in found:
        inner = {function.name: function for function in source.functions()}
        known = {local for _, module, _, local in source.imports() if ".actions" in f"{module}."}
        for function in inner.values():
            exempt = not _decorator(function, "action") or _says_why(function, source)
            if not exempt and not _records(function, inner, known | {"record"}, seen=set()):
                yield f"{source.name}:{function.lineno} {function.name}"


def _records(
    function: ast.FunctionDef | ast.AsyncFunctionDef,
    inner: dict[str, ast.FunctionDef | ast.AsyncFunctionDef],
    recording: set[str],
    *,
    seen: set[str],
) -> bool:
    """Does it call `record`, an imported action, or a neighbour that does?"""
    seen.add(function.name)
    names = {called(call) for call in calls(function)}
    if names & recording:
        return True
    nexts = [inner[name] for name in names & inner.keys() - seen]
    return any(_records(one, inner, recording, seen=seen) for one in nexts)


def _decorator(function: ast.FunctionDef | ast.AsyncFunctionDef, name: str) -> bool:
    return any(called(decorator) == name for decorator in function.decorator_list)


def _says_why(function: ast.FunctionDef | ast.AsyncFunctionDef, source: Source) -> bool:
    """`# not recorded: reason` beside the decorator or in the head."""
    first = function.decorator_list[0].lineno
    head = source.text.splitlines()[first - 1 : function.body[0].lineno]
    return any(NOT_RECORDED.search(line) for line in head)
