"""Look after the PostgreSQL server: `init`, `stop`, `shell`.

`init` makes roles and database on a server of your own (PostgreSQL 15 or newer). It can be run
again; roles that exist keep their passwords. `stop` and `shell` are for the embedded PostgreSQL.
"""

import argparse
import os
import secrets
import shutil

import psycopg

from portico.kernel.postgres import roles
from portico.kernel.postgres.address import changed
from portico.kernel.postgres.cluster import DATABASE, Cluster
from portico.site.database import app_url, owner_url
from portico.site.environment import ENV
from portico.site.problems import CommandProblem


def arguments(parser: argparse.ArgumentParser) -> None:
    """One word each."""
    words = parser.add_subparsers(required=True, metavar="init|stop|shell")
    init = words.add_parser("init", help="make roles and database on your own server")
    init.add_argument(
        "--admin-url", required=True, help="postgresql://postgres:…@host:5432/postgres"
    )
    init.add_argument("--database", default=DATABASE, help="its name (default: %(default)s)")
    init.add_argument("--new-passwords", action="store_true", help="also for roles that exist")
    init.add_argument("--for-tests", action="store_true", help="the owner may create databases")
    init.set_defaults(action=init_server)
    stop = words.add_parser("stop", help="stop the embedded PostgreSQL")
    stop.set_defaults(action=stop_embedded)
    shell = words.add_parser("shell", help="open psql")
    shell.add_argument("--as-owner", action="store_true", help="log in as portico_owner")
    shell.set_defaults(action=open_shell)


def run(options: argparse.Namespace) -> int:
    """Do that word."""
    return int(options.action(options))


def init_server(options: argparse.Namespace) -> int:
    """Make what is missing, and print how Portico logs in."""
    with psycopg.connect(options.admin_url, autocommit=True) as admin:
        there = roles.existing_roles(admin)
        fresh = [r for r in (roles.OWNER, roles.APP) if options.new_passwords or r not in there]
        passwords = {role: secrets.token_urlsafe(24) for role in fresh}
        roles.create_roles(admin, passwords)
        if options.for_tests:
            admin.execute("ALTER ROLE portico_owner CREATEDB")
        roles.create_database(admin, options.database)
    inside = changed(options.admin_url, dbname=options.database)
    with psycopg.connect(inside, autocommit=True) as admin:
        missing = roles.prepare_database(admin)
    _print_logins(inside, passwords)
    if missing:
        print(f"# Not on this server, and not needed: {', '.join(missing)}.")
    return 0


def _print_logins(url: str, passwords: dict[str, str]) -> None:
    for variable, role in (("DATABASE_URL", roles.APP), ("DATABASE_OWNER_URL", roles.OWNER)):
        if role in passwords:
            print(f"{variable}={changed(url, user=role, password=passwords[role])}")
        else:
            print(f"# {variable}: {role} keeps its password; --new-passwords makes another.")


def stop_embedded(options: argparse.Namespace) -> int:
    """Whoever uses it."""
    Cluster(ENV.home, ENV.pg_bin).stop()
    return 0


def open_shell(options: argparse.Namespace) -> int:
    """Become psql, on the server that runs."""
    cluster = Cluster(ENV.home, ENV.pg_bin)
    if ENV.embedded and not cluster.ready():
        raise CommandProblem("The embedded PostgreSQL does not run. Start it with `portico up`.")
    program = str(cluster.place.tools / "psql") if ENV.embedded else shutil.which("psql")
    if program is None:
        raise CommandProblem("There is no program psql on PATH.")
    os.execv(  # noqa: S606  the program was found, its argument is an address
        program, [program, owner_url(ENV) if options.as_owner else app_url(ENV)]
    )
