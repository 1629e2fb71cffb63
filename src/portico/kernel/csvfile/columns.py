"""Which column of a foreign CSV file means which field: by name, by synonym, by a mapping file."""

import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from .cells import plain_cell

SECTIONS = ("columns", "values", "defaults", "file")


class MappingProblem(ValueError):
    """The mapping file does not fit; the words say where."""


@dataclass(frozen=True)
class Column:
    """A field that we know, and what other products call it."""

    name: str
    synonyms: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class MappingFile:
    """What a person said about the columns: `[columns]`, `[values.<field>]`, `[defaults]`."""

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""
    delimiter: str = ""


@dataclass(frozen=True)
class Layout:
    """Where each field stands in this file, which headers nobody uses, which fields are missing."""

    positions: Mapping[str, int]
    unused: Sequence[str]
    missing: Sequence[str]
    values: Mapping[str, Mapping[str, str]]
    defaults: Mapping[str, str]

    def pick(self, cells: Sequence[str]) -> dict[str, str]:
        """The fields of one row, trimmed; translated and filled in as the mapping file says."""
        picked = dict(self.defaults)
        for name, position in self.positions.items():
            text = plain_cell(cells[position].strip())
            if text and (words := self.values.get(name)):
                text = words.get(simple(text), text)
            if text or name not in picked:
                picked[name] = text
        return picked


def simple(name: str) -> str:
    """A name without case, accents, spaces and punctuation: `Ticket #` equals `ticket_number`."""
    spelt = unicodedata.normalize("NFKD", name.replace("#", " number ")).casefold()
    return "".join(letter for letter in spelt if letter.isalnum())


def layout(
    headers: Sequence[str], columns: Sequence[Column], *, mapping: MappingFile | None = None
) -> Layout:
    """Match the headers of a file with the fields we know; the mapping file has the last word."""
    mapping = mapping or MappingFile()
    _check_fields(mapping, columns)
    positions = {name: _named(headers, header) for name, header in mapping.columns.items()}
    for column in columns:
        taken = set(positions.values())
        found = None if column.name in positions else _matched(headers, column, taken=taken)
        if found is not None:
            positions[column.name] = found
    known = {*positions, *mapping.defaults}
    return Layout(
        positions=positions,
        unused=[name for at, name in enumerate(headers) if at not in positions.values()],
        missing=[column.name for column in columns if column.required and column.name not in known],
        values={name: _by_simple(words) for name, words in mapping.values.items()},
        defaults=mapping.defaults,
    )


def read_mapping(path: Path) -> MappingFile:
    """Read a mapping file (TOML); says what is wrong with it in words."""
    try:
        data = tomllib.loads(path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise MappingProblem(_("The mapping file is not valid: %s") % problem) from problem
    for section in data:
        if section not in SECTIONS:
            raise MappingProblem(_("The mapping file has an unknown section “%s”.") % section)
    how = _texts(data, "file")
    values = {name: _texts(data["values"], name) for name in _table(data, "values")}
    return MappingFile(
        columns=_texts(data, "columns"),
        values=values,
        defaults=_texts(data, "defaults"),
        encoding=how.get("encoding", ""),
        delimiter=how.get("delimiter", ""),
    )


def _check_fields(mapping: MappingFile, columns: Sequence[Column]) -> None:
    known = [column.name for column in columns]
    for name in (*mapping.columns, *mapping.values, *mapping.defaults):
        if name not in known:
            hint = _hint(name, known)
            raise MappingProblem(_("There is no field “%(name)s”.") % {"name": name} + hint)


def _named(headers: Sequence[str], wanted: str) -> int:
    """The column that the mapping file names, first exactly, then loosely."""
    if wanted in headers:
        return headers.index(wanted)
    for position, header in enumerate(headers):
        if simple(header) == simple(wanted):
            return position
    hint = _hint(wanted, headers)
    raise MappingProblem(_("The file has no column “%(name)s”.") % {"name": wanted} + hint)


def _matched(headers: Sequence[str], column: Column, *, taken: set[int]) -> int | None:
    free = {simple(name): at for at, name in reversed(list(enumerate(headers))) if at not in taken}
    for name in (column.name, *column.synonyms):
        if (position := free.get(simple(name))) is not None:
            return position
    return None


def _hint(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, n=3)
    return " " + _("Did you mean %s?") % ", ".join(f"“{word}”" for word in close) if close else ""


def _by_simple(words: Mapping[str, str]) -> dict[str, str]:
    return {simple(theirs): ours for theirs, ours in words.items()}


def _table(data: Mapping[str, Any], section: str) -> Mapping[str, Any]:
    found = data.get(section, {})
    if not isinstance(found, dict):
        raise MappingProblem(_("“%s” in the mapping file takes name = value lines.") % section)
    return found


def _texts(data: Mapping[str, Any], section: str) -> dict[str, str]:
    table = _table(data, section)
    if any(isinstance(value, (dict, list)) for value in table.values()):
        raise MappingProblem(_("“%s” in the mapping file takes name = value lines.") % section)
    return {name: str(value) for name, value in table.items()}
