"""Walk the URLconf: every address with its methods, door, permission and name."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from inspect import getclosurevars, isfunction, unwrap
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from ninja.operation import Operation, PathView

type Callback = Callable[..., Any]

API_ROOT = "api-root"  # django-ninja's marker of where the API begins; it answers 404
NAMED_GROUP = re.compile(r"\(\?P<(\w+)>[^()]*\)")
METHODS = "request_method_list"  # what require_GET and its like remember in their closure


@dataclass(frozen=True, order=True, slots=True)
class Address:
    """One page or one API operation."""

    path: str
    methods: tuple[str, ...]
    door: str
    permission: str
    name: str
    view: str


def addresses(resolver: URLResolver | None = None) -> list[Address]:
    """Everything that answers, each address once."""
    return sorted({found for entry in patterns(resolver) for found in _described(*entry)})


def patterns(
    resolver: URLResolver | None = None, *, trail: str = "/", space: str = ""
) -> Iterator[tuple[str, str, Callback]]:
    """Address, name with its namespaces, and view of every pattern."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = trail + _readable(str(entry.pattern))
        if isinstance(entry, URLPattern):
            if entry.name != API_ROOT:
                yield path, f"{space}{entry.name}" if entry.name else "", entry.callback
        else:
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from patterns(entry, trail=path, space=inner)


def operations(view: Callback) -> list[Operation]:
    """The API operations behind a view; none for a page."""
    holder = _remembered(unwrap(view), "self")
    return list(holder.operations) if isinstance(holder, PathView) else []


def methods(view: Callback | None) -> tuple[str, ...]:
    """The methods that a page allows; empty when it never says."""
    while view is not None:
        if allowed := _remembered(view, METHODS):
            return tuple(allowed)
        view = getattr(view, "__wrapped__", None)
    return ()


def _remembered(view: Callback, name: str) -> Any:
    """What a wrapper keeps in its closure under this name."""
    return getclosurevars(view).nonlocals.get(name) if isfunction(view) else None


def _readable(pattern: str) -> str:
    """A regular expression as the address that it stands for."""
    plain = NAMED_GROUP.sub(r"<\1>", pattern.removeprefix("^").removesuffix("$"))
    return plain.replace("\\.", ".")


def _described(path: str, name: str, view: Callback) -> Iterator[Address]:
    found = operations(view)
    for operation in found:
        own = getattr(operation, "url_name", "") or operation.view_func.__name__
        called = f"{name.rpartition(':')[0]}:{own}".removeprefix(":")
        permission, source = _permission(operation.view_func), _source(operation.view_func)
        yield Address(path, tuple(operation.methods), "api", permission, called, source)
    if not found:
        door = getattr(view, "door", None)
        permission = "signed in" if door and _permission(view) == "public" else _permission(view)
        yield Address(path, methods(view), _door(door), permission, name, _source(view))


def _permission(view: Callback) -> str:
    """A code, `public`, or nothing when the view does not say."""
    permission = getattr(view, "permission", "")
    return getattr(permission, "code", permission)


def _door(door: type | None) -> str:
    return {"Staff": "staff", "Contact": "portal"}.get(door.__name__, "") if door else ""


def _source(view: Callback) -> str:
    view = unwrap(view)
    return f"{view.__module__}.{getattr(view, '__qualname__', type(view).__name__)}"
