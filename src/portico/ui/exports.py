"""Whole lists as CSV files, however long: written while they are read, a piece at a time."""

from collections.abc import Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language, override

from portico.kernel.csvfile import csv_lines
from portico.kernel.tenancy import NoTenant, current_scope, scope

type Cells = Sequence[object]


def csv_download(
    name: str, header: Sequence[str], pieces: Iterable[Iterable[Cells]]
) -> StreamingHttpResponse:
    """A file `name`.csv to save; never more than one of the `pieces` is in memory.

    They are lazy: each is asked for, and its cells are made, while the answer is on its way.
    """
    response = StreamingHttpResponse(
        csv_lines(header, _rows(iter(pieces))), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def stream_download(
    name: str, pieces: Iterable[Iterable[str]], *, content_type: str
) -> StreamingHttpResponse:
    """A file `name` of written lines, with the same promises."""
    response = StreamingHttpResponse(
        _rows(iter(pieces)), content_type=f"{content_type}; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _rows[T](pieces: Iterator[Iterable[T]]) -> Iterator[T]:
    """The rows, as whoever asks now may see them.

    The answer leaves after the request's transaction, so each piece opens the same scope again.
    """
    if (seen := current_scope()) is None:
        raise NoTenant("open a scope() first")
    zone, language = timezone.get_current_timezone(), get_language()

    def rows() -> Iterator[T]:
        while True:
            with scope(seen), timezone.override(zone), override(language):
                if (piece := next(pieces, None)) is None:
                    return
                cells = list(piece)
            yield from cells

    return rows()
