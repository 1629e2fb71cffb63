"""Work that the worker does every few seconds, in one process of the whole installation."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import DatabaseError, close_old_connections, connection, transaction

log = logging.getLogger("portico.jobs")


@dataclass(frozen=True, slots=True)
class Background:
    """`run` opens its own scopes; it is called again `seconds` after it has ended."""

    name: str
    seconds: float
    run: Callable[[], None]


BACKGROUND: dict[str, Background] = {}


def background(seconds: float) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Declare such work, for example ``@background(seconds=3)``."""

    def declare(fn: Callable[[], None]) -> Callable[[], None]:
        name = f"{fn.__module__.split('.')[2]}.{fn.__name__}"
        BACKGROUND[name] = Background(name, seconds, fn)
        return fn

    return declare


def run_once(declared: Background) -> bool:
    """Run it unless another worker is at it; False then. A database that is away is waited for."""
    close_old_connections()
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                key = f"portico.{declared.name}"
                cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [key])
                if not cursor.fetchone()[0]:
                    return False
            declared.run()
    except DatabaseError:
        log.exception("background work %s failed; it is tried again", declared.name)
        return False
    return True
