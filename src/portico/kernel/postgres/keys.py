"""A foreign key that carries the tenant, in the constraint and in every JOIN."""

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
