"""Which PostgreSQL this process talks to, and as whom: decided from the environment alone."""

from collections.abc import Iterator
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from portico.kernel.postgres.cluster import DATABASE, Cluster
from portico.kernel.postgres.roles import APP, OWNER

from .environment import WEB, WORKER, Environment
from .variables import BadEnvironment

PATIENCE = {WEB: 1, WORKER: 10}  # how many times what the operator has set; others: no limit
BACKEND = "portico.kernel.postgres.backend"
ALIVE = {  # a server that is cut off is noticed within half a minute; not asked on a unix socket
    "connect_timeout": 5,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
NAMES = {"name": "dbname", "user": "user", "password": "password", "host": "host", "port": "port"}


def cluster(env: Environment) -> Cluster:
    """The embedded PostgreSQL of this PORTICO_HOME; running or not."""
    return Cluster(env.home, env.pg_bin)


def app_url(env: Environment) -> str:
    """Where web and worker log in."""
    return env.database_url or cluster(env).url(APP, DATABASE)


def owner_url(env: Environment) -> str:
    """Where migrations and checks log in."""
    if env.embedded:
        return cluster(env).url(OWNER, DATABASE)
    if env.database_owner_url is None:
        raise BadEnvironment(
            "DATABASE_OWNER_URL: write the address of the same database as portico_owner; "
            "`portico db init` prints it."
        )
    return env.database_owner_url


def default_database(env: Environment) -> dict[str, Any]:  # the shape that Django wants
    """Django's `DATABASES["default"]`: the app's login, or the owner's while it migrates."""
    login = conninfo_to_dict(owner_url(env) if env.as_owner else app_url(env))
    options = " ".join((*_limits(env), str(login.pop("options", "")))).strip()  # the last wins
    return {
        "ENGINE": BACKEND,
        **{name.upper(): str(login.pop(key, "")) for name, key in NAMES.items()},
        "CONN_MAX_AGE": None,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": {**ALIVE, **login, **({"options": options} if options else {})},
    }


def _limits(env: Environment) -> Iterator[str]:
    """What PostgreSQL ends by itself, so that one hanging page holds nobody up for long."""
    wanted = {
        "statement_timeout": env.statement_seconds,
        "idle_in_transaction_session_timeout": env.idle_seconds,
    }
    for name, seconds in wanted.items():
        if allowed := seconds * PATIENCE.get(env.process, 0):
            yield f"-c {name}={allowed}s"
