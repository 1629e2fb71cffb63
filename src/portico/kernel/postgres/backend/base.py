"""PostgreSQL as Django knows it, with the scope of the moment in every transaction.

The connection stays in autocommit mode and each outermost block begins with one round trip:
`BEGIN; SET LOCAL ROLE …; SET LOCAL portico.tenant = …`.
"""

import select
from typing import Any, cast

import psycopg
from django.db.backends.postgresql import base as postgresql

from portico.kernel.tenancy import current_scope

from .operations import DatabaseOperations
from .schema import SchemaEditor


class DatabaseWrapper(postgresql.DatabaseWrapper):
    """Applies the scope; see `kernel/tenancy.py`."""

    SchemaEditorClass = SchemaEditor
    ops_class = DatabaseOperations

    def close_if_unusable_or_obsolete(self) -> None:
        """Before each request: let go of a connection whose server has ended meanwhile."""
        if self.connection is not None and not self.in_atomic_block and _is_dead(self.connection):
            self.close()
        super().close_if_unusable_or_obsolete()

    def _start_transaction_under_autocommit(self) -> None:
        scope = current_scope()
        begin = f"BEGIN; {scope.sql()}" if scope else "BEGIN"
        with self.wrap_database_errors:
            try:
                self.connection.execute(begin)
            except psycopg.OperationalError:
                if not self.connection.closed:
                    raise
                # The server went away while the connection lay idle. Nothing has been said in
                # this transaction yet, so a second try is safe.
                self.close()
                self.connect()
                self.connection.execute(begin)

    def tell(self, statements: str) -> None:
        """Send `SET LOCAL` statements, which only `kernel/tenancy.py` writes."""
        with self.wrap_database_errors:
            self.connection.execute(statements)

    def prepared_cursor(self) -> Any:  # Django's wrapper around psycopg's cursor
        """For statements that are said again and again: the server parses and plans them once."""
        self.ensure_connection()
        binding: Any = postgresql.ServerBindingCursor
        with self.wrap_database_errors:
            return cast(Any, self)._prepare_cursor(binding(self.connection))

    def get_connection_params(self) -> dict[str, Any]:
        """Only a `prepared_cursor` prepares; the usual ones put the values into the text."""
        return super().get_connection_params() | {"prepare_threshold": 0}


def _is_dead(connection: "psycopg.Connection[Any]") -> bool:
    """A connection at rest hears nothing, but that its server has ended."""
    if connection.closed:
        return True
    heard = select.poll()
    heard.register(connection.fileno(), select.POLLIN)
    return bool(heard.poll(0))
