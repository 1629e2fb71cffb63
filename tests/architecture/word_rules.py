"""House rules about words for people: each string in Python can be translated, and stays calm."""

import ast
import re
from collections.abc import Iterable, Iterator

from tools.extraction import FUNCTIONS, Found

from .house import Source, called, calls, text_of

KEYWORDS = {
    "label", "help_text", "empty_label", "text", "title", "words", "hint", "placeholder", "note",
    "heading", "button", "subject", "caption",
}  # fmt: skip
TRANSLATING = {"_", *FUNCTIONS}
PRODUCT_NAME = "Portico"
CHOICES = {"TextChoices", "IntegerChoices"}
TRANSLATED_SECOND = {"permission"}
LOUD = re.compile(r"\bsuccessful(?:ly)?\b|!(?:\s|$)|\.\.\.|\boops\b|\bsorry\b", re.IGNORECASE)
# what developers and operators read, not people
NOT_WORDS = {"ui/guide.py", "site/cli.py", "site/environment.py", "site/variables.py"}


def untranslated(found: Iterable[Source]) -> Iterator[str]:
    """Words that reach people without passing through gettext."""
    for source in found:
        if source.name in NOT_WORDS or source.name.startswith(("site/demo/", "site/commands/")):
            continue
        refusals = _refusals(source)
        for node in ast.walk(source.tree):
            for text in _bare(node, refusals):
                yield f"{source.name}:{getattr(node, 'lineno', 0)} {text!r}"


def _bare(node: ast.AST, refusals: set[str]) -> Iterator[str]:
    if isinstance(node, ast.Call):
        named = [keyword.value for keyword in node.keywords if keyword.arg in KEYWORDS]
        yield from (text_of(value) for value in named if _is_said(value))
        if called(node) in refusals and node.args and _is_said(node.args[0]):
            yield text_of(node.args[0])
        if called(node) in TRANSLATED_SECOND and len(node.args) > 1 and _is_said(node.args[1]):
            yield text_of(node.args[1])
    elif isinstance(node, ast.ClassDef) and CHOICES & {called(base) for base in node.bases}:
        yield from _choice_labels(node)


def _choice_labels(node: ast.ClassDef) -> Iterator[str]:
    values = [line.value for line in node.body if isinstance(line, ast.Assign)]
    labels = [value.elts[-1] for value in values if isinstance(value, ast.Tuple)]
    yield from (text_of(label) for label in labels if _is_said(label))


def _refusals(source: Source) -> set[str]:
    """`Refusal`, `Conflict`, and the classes of this file that are one."""
    names = {"Refusal", "Conflict", "ValidationError"}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef) and names & {called(base) for base in node.bases}:
            names.add(node.name)
    return names


def _is_said(node: ast.expr) -> bool:
    """A literal that reads like words: a capital or a space, and letters."""
    text = text_of(node)
    if isinstance(node, ast.JoinedStr):
        return any(_is_said(part) for part in node.values)
    if not re.search(r"[A-Za-z]{2}", text) or text == PRODUCT_NAME:
        return False
    return text[0].isupper() or " " in text.strip()


def built_messages(found: Iterable[Source]) -> Iterator[str]:
    """A string is looked up before it is filled: `_("… %(n)s") % {…}`, never `_(f"…")`."""
    for source in found:
        looked_up = [call for call in calls(source.tree) if called(call) in TRANSLATING]
        for call in looked_up:
            if any(isinstance(arg, ast.JoinedStr) or _is_filled(arg) for arg in call.args):
                yield f"{source.name}:{call.lineno}"


def _is_filled(node: ast.expr) -> bool:
    """`"…" % x` or `"…".format(x)`."""
    if isinstance(node, ast.Call):
        return called(node) == "format"
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod)


def loud(found: Iterable[Found]) -> Iterator[str]:
    """No exclamation marks, no “successfully”, no apologies, one sign for three dots."""
    for one in found:
        for text in (one.text,) if isinstance(one.text, str) else one.text:
            if LOUD.search(text):
                yield f"{one.path}: {text!r}"
