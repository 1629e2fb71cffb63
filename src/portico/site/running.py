"""Have PostgreSQL and Django ready for as long as a command needs them."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import django
import psycopg

from portico.kernel.postgres.embedded import embedded
from portico.kernel.postgres.processes import is_there
from portico.kernel.postgres.roles import excess

from . import environment
from .database import app_url
from .problems import CommandProblem

METRICS = "metrics"  # below PORTICO_HOME, with a folder for each kind of process


@contextmanager
def running(*, as_owner: bool = False, process: str = environment.COMMAND) -> Iterator[None]:
    """PostgreSQL runs and Django is set up: as the app, or as the owner of the schema."""
    if as_owner:
        environment.become_owner()
    if process != environment.COMMAND:
        environment.become(process)
        _count_together(environment.ENV.home / METRICS / process)
    env = environment.ENV
    with embedded(env.home, env.pg_bin) if env.embedded else nullcontext():
        environment.use_settings()
        django.setup()
        yield


def _count_together(folder: Path) -> None:
    """Keep figures where every web process reads those of all others; forget the dead ones'."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for file in folder.glob("*.db"):
        process = file.stem.rpartition("_")[2]
        if not (process.isdecimal() and is_there(int(process))):
            file.unlink(missing_ok=True)
    environment.count_in(folder)


def refuse_power() -> None:
    """Web and worker must not run with a login that row-level security does not bind."""
    with psycopg.connect(app_url(environment.ENV), autocommit=True) as connection:
        faults = excess(connection)
    if faults:
        raise CommandProblem(
            f"The login of DATABASE_URL {' and '.join(faults)}, so it could see every tenant's "
            "rows. Use portico_app; `portico db init` makes it."
        )
