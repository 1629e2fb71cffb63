"""Page through a list by the key of its last row: equally fast on page 1 and page 1,000."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, F, Func, Model, QuerySet, Value
from django.db.models.lookups import GreaterThan, LessThan


@dataclass(frozen=True, slots=True)
class Slice[M: Model]:
    """Rows of one page, and the cursors of its neighbours ("" where there is none)."""

    rows: list[M]
    newer: str = ""
    older: str = ""


def page_of[M: Model](
    rows: QuerySet[M], *, after: str = "", before: str = "", size: int = 25
) -> Slice[M]:
    """A page of rows ordered by `-updated_at, -id`, after or before a cursor.

    A cursor that cannot be read counts as none.
    """
    if before and (key := _read(before)):
        found = list(rows.filter(_newer(key)).order_by("updated_at", "id")[: size + 1])
        more, found = len(found) > size, found[:size][::-1]
        return _slice(found, has_newer=more, has_older=True)
    key = _read(after) if after else None
    older = rows.filter(_older(key)) if key else rows
    found = list(older.order_by("-updated_at", "-id")[: size + 1])
    return _slice(found[:size], has_newer=key is not None, has_older=len(found) > size)


def _slice[M: Model](found: Sequence[M], *, has_newer: bool, has_older: bool) -> Slice[M]:
    return Slice(
        list(found),
        newer=_write(found[0]) if found and has_newer else "",
        older=_write(found[-1]) if found and has_older else "",
    )


def _write(row: Any) -> str:  # Any: a model with `updated_at`
    return f"{row.updated_at.isoformat()}_{row.pk.hex}"


def _read(cursor: str) -> tuple[datetime, UUID] | None:
    moment, _, key = cursor.partition("_")
    try:
        return _in_utc(datetime.fromisoformat(moment)), UUID(key)
    except (ValueError, OverflowError):  # a moment before the year 1 or after 9999
        return None


def _in_utc(moment: datetime) -> datetime:
    """Python knows zones of fractions of a second, which the database refuses."""
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _row(*parts: Any) -> Func:
    return Func(*parts, function="ROW", output_field=DateTimeField())  # the type of its first part


def _older(key: tuple[datetime, UUID]) -> LessThan:
    return LessThan(_row(F("updated_at"), F("id")), _row(*map(Value, key)))


def _newer(key: tuple[datetime, UUID]) -> GreaterThan:
    return GreaterThan(_row(F("updated_at"), F("id")), _row(*map(Value, key)))
