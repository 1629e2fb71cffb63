"""Keys that carry the tenant: in the constraint, in every JOIN, and for `portico check`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models.lookups import Exact
from django.db.models.sql.where import AND, WhereNode


class TenantKey(models.ForeignKey[Any, Any]):
    """Points at a row of the same tenant: `(tenant_id, x_id) → (tenant_id, id)`.

    No index of its own: indexes begin with the tenant and are declared where they are used.
    Only CASCADE, PROTECT and RESTRICT are allowed, since the tenant column may not become null.
    """

    def __init__(self, to: Any, on_delete: Any, **options: Any) -> None:
        options["db_constraint"] = False  # the schema editor writes the composite one
        options.setdefault("db_index", False)
        super().__init__(to, on_delete, **options)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, options = super().deconstruct()
        options.pop("db_constraint", None)
        return name, path, list(args), options

    def get_extra_restriction(self, alias: str | None, related_alias: str | None) -> WhereNode:
        mine: Any = self.model._meta.get_field("tenant")  # Any: the stubs allow for a relation
        other: Any = self.remote_field.model._meta.get_field("tenant")
        same: Any = Exact(other.get_col(alias), mine.get_col(related_alias))
        return WhereNode([same], connector=AND)


@dataclass(frozen=True, slots=True)
class Key:
    """A constraint beside Django's own: `definition` is written the way PostgreSQL prints it."""

    table: str
    name: str
    definition: str


@dataclass(frozen=True, slots=True)
class Following:
    """Columns that PostgreSQL keeps equal to those of the row that `key` points at.

    A model lists its own as `following`; a migration makes the constraint `name`.
    """

    name: str
    key: str
    columns: tuple[str, ...]


def tenant_key(model: type[models.Model], field: TenantKey) -> Key:
    """The constraint behind a `TenantKey`."""
    table, target = model._meta.db_table, field.remote_field.model._meta.db_table
    return Key(
        table,
        f"{table}_{field.column}_tenant"[:63],
        f"FOREIGN KEY (tenant_id, {field.column}) REFERENCES {target}(tenant_id, id) "
        "DEFERRABLE INITIALLY DEFERRED",
    )


def keys_of(model: type[models.Model]) -> Iterator[Key]:
    """All that a tenant's table has to have and that Django's migrations know nothing of."""
    table = model._meta.db_table
    yield Key(table, f"{table}_pkey", "PRIMARY KEY (tenant_id, id)")
    for field in model._meta.local_concrete_fields:
        if isinstance(field, TenantKey):
            yield tenant_key(model, field)
    for one in getattr(model, "following", ()):
        yield _follower(model, one)


def _follower(model: type[models.Model], one: Following) -> Key:
    field: Any = model._meta.get_field(one.key)  # Any: the stubs allow for a relation
    target, columns = field.remote_field.model._meta.db_table, ", ".join(one.columns)
    return Key(
        model._meta.db_table,
        one.name,
        f"FOREIGN KEY (tenant_id, {field.column}, {columns}) "
        f"REFERENCES {target}(tenant_id, id, {columns}) ON UPDATE CASCADE DEFERRABLE",
    )
