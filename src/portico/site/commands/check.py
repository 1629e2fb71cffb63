"""Ask whether all is as it should be; `portico check isolation` asks only about tenants.

The exit code is 1 when something is wrong; what is merely unwise is said, and does not count.
"""

import argparse
import sys
from collections.abc import Iterator

import psycopg

from portico.kernel.postgres.roles import OLDEST_SERVER, excess
from portico.site.database import app_url
from portico.site.environment import ENV
from portico.site.problems import FAILED
from portico.site.running import running
from portico.site.state import read_state, schema_mark

NOT_MIGRATED = "The database was not migrated by this code. Run `portico migrate`."


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to ask about."""
    parser.add_argument("about", nargs="?", choices=["isolation"], help="only this")


def run(options: argparse.Namespace) -> int:
    """Ask; each answer is one line."""
    with running(as_owner=ENV.embedded or ENV.database_owner_url is not None):
        wrong = [] if options.about else list(_server_faults())
        wrong += _isolation_faults() if _is_migrated() else [NOT_MIGRATED]
        unwise = [] if options.about else list(_warnings())
    for line in wrong:
        print(f"wrong: {line}", file=sys.stderr)
    for line in unwise:
        print(f"unwise: {line}", file=sys.stderr)
    if not wrong:
        print("Tenants are kept apart: no findings." if options.about else "All is well.")
    return FAILED if wrong else 0


def _server_faults() -> Iterator[str]:
    with psycopg.connect(app_url(ENV), autocommit=True) as connection:
        version = connection.info.server_version
        faults = excess(connection)
    if version < OLDEST_SERVER:
        yield f"The server is PostgreSQL {version // 10000}; Portico needs 15 or newer."
    for fault in faults:
        yield f"The login of DATABASE_URL {fault}. Use portico_app."


def _is_migrated() -> bool:
    return read_state(app_url(ENV)).schema == schema_mark()


def _isolation_faults() -> list[str]:
    from portico.kernel.postgres.check import findings

    return findings()


def _warnings() -> Iterator[str]:
    from portico.core.tenants.vault import is_copy_confirmed

    if not is_copy_confirmed():
        yield (
            "Nobody has confirmed a copy of the master key; without it, files and secrets of a "
            "backup stay closed for ever. Copy it, then run `portico keys confirm-backup`."
        )
    if ENV.https is False and ENV.bind not in {"127.0.0.1", "::1", "localhost"}:
        yield "PORTICO_HTTPS is off, but people reach Portico from other machines."
