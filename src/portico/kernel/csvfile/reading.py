"""Reading CSV files as people have them: any encoding, any delimiter, broken rows named by line."""

import csv
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, TextIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .guessing import DECLARED, REPLACED, SAMPLE, guess_delimiter, guess_encoding

LONGEST_ROW = 1 << 20
MOST_LINES = 5_000
MOST_COLUMNS = 500
LONGEST_HEADER = 200
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
NUL = "\0"

csv.field_size_limit(LONGEST_ROW)  # the limit of the module is lower than that of a long ticket


class Unreadable(ValueError):
    """The file as a whole is no CSV table; the words say why."""


class Trouble(StrEnum):
    """What is wrong with one row."""

    TOO_FEW = "too_few_cells"
    TOO_MANY = "too_many_cells"
    TOO_LONG = "too_long"
    QUOTES = "quotes"
    LETTERS = "unreadable_letters"

    @property
    def words(self) -> str:
        return str(_WORDS[self])


_WORDS = {
    Trouble.TOO_FEW: gettext_lazy("The row has fewer cells than the first row."),
    Trouble.TOO_MANY: gettext_lazy("The row has more cells than the first row."),
    Trouble.TOO_LONG: gettext_lazy("The row is too long."),
    Trouble.QUOTES: gettext_lazy("A quotation mark is opened and never closed."),
    Trouble.LETTERS: gettext_lazy("The row holds characters that cannot be read."),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table. `line` counts the lines of the file, as an editor shows them."""

    line: int
    cells: list[str]
    trouble: Trouble | None = None

    @property
    def is_blank(self) -> bool:
        """Nothing but delimiters and space, as spreadsheets leave at the end; not a lost row."""
        is_lost = self.trouble is not None and not self.cells
        return not is_lost and not "".join(self.cells).strip()


class _TooLong(Exception):
    """One row passes what a row may hold."""


@dataclass
class _Lines:
    """The lines of a file, counted, limited, and able to take lines back."""

    file: TextIO
    number: int = 0
    taken: list[str] = field(default_factory=list)
    ended: bool = False
    _size: int = 0
    _waiting: deque[str] = field(default_factory=deque)

    def begin(self) -> int:
        self.taken, self._size = [], 0
        return self.number + 1

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else self.file.readline(LONGEST_ROW)
        if not line:
            self.ended = True
            raise StopIteration
        self.number += 1
        self.taken.append(line)
        self._size += len(line)
        if self._size >= LONGEST_ROW or len(self.taken) > MOST_LINES:
            raise _TooLong
        return line

    def keep_first(self) -> None:
        """Only the first taken line belongs to the row; read the others again."""
        rest = self.taken[1:]
        self._waiting.extendleft(reversed(rest))
        self.number -= len(rest)
        if not rest:
            self._skip_rest_of_line()

    def _skip_rest_of_line(self) -> None:
        line = self.taken[0]
        while len(line) >= LONGEST_ROW and not line.endswith(("\n", "\r")):
            line = self.file.readline(LONGEST_ROW)


class CsvFile:
    """A CSV file that was looked at: encoding, delimiter and headers are known; rows stream."""

    def __init__(self, path: Path, *, encoding: str = "", delimiter: str = "") -> None:
        self.path = path
        with path.open("rb") as file:
            _refuse_workbooks(file)
            self.encoding = encoding or guess_encoding(file)
        with self._text() as text:
            self.delimiter = delimiter or guess_delimiter(_whole_lines(text.read(SAMPLE)))
        self.headers = self._headers()

    def rows(self) -> Iterator[Row]:
        """Every row below the headers that is not empty; a broken one says what its trouble is."""
        with self._text() as file:
            lines = _Lines(file)
            self._read_header(lines)
            while (row := self._next(lines)) is not None:
                if not row.is_blank:
                    yield row

    def _text(self) -> TextIO:
        try:
            return self.path.open(encoding=self.encoding, errors="replace", newline="")
        except LookupError as problem:
            raise Unreadable(_("There is no encoding “%s”.") % self.encoding) from problem

    def _headers(self) -> list[str]:
        with self._text() as file:
            cells = self._read_header(_Lines(file))
        if not cells:
            raise Unreadable(_("The file is empty."))
        if len(cells) > MOST_COLUMNS:
            raise Unreadable(_("The file has more than %d columns.") % MOST_COLUMNS)
        if any(NUL in cell for cell in cells):
            raise Unreadable(_("This is not a text file. Please export it as CSV."))
        return _named(cells)

    def _read_header(self, lines: _Lines) -> list[str]:
        """The first row that is not empty, past Excel's own `sep=;`."""
        while True:
            lines.begin()
            try:
                cells = next(csv.reader(lines, delimiter=self.delimiter), None)
            except (_TooLong, csv.Error) as problem:
                raise Unreadable(_("The first row is not a list of column names.")) from problem
            if cells is None:
                return []
            first = lines.taken[0].strip().lower()
            if any(cell.strip() for cell in cells) and not _declares(first):
                return cells

    def _next(self, lines: _Lines) -> Row | None:
        start = lines.begin()
        try:
            cells = next(csv.reader(lines, delimiter=self.delimiter), None)
        except (_TooLong, csv.Error):
            lines.keep_first()
            return Row(start, [], Trouble.TOO_LONG if len(lines.taken) == 1 else Trouble.QUOTES)
        if cells is None:
            return None
        if len(lines.taken) > 1 or lines.ended:
            return self._of_many_lines(lines, start, cells)
        return self._checked(start, cells)

    def _of_many_lines(self, lines: _Lines, start: int, cells: list[str]) -> Row:
        """A lost quotation mark swallows the rows below it: name its line and go on after it."""
        row = self._checked(start, cells)
        if lines.ended or row.trouble in (Trouble.TOO_FEW, Trouble.TOO_MANY):
            lines.ended = False
            lines.keep_first()
            return Row(start, [], Trouble.QUOTES)
        return row

    def _checked(self, line: int, cells: list[str]) -> Row:
        width = len(self.headers)
        if not cells:
            return Row(line, cells)
        if len(cells) > width and not any(cells[width:]):
            cells = cells[:width]
        trouble = _trouble(cells, width)
        return Row(line, cells, trouble)


def _trouble(cells: list[str], width: int) -> Trouble | None:
    if len(cells) < width:
        return Trouble.TOO_FEW
    if len(cells) > width:
        return Trouble.TOO_MANY
    if any(REPLACED in cell or NUL in cell for cell in cells):
        return Trouble.LETTERS
    return None


def _refuse_workbooks(file: BinaryIO) -> None:
    if file.read(4) in WORKBOOKS:
        raise Unreadable(_("This is a spreadsheet, not CSV. Please save it as CSV first."))
    file.seek(0)


def _whole_lines(sample: str) -> str:
    if len(sample) < SAMPLE:
        return sample
    return sample[: sample.rfind("\n") + 1] or sample


def _declares(first: str) -> bool:
    return first.startswith(DECLARED) and len(first) <= len(DECLARED) + 1


def _named(cells: list[str]) -> list[str]:
    """Names for all columns: tidy, none empty, none twice."""
    seen: Counter[str] = Counter()
    names = []
    for number, cell in enumerate(cells, start=1):
        name = " ".join(cell.split())[:LONGEST_HEADER] or _("Column %d") % number
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names
