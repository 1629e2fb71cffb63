"""What a change to a row really changes: for journals, and to leave the rest alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model


@dataclass(frozen=True, slots=True)
class Change:
    """Field → value, before and after; only the fields that differ."""

    before: dict[str, Any]
    after: dict[str, Any]

    def __bool__(self) -> bool:
        return bool(self.after)

    @property
    def fields(self) -> list[str]:
        return list(self.after)


def change(row: Model, values: Mapping[str, Any]) -> Change:
    """Put `values` on the row (it is not saved) and say what differs from what it held."""
    before = {name: getattr(row, name) for name in values}
    differs = [name for name, value in values.items() if before[name] != value]
    for name in differs:
        setattr(row, name, values[name])
    return Change({name: before[name] for name in differs}, {n: values[n] for n in differs})
