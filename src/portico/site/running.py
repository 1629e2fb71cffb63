"""Have PostgreSQL and Django ready for as long as a command needs them."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import django

from portico.kernel.postgres.embedded import embedded

from . import environment


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
