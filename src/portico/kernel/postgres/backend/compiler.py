"""SQL compilers that name the tenant where Django's collector would not."""

from typing import Any

from django.db.backends.postgresql import compiler as postgresql
from django.db.models.lookups import Exact
from django.db.models.sql.where import AND

from portico.kernel.tenancy import current_scope

SQLAggregateCompiler = postgresql.SQLAggregateCompiler
SQLCompiler = postgresql.SQLCompiler
SQLInsertCompiler = postgresql.SQLInsertCompiler
SQLUpdateCompiler = postgresql.SQLUpdateCompiler


class SQLDeleteCompiler(postgresql.SQLDeleteCompiler):
    """Cascades delete by primary key alone; the tenant belongs to the key."""

    def as_sql(self) -> Any:  # type: ignore[override] # as Django itself overrides it
        query = self.query
        tenant = next((f for f in query.get_meta().concrete_fields if f.name == "tenant"), None)
        if tenant is not None and (scope := current_scope()) is not None:
            column = tenant.get_col(query.get_initial_alias())
            query.where.add(Exact(column, scope.tenant), AND)
        return super().as_sql()
