"""Where the SQL compilers are found."""

from django.db.backends.postgresql import operations as postgresql


class DatabaseOperations(postgresql.DatabaseOperations):
    """PostgreSQL's operations with our own compilers."""

    compiler_module = "portico.kernel.postgres.backend.compiler"
