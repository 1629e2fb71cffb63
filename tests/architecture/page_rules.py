"""House rules about pages: who may open them, and that looking never changes anything."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from tools.urls import operations

from .house import Source, called, calls, text_of

type Function = ast.FunctionDef | ast.AsyncFunctionDef

CHANGING = {"require_POST", "post", "put", "patch", "delete"}
EXPLAINED = re.compile(r"# also by looking: \w+")
LOOKING = {"GET", "HEAD"}
PAGE_ROOMS = {"staff", "portal", "public", "api", "pages", "views"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def nameless(found: Iterable[tuple[str, str, Callable[..., Any]]]) -> Iterator[str]:
    """Addresses that neither name a permission nor say `public`."""
    for path, _name, view in found:
        views = [operation.view_func for operation in operations(view)] or [view]
        for each in views:
            if not getattr(each, "permission", None):
                yield f"{path} ({each.__module__}.{getattr(each, '__qualname__', '')})"


def changes_by_looking(found: Iterable[Source]) -> Iterator[str]:
    """Pages that call an action although they answer GET, and do not say why."""
    everything = list(found)
    known = {_module(source): _own_actions(source) for source in everything}
    for source in everything:
        if source.room in PAGE_ROOMS and not source.is_test:
            yield from _in_file(source, known)


def _in_file(source: Source, known: dict[str, set[str]]) -> Iterator[str]:
    inner = _functions(source)
    changing = _changing(inner, _imported_actions(source, known))
    lines = source.text.splitlines()
    for function in inner.values():
        if _is_page(function) and not _only_posts(function):
            for call in _unguarded(function.body, changing):
                if not EXPLAINED.search(lines[call.lineno - 1]):
                    yield f"{source.name}:{call.lineno} {function.name} calls {called(call)}"


def _module(source: Source) -> str:
    return ".".join(("portico", *source.parts)).removesuffix(".__init__")


def _functions(source: Source) -> dict[str, Function]:
    return {node.name: node for node in source.tree.body if isinstance(node, FUNCTIONS)}


def _own_actions(source: Source) -> set[str]:
    """Functions of an `actions` module that change something, themselves or through another."""
    inner = _functions(source)
    acting = {
        name
        for name, function in inner.items()
        if any(called(decorator) == "action" for decorator in function.decorator_list)
    }
    return _changing(inner, acting)


def _imported_actions(source: Source, known: dict[str, set[str]]) -> set[str]:
    """Local names of actions; what cannot be looked up counts as one."""
    return {
        local
        for _, module, name, local in source.imports()
        if "actions" in f"{module}.{name}".split(".") and name in known.get(module, {name})
    }


def _changing(inner: dict[str, Function], actions: set[str]) -> set[str]:
    """The actions, and the functions of this file that call one without asking the method."""
    known = set(actions)
    helpers = {name: one for name, one in inner.items() if not _is_page(one)}
    while more := {
        name
        for name, function in helpers.items()
        if name not in known and any(_unguarded(function.body, known))
    }:
        known |= more
    return known


def _is_page(function: Function) -> bool:
    return bool(function.decorator_list)


def _only_posts(function: Function) -> bool:
    """Does a decorator let only changing methods through?"""
    for decorator in function.decorator_list:
        if called(decorator) in CHANGING:
            return True
        if called(decorator) == "require_http_methods" and isinstance(decorator, ast.Call):
            named = {
                text_of(node) for node in ast.walk(decorator) if isinstance(node, ast.Constant)
            }
            return not named & LOOKING
    return False


def _constants(node: ast.AST) -> Iterator[ast.Constant]:
    return (inner for inner in ast.walk(node) if isinstance(inner, ast.Constant))


def _unguarded(body: list[ast.stmt], changing: set[str]) -> Iterator[ast.Call]:
    """Calls that are reached whatever the method is."""
    for statement in body:
        method = _asked_method(statement)
        if method and isinstance(statement, ast.If):
            looking = statement.body if method == "GET" else statement.orelse
            yield from _unguarded(looking, changing)
            if looking and isinstance(looking[-1], ast.Return | ast.Raise):
                return
        elif blocks := list(_blocks(statement)):
            for block in blocks:
                yield from _unguarded(block, changing)
        else:
            yield from (call for call in calls(statement) if _names(call) & changing)


def _names(call: ast.Call) -> set[str]:
    """`close` and `close_ticket` of `close.close_ticket(…)`."""
    return {node.id for node in ast.walk(call.func) if isinstance(node, ast.Name)}


def _blocks(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The statements inside an if, for, with, try or match."""
    for name in ("body", "orelse", "finalbody"):
        if block := getattr(statement, name, None):
            yield block
    for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        yield part.body


def _asked_method(statement: ast.stmt) -> str:
    """ "POST" when the body is for changes, "GET" when it is for looking, else nothing."""
    if not isinstance(statement, ast.If):
        return ""
    for test in _conjunction(statement.test):
        if isinstance(test, ast.Compare) and getattr(test.left, "attr", "") == "method":
            is_post = text_of(test.comparators[0]) not in LOOKING
            negated = isinstance(test.ops[0], ast.NotEq)
            return "GET" if is_post == negated else "POST"
    return ""


def _conjunction(test: ast.expr) -> list[ast.expr]:
    return test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else [test]
