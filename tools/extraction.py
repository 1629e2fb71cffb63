"""Find every string for people: in Python and in Django's templates, without xgettext."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.extract import extract
from django.utils.translation.template import templatize

TEXTS = (".html", ".txt", ".xml", ".ics")
LEFT_OUT = {"tests", "migrations", "__pycache__"}
MODULE = "django.utils.translation"
SINGULAR, PLURAL = None, (1, 2)
CONTEXT, CONTEXT_PLURAL = ((1, "c"), 2), ((1, "c"), 2, 3)
FUNCTIONS: dict[str, Any] = {  # babel: which argument is what
    "gettext": SINGULAR,
    "gettext_lazy": SINGULAR,
    "gettext_noop": SINGULAR,
    "ngettext": PLURAL,
    "ngettext_lazy": PLURAL,
    "pgettext": CONTEXT,
    "pgettext_lazy": CONTEXT,
    "npgettext": CONTEXT_PLURAL,
    "npgettext_lazy": CONTEXT_PLURAL,
}


@dataclass(frozen=True, slots=True)
class Found:
    """One use of one string."""

    path: str
    text: str | tuple[str, str]
    context: str | None
    comments: tuple[str, ...]


class Unreadable(SyntaxError):
    """A file could not be searched for strings; the text names it."""


def found_in(package: Path, root: Path) -> Iterator[Found]:
    """Every string of a package; paths are told from `root`."""
    for path in sorted(package.rglob("*")):
        inside = path.relative_to(package).parts
        if LEFT_OUT.isdisjoint(inside) and _is_searched(path, inside):
            name = path.relative_to(root).as_posix()
            yield from in_source(path.read_text(encoding="utf-8"), name)


def _is_searched(path: Path, inside: tuple[str, ...]) -> bool:
    return path.suffix == ".py" or (path.suffix in TEXTS and "templates" in inside)


def in_source(source: str, name: str) -> Iterator[Found]:
    """The strings of one file."""
    try:
        searched, keywords = _prepared(source, name)
        yield from _extracted(searched, keywords, name)
    except SyntaxError as problem:
        raise Unreadable(f"{name}: {problem}") from problem


def _prepared(source: str, name: str) -> tuple[str, dict[str, Any]]:
    """Python, and what the translating functions are called in it."""
    if name.endswith(".py"):
        return source, FUNCTIONS | dict(_aliases(ast.parse(source, name)))
    lines = templatize(source, origin=name).splitlines()  # its output is not indented as Python is
    return "\n".join(line.lstrip() for line in lines), FUNCTIONS | {"_": SINGULAR}


def _aliases(tree: ast.Module) -> Iterator[tuple[str, Any]]:
    """`from django.utils.translation import gettext as _` makes `_` a translating function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == MODULE:
            for alias in node.names:
                if alias.name in FUNCTIONS:
                    yield alias.asname or alias.name, FUNCTIONS[alias.name]


def _extracted(source: str, keywords: dict[str, Any], name: str) -> Iterator[Found]:
    content = BytesIO(source.encode())
    options = {"encoding": "utf-8"}
    for _line, text, comments, context in extract(
        "python", content, keywords, ("Translators:",), options, strip_comment_tags=True
    ):
        if text:
            pair = (text[0], text[1]) if isinstance(text, tuple) else text
            yield Found(name, pair, context, tuple(comments))
