"""Bring the database up to date: tables, policies and grants.

Logs in as portico_owner (DATABASE_OWNER_URL, or the embedded PostgreSQL's), migrates, makes
policies and grants what the models declare, and asks the catalogue whether tenants are kept apart.
The exit code is 3 when they are not.
"""

import argparse
import sys
from dataclasses import replace

import psycopg

from portico.site import environment
from portico.site.database import owner_url
from portico.site.running import running
from portico.site.state import read_state, schema_mark, write_state

NOT_APART = 3
ONE_AT_A_TIME = 0x706F727469636F  # any number will do that no other program uses


def arguments(parser: argparse.ArgumentParser) -> None:
    """None so far."""


def run(options: argparse.Namespace) -> int:
    """Migrate, protect, check."""
    with running(as_owner=True):
        url = owner_url(environment.ENV)
        with psycopg.connect(url, autocommit=True) as turn:
            turn.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
            faults = migrate()
        done = "" if faults else schema_mark()
        write_state(url, replace(read_state(url), schema=done))
    for fault in faults:
        print(f"portico: {fault}", file=sys.stderr)
    return NOT_APART if faults else 0


def migrate() -> list[str]:
    """Bring the schema up to date; returns what the catalogue check finds wrong with it."""
    from django.core.management import call_command

    from portico.kernel.postgres.check import findings
    from portico.kernel.postgres.protect import reconcile
    from portico.site.migrating import one_class_at_a_time

    with one_class_at_a_time():
        call_command("migrate", interactive=False, verbosity=0)
    reconcile()
    return findings()
