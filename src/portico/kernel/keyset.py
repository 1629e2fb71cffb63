"""Page through a list by the key of its last row: equally fast on page 1 and page 1,000."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F, Field, Func, Model, QuerySet, Value
from django.db.models.lookups import GreaterThan, LessThan

type Column = Field[Any, Any]  # Any: whatever the lists are ordered by
type Key = tuple[Any, ...]  # (value, id), or (id,) in a list by id


@dataclass(frozen=True, slots=True)
class Slice[R]:
    """Rows of one page, and the cursors of its neighbours ("" where there is none)."""

    rows: list[R]
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins, and which way it goes: what `page_of` asks of the rows."""

    by: str
    size: int
    key: Key | None = None
    back: bool = False

    def of[M: Model, R](self, rows: QuerySet[M, R]) -> QuerySet[M, R]:
        """What follows the key in one direction or the other, and one row more than a page."""
        column = _column(rows.model, self.by)
        down = self.by.startswith("-") != self.back
        names = ["id"] if column.primary_key else [column.name, "id"]
        if self.key:
            beyond = LessThan if down else GreaterThan
            here, there = _row(column, map(F, names)), _row(column, map(Value, self.key))
            rows = rows.filter(beyond(here, there))
        return rows.order_by(*(f"-{name}" if down else name for name in names))[: self.size + 1]


def page_of[M: Model](
    rows: QuerySet[M], by: str, *, after: str = "", before: str = "", size: int = 25
) -> Slice[M]:
    """A page of rows in the order of one field that is never null, and where it repeats, of ids.

    `by` is written as for `order_by`: "name", "-updated_at", "-id". A cursor holds the values of
    a row, so that a row that moved or went since leads nobody astray. One that cannot be read
    counts as none.
    """

    def load(place: Place) -> list[M]:
        return list(place.of(rows))

    return paged(load, rows.model, by, after=after, before=before, size=size)


def paged[R](
    load: Callable[[Place], list[R]],
    model: type[Model],
    by: str,
    *,
    after: str = "",
    before: str = "",
    size: int = 25,
) -> Slice[R]:
    """The same from a function that loads what stands at a place: `place.of(…)` makes its query."""
    column = _column(model, by)
    if key := _read(before, column):
        found = load(Place(by, size, key, back=True))
        return _slice(found[:size][::-1], column, has_before=len(found) > size, has_after=True)
    key = _read(after, column)
    found = load(Place(by, size, key))
    return _slice(found[:size], column, has_before=key is not None, has_after=len(found) > size)


def pieces[R](turn: Callable[[str], Slice[R]]) -> Iterator[list[R]]:
    """A whole list, a page at a time; `turn` gives the page after a cursor.

    The list is best ordered by id: rows whose place depends on what may change meanwhile could
    move from the part that is still to come into the one that has been read.
    """
    after = ""
    while True:
        found = turn(after)
        yield found.rows
        if not (after := found.after):
            return


def _column(model: type[Model], by: str) -> Column:
    return cast("Column", model._meta.get_field(by.removeprefix("-")))


def _row(column: Column, parts: Any) -> Func:  # Any: expressions of any kind
    """Compared as one, so that an index over both columns leads straight to the place."""
    return Func(*parts, function="ROW", output_field=column)


def _slice[R](found: Sequence[R], column: Column, *, has_before: bool, has_after: bool) -> Slice[R]:
    return Slice(
        list(found),
        before=_write(found[0], column) if found and has_before else "",
        after=_write(found[-1], column) if found and has_after else "",
    )


def _write(row: Any, column: Column) -> str:
    """Without a plus sign, which is a space to those who do not write addresses with care."""
    if column.primary_key:
        return str(row.id.hex)
    return f"{column.value_to_string(row)}_{row.id.hex}".replace("+00:00_", "Z_")


def _read(cursor: str, column: Column) -> Key | None:
    value, _, row = cursor.replace("\0", "").rpartition("_")
    try:
        key = UUID(row)
        return (key,) if column.primary_key else (_in_utc(column.to_python(value)), key)
    except (ValueError, ValidationError, OverflowError):  # a moment before the year 1, say
        return None


def _in_utc(value: Any) -> Any:
    """Python knows zones of fractions of a second, which the database refuses."""
    if not isinstance(value, datetime):
        return value
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
