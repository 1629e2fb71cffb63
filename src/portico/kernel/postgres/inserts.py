"""New rows with statements that are written once for each table, and prepared.

Django composes the text of an INSERT anew for each row. Here it decides what a row holds, as
always; only the statement is ours.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any, cast

from django.db import connection
from django.db.models import Field, Model
from psycopg import sql

type Column = Field[Any, Any]  # Any: of whatever the row has


def insert(row: Model, columns: Iterable[Column]) -> bool:
    """Insert the row; False, and nothing is done, when it holds more than plain values."""
    taken = tuple(columns)
    values = [field.pre_save(row, add=True) for field in taken]
    if any(hasattr(value, "resolve_expression") for value in values):
        return False
    prepared = [
        field.get_db_prep_save(value, connection)
        for field, value in zip(taken, values, strict=True)
    ]
    names = tuple(str(field.column) for field in taken)
    with cast(Any, connection).prepared_cursor() as cursor:
        cursor.execute(_statement(row._meta.db_table, names), prepared)
    return True


@cache
def _statement(table: str, columns: tuple[str, ...]) -> str:
    return (
        sql.SQL("INSERT INTO {} ({}) VALUES ({})")
        .format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, columns)),
            sql.SQL(", ").join([sql.Placeholder()] * len(columns)),
        )
        .as_string()
    )
