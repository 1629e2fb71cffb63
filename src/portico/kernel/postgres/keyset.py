"""Pages of a long list without counting or skipping: each page begins after a row.

A page is named by the id of the row that it begins after (or ends before). The row says where in
the order that is, so addresses stay short, and a page costs the same at the end as at the start.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Model, Q, QuerySet


@dataclass(frozen=True, slots=True)
class Slice[M: Model]:
    """One page, and the rows that its neighbours begin at; None where there is no neighbour."""

    rows: list[M]
    before: UUID | None = None
    after: UUID | None = None


def keyset[M: Model](
    found: QuerySet[M],
    *order: str,
    after: UUID | None = None,
    before: UUID | None = None,
    size: int = 25,
) -> Slice[M]:
    """The page of `found` after (or before) a row; `order` names fields and ends with the id.

    A row that is gone, or that was never part of the list, leads to the first page.
    """
    if anchor := _anchor(found, order, before):
        return _backwards(found, order, anchor, size)
    anchor = _anchor(found, order, after)
    rest = found.filter(_beyond(order, anchor)) if anchor else found
    rows = list(rest.order_by(*order)[: size + 1])
    return _slice(rows[:size], has_before=anchor is not None, has_after=len(rows) > size)


def _backwards[M: Model](
    found: QuerySet[M], order: Sequence[str], anchor: Sequence[object], size: int
) -> Slice[M]:
    turned = [_turned(field) for field in order]
    rows = list(found.filter(_beyond(turned, anchor)).order_by(*turned)[: size + 1])
    return _slice(rows[:size][::-1], has_before=len(rows) > size, has_after=True)


def _slice[M: Model](rows: list[M], *, has_before: bool, has_after: bool) -> Slice[M]:
    return Slice(
        rows,
        before=rows[0].pk if rows and has_before else None,
        after=rows[-1].pk if rows and has_after else None,
    )


def _anchor[M: Model](
    found: QuerySet[M], order: Sequence[str], row: UUID | None
) -> Sequence[object] | None:
    """The values of the row in the order's fields."""
    if row is None:
        return None
    fields = [field.removeprefix("-") for field in order]
    if fields in (["id"], ["pk"]):
        return (row,)
    return found.model._default_manager.filter(pk=row).values_list(*fields).first()


def _beyond(order: Sequence[str], anchor: Sequence[object]) -> Q:
    """Greater in the first field, or equal and greater in the next, and so on."""
    beyond, same = Q(), Q()
    for field, value in zip(order, anchor, strict=True):
        name = field.removeprefix("-")
        beyond |= same & Q(**{f"{name}__{'lt' if field.startswith('-') else 'gt'}": value})
        same &= Q(**{name: value})
    return beyond


def _turned(field: str) -> str:
    return field.removeprefix("-") if field.startswith("-") else f"-{field}"
