"""The login of web and worker, and whose rows it says that it works with."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection
from tools.testbed import Testbed

from portico.kernel.tenancy import Scope, portal_scope, staff_scope

from .conftest import address_at
from .world import World

type Login = psycopg.Connection[tuple[Any, ...]]  # Any: columns of any kind

COUNT = "SELECT count(*) FROM tickets_ticket"


@contextmanager
def login(testbed: Testbed) -> Iterator[Login]:
    """A fresh connection with the login of web and worker, and no context."""
    with psycopg.connect(address_at(testbed.app)) as app:
        yield app
        app.rollback()


def one(app: Login, statement: str, *values: Any) -> Any:
    row = app.execute(statement.encode(), values).fetchone()
    return row[0] if row else None


def at_desk(world: World) -> Scope:
    return staff_scope(world.ours.id)


def as_client(world: World) -> Scope:
    carla = world.ours.cast.carla
    return portal_scope(world.ours.id, company=carla.company_id, contact=carla.pk)


def told(app: Login, wanted: Scope) -> Login:
    app.execute(wanted.sql().encode(), prepare=False)
    return app


def subjects() -> int:
    with connection.cursor() as cursor:
        cursor.execute(COUNT)
        return int(cursor.fetchone()[0])


def fail() -> None:
    """Break the running transaction, as a faulty statement does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1/0")


__all__ = ["COUNT", "Login", "as_client", "at_desk", "fail", "login", "one", "subjects", "told"]
