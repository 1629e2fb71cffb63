"""What the worker does every few seconds: for each tenant, in a short transaction of its own."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db import DatabaseError, InterfaceError, connection

from portico.core.tenants.queries import tenant_ids
from portico.kernel.tenancy import scope, staff_scope

from . import figures

log = logging.getLogger("portico.jobs")
type Work = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Background:
    """`run` works in the scope of a tenant, and says whether there is more to do at once.

    All tenants have their turn again `seconds` after the last one's has ended.
    """

    name: str
    seconds: float
    run: Work


BACKGROUND: dict[str, Background] = {}


def background(seconds: float) -> Callable[[Work], Work]:
    """Declare such work, for example ``@background(seconds=3)``."""

    def declare(fn: Work) -> Work:
        name = f"{fn.__module__.split('.')[2]}.{fn.__name__}"
        BACKGROUND[name] = Background(name, seconds, fn)
        return fn

    return declare


def run_once(declared: Background) -> None:
    """Give each tenant a turn. A database that is away is waited for."""
    try:
        for tenant in tenant_ids():
            while _run_for(declared, tenant):
                pass
    except (DatabaseError, InterfaceError):
        log.exception("background work %s was interrupted; it is tried again", declared.name)


def _run_for(declared: Background, tenant: UUID) -> bool:
    """True when there is more to do. What fails for one tenant must not stop the others."""
    try:
        with scope(staff_scope(tenant)):
            return _has_turn(declared, tenant) and declared.run()
    except Exception as problem:
        if isinstance(problem, DatabaseError | InterfaceError) and not connection.is_usable():
            raise
        log.exception("background work %s failed for %s; it is tried again", declared.name, tenant)
        figures.BACKGROUND.labels(declared.name).inc()
        return False


def _has_turn(declared: Background, tenant: UUID) -> bool:
    """False while another worker is at it; a turn ends with the transaction."""
    with connection.cursor() as cursor:
        key = f"{tenant}|portico.{declared.name}"
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        return bool(cursor.fetchone()[0])
