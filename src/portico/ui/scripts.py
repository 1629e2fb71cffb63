"""Folds our ES modules into one classic script, so that a page asks once."""

import re
from pathlib import Path

IMPORT = re.compile(r'^import (?:(\{[^}]*\}) from )?"\./([\w-]+)\.js";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?function (\w+)|const (\w+)|class (\w+))", re.MULTILINE)
COMMENT = re.compile(r"^\s*(?://[^\n]*|/\*.*?\*/)\n", re.MULTILINE | re.DOTALL)


def folded(folder: Path, entry: str) -> str:
    """The module `entry` and all it imports, each in a function of its own."""
    done: dict[str, str] = {}
    _collect(folder, entry.removesuffix(".js"), done)
    return "(() => {\n" + "\n".join(done.values()) + "\n})();\n"


def _collect(folder: Path, name: str, done: dict[str, str]) -> None:
    """Depth first, so that a module stands after everything it needs."""
    source = COMMENT.sub("", (folder / f"{name}.js").read_text())
    for found in IMPORT.finditer(source):
        if found[2] not in done:
            _collect(folder, found[2], done)
    done[name] = _module(name, source)


def _module(name: str, source: str) -> str:
    names = [next(filter(None, found.groups())) for found in EXPORT.finditer(source)]
    body = EXPORT.sub("", IMPORT.sub(_given, source)).strip()
    return f"const {_variable(name)} = (() => {{\n{body}\nreturn {{{', '.join(names)}}};\n}})();"


def _given(found: re.Match[str]) -> str:
    return f"const {found[1]} = {_variable(found[2])};\n" if found[1] else ""


def _variable(name: str) -> str:
    return "m_" + name.replace("-", "_")
