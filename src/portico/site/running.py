"""Have PostgreSQL and Django ready for as long as a command needs them."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import django
import psycopg

from portico.kernel.postgres.embedded import embedded
from portico.kernel.postgres.roles import excess

from . import environment
from .database import app_url
from .problems import CommandProblem


@contextmanager
def running(*, as_owner: bool = False) -> Iterator[None]:
    """PostgreSQL runs and Django is set up: as the app, or as the owner of the schema."""
    if as_owner:
        environment.become_owner()
    env = environment.ENV
    with embedded(env.home, env.pg_bin) if env.embedded else nullcontext():
        environment.use_settings()
        django.setup()
        yield


def refuse_power() -> None:
    """Web and worker must not run with a login that row-level security does not bind."""
    with psycopg.connect(app_url(environment.ENV), autocommit=True) as connection:
        faults = excess(connection)
    if faults:
        raise CommandProblem(
            f"The login of DATABASE_URL {' and '.join(faults)}, so it could see every tenant's "
            "rows. Use portico_app; `portico db init` makes it."
        )
