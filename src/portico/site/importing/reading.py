"""One file of an import: its columns are matched, its rows come in portions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils import timezone

from portico.kernel.csvfile import (
    Column,
    CsvFile,
    Layout,
    MappingFile,
    MappingProblem,
    Unreadable,
    layout,
)
from portico.site.problems import CommandProblem

from .moments import NoMoment, moment
from .report import Part, Report

PORTION = 1000
YES = {"yes", "true", "1", "y", "x", "t", "ja", "wahr", "on"}
NO = {"no", "false", "0", "n", "f", "nein", "falsch", "off"}


class BadRow(ValueError):
    """This row cannot be taken over; the words say why, and what to do."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How dates are written, and what stands before the references."""

    zone: ZoneInfo
    source: str
    day_first: bool = False
    keep_numbers: bool = False
    company: str = ""

    def ref(self, text: str) -> str:
        """The reference under which a row is found again."""
        if not text:
            return ""
        return limited("number", f"{self.source}:{text}", 120)


@dataclass(frozen=True, slots=True)
class Line:
    """One row with its fields by name, trimmed."""

    number: int
    cells: dict[str, str]

    def text(self, name: str, longest: int = 0) -> str:
        found = self.cells.get(name, "")
        return limited(name, found, longest) if longest else found

    def yes(self, name: str) -> bool | None:
        """Yes, no, or nothing is said."""
        found = self.text(name).casefold()
        return True if found in YES else False if found in NO else None

    def moment(self, name: str, habits: Habits, *, may_come: bool = False) -> datetime | None:
        """A date of the past, or with `may_come` of any time."""
        text = self.text(name)
        if not text.strip("-"):
            return None
        try:
            found = moment(text, zone=habits.zone, day_first=habits.day_first)
        except NoMoment:
            words = (
                f"“{text[:40]}” ({name}) is no date. Write 2024-03-31 14:05, or see --day-first."
            )
            raise BadRow(words) from None
        if not may_come and found > timezone.now() + timedelta(days=1):
            raise BadRow(
                f"“{text[:40]}” ({name}) lies in the future. Correct it; or see --day-first."
            )
        return found


class Input:
    """A file that is being imported."""

    def __init__(
        self, kind: str, path: Path, columns: Sequence[Column], *, mapping: MappingFile | None
    ) -> None:
        mapping = mapping or MappingFile()
        try:
            self.file = CsvFile(path, encoding=mapping.encoding, delimiter=mapping.delimiter)
            self.layout: Layout = layout(self.file.headers, columns, mapping=mapping)
        except (Unreadable, MappingProblem, OSError) as problem:
            raise CommandProblem(f"{path}: {problem}") from problem
        self.part = Part(
            kind,
            path.name,
            used=[(name, self.file.headers[at]) for name, at in self.layout.positions.items()],
            unused=self.layout.unused,
            absent=[one.name for one in columns if one.name not in self.layout.positions],
        )
        if self.layout.missing:
            raise CommandProblem(_missing(path, self.layout.missing, self.file.headers))

    def portions(self, report: Report) -> Iterator[list[Line]]:
        """Rows that are whole, a thousand at a time; broken ones go to the report."""
        portion: list[Line] = []
        for row in self.file.rows():
            if row.trouble:
                words = f"{row.trouble.words} Correct the row in the file and import again."
                report.refuse(self.part, row.line, words)
                continue
            portion.append(Line(row.line, self.layout.pick(row.cells)))
            if len(portion) == PORTION:
                yield portion
                portion = []
        if portion:
            yield portion


def limited(name: str, text: str, longest: int) -> str:
    """The text, if there is room for it."""
    if len(text) > longest:
        raise BadRow(
            f"“{text[:30]}…” ({name}) has {len(text):,} characters; there is room for {longest:,}. "
            "Shorten it in the file."
        )
    return text


def _missing(path: Path, missing: Sequence[str], headers: Sequence[str]) -> str:
    there = ", ".join(headers[:60])
    return (
        f"{path}: no column for {' and '.join(missing)}. Its columns are: {there}. Say in a "
        "mapping file which one it is, for example: [columns] "
        f'{missing[0]} = "{headers[0]}"'
    )
