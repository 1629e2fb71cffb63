"""Each table that a tenant owns gets its keys and closes its doors as it is made.

A new table is readable by nobody but its owner until `protect.reconcile()` has run, which is the
last step of every migrate.
"""

from typing import Any

from django.db.backends.postgresql.schema import DatabaseSchemaEditor
from django.db.models import Field, Model

from ..keys import TenantKey, tenant_key

OWNER = "portico_owner"


def has_tenant(model: type[Model]) -> bool:
    return any(field.column == "tenant_id" for field in model._meta.local_concrete_fields)


class SchemaEditor(DatabaseSchemaEditor):
    """Django's schema editor; tables with a `tenant_id` get composite keys and closed doors."""

    def create_model(self, model: type[Model]) -> None:
        super().create_model(model)
        if has_tenant(model):
            self._close(model._meta.db_table)
            for field in model._meta.local_concrete_fields:
                self._tenant_key(model, field)

    def add_field(self, model: type[Model], field: "Field[Any, Any]") -> None:
        super().add_field(model, field)
        self._tenant_key(model, field)

    def _close(self, table: str) -> None:
        self.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{table}_pkey"')
        self.execute(
            f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_pkey" PRIMARY KEY (tenant_id, id)'
        )
        self.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        self.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
        self.execute(f'CREATE POLICY owner ON "{table}" TO {OWNER} USING (true) WITH CHECK (true)')

    def _tenant_key(self, model: type[Model], field: "Field[Any, Any]") -> None:
        if not isinstance(field, TenantKey):
            return
        key = tenant_key(model, field)
        self.deferred_sql.append(
            f'ALTER TABLE "{key.table}" ADD CONSTRAINT "{key.name}" {key.definition}'
        )
