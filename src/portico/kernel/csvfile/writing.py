"""Writing CSV line by line, so that an export of any size streams."""

import csv
from collections.abc import Iterable, Iterator, Sequence

from .cells import safe_cell

BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for Windows-1252


class _Echo:
    """A file that hands each written line straight back."""

    def write(self, text: str) -> str:
        return text


def csv_lines(
    header: Sequence[str], rows: Iterable[Sequence[object]], *, delimiter: str = ","
) -> Iterator[str]:
    """The lines of a CSV file, each cell neutralised; for a streaming response or a file."""
    writer = csv.writer(_Echo(), delimiter=delimiter)
    yield BYTE_ORDER_MARK + str(writer.writerow([safe_cell(name) for name in header]))
    for row in rows:
        yield str(writer.writerow([safe_cell(value) for value in row]))
