"""A translator's file: merged with what the source says, written so that diffs stay small."""

import re
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from .extraction import Found

FILE = "LC_MESSAGES/django.po"
HEADS = ("Language:", "Plural-Forms:", "MIME-Version:", "Content-T")
HEADER = "# Translations of Portico. The strings come from the source: run `make messages`."
PLACEHOLDER = re.compile(
    r"%\(\w+\)[#0+-]*\d*(?:\.\d+)?[a-zA-Z]"  # %(name)s
    r"|%[#0+-]*\d*(?:\.\d+)?[sdrfgxi%]"  # %s
    r"|\{\w*(?:![rsa])?(?::[^{}]*)?\}"  # {name}
    r"|</?[a-z][^<>]*>"  # markup inside blocktranslate
)


def read(path: Path, *, locale: str) -> Catalog:
    """The catalogue as it is, or an empty one."""
    if not path.exists():
        return Catalog(locale=locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def merged(found: Iterable[Found], old: Catalog, *, locale: str) -> Catalog:
    """What the source says now, with the translations that still fit."""
    new = Catalog(locale=locale, header_comment=HEADER, fuzzy=False)
    for one in found:
        place = [(one.path, 0)]
        new.add(one.text, context=one.context, locations=place, auto_comments=one.comments)
    for message in filter(_is_entry, new):
        _keep(message, old)
    return new


def _keep(message: Message, old: Catalog) -> None:
    """Take the translation over, unless the string got or lost its plural."""
    known = old.get(message.id, context=message.context)
    if known and isinstance(known.id, tuple) == isinstance(message.id, tuple):
        message.string = known.string
        message.user_comments = known.user_comments
        if known.fuzzy:
            message.flags.add("fuzzy")


def text_of(catalogue: Catalog) -> str:
    """The file: sorted, without places and dates, so that it changes when words do."""
    out = BytesIO()
    write_po(out, catalogue, width=0, sort_output=True, no_location=True)
    head, _, body = out.getvalue().decode().partition("\n\n")
    kept = [line for line in head.splitlines() if _is_steady(line)]
    return "\n".join([*kept, "", body.rstrip(), ""])


def _is_steady(line: str) -> bool:
    """No line of the header with a date, a program's version, or nobody's address."""
    return not line.startswith('"') or line.startswith(HEADS, 1)


def entries(catalogue: Catalog) -> dict[tuple[str, str | None], Message]:
    """The strings by text and context; the header is none of them."""
    return {(_singular(one), one.context): one for one in catalogue if _is_entry(one)}


def faults(found: Iterable[Found], there: Catalog, *, locale: str) -> Iterator[str]:
    """Everything that keeps the catalogue from being complete, one sentence each."""
    wanted, known = entries(merged(found, there, locale=locale)), entries(there)
    for key, message in wanted.items():
        name = repr(key[0]) if key[1] is None else f"{key[0]!r} ({key[1]})"
        if key not in known:
            yield f"missing: {name}"
        else:
            yield from (f"{fault}: {name}" for fault in _faults_of(message))
    yield from (f"unused: {text!r}" for text, context in known.keys() - wanted.keys())


def is_translated(message: Message) -> bool:
    """Every form has words."""
    return all(_forms(message.string))


def _faults_of(message: Message) -> Iterator[str]:
    """What is wrong with one translation."""
    sources = _forms(message.id)
    translations = _forms(message.string)
    if not is_translated(message):
        yield "untranslated"
        return
    if message.fuzzy:
        yield "fuzzy"
    allowed = [_placeholders(text) for text in sources]
    used = [_placeholders(text) for text in translations]
    if used[-1] != allowed[-1] or any(some not in allowed for some in used):
        yield "placeholders differ"
    if any(_edges(text) != _edges(sources[0]) for text in translations):
        yield "space at the edges differs"


def _forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    """One text, or singular and plural; a string that nobody has translated yet is empty."""
    return (text or "",) if text is None or isinstance(text, str) else tuple(text)


def _placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def _edges(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()


def _singular(message: Message) -> str:
    return _forms(message.id)[0]


def _is_entry(message: Message) -> bool:
    return bool(message.id)
