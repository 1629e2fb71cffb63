"""Databases for tests: one template for each state of the code, cloned for each test process.

The template is made by `portico migrate`, as an operator makes his. Tests log in as portico_app, so
they see exactly what production sees.
"""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from psycopg import sql

from portico.kernel.postgres import roles
from portico.kernel.postgres.address import changed
from portico.kernel.postgres.embedded import embedded
from portico.site.commands.migrate import NOT_APART
from portico.site.environment import ENV, for_child
from portico.site.state import State, read_state, schema_mark, write_state

KEEP_TEMPLATES = 3
FAST = """
    fsync = off
    synchronous_commit = off
    full_page_writes = off
    wal_level = minimal
    max_wal_senders = 0
    max_wal_size = 4GB
    max_connections = 300
"""
TABLES = """
    SELECT c.relname::text FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND NOT c.relispartition AND c.relname <> 'django_migrations'
"""


class Testbed:
    """A server on which test databases are made; `admin` and `owner` are addresses on it."""

    __test__ = False  # pytest takes classes of this name for tests

    def __init__(self, admin: str, owner: str, app: str) -> None:
        self.admin, self.owner, self.app = admin, owner, app

    @contextmanager
    def database(self, worker: str) -> Iterator[str]:
        """A fresh clone of the template, for one test process; dropped afterwards."""
        name = f"test_{os.getpid()}_{worker}"
        with one_at_a_time():
            template = self._template()
            with psycopg.connect(self.admin, autocommit=True) as admin:
                self._drop_leftovers(admin)
                roles.create_database(admin, name, template=template)
        try:
            yield name
        finally:
            with psycopg.connect(self.admin, autocommit=True) as admin:
                _drop(admin, name)

    def empty(self, name: str) -> None:
        """Take everything out of a test database but what the migrations put in."""
        with psycopg.connect(
            changed(self.owner, dbname=name), options="-c lock_timeout=10s"
        ) as owner:
            tables = [table for (table,) in owner.execute(TABLES) if _has_rows(owner, table)]
            if tables:
                names = sql.SQL(", ").join(map(sql.Identifier, tables))
                owner.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(names))
            for table, columns in owner.execute("SELECT tab, columns FROM kept.tables ORDER BY no"):
                _put_back(owner, table, columns)

    def _template(self) -> str:
        mark = schema_mark()
        name = f"template_{mark.rpartition(' ')[2]}"
        with psycopg.connect(self.admin, autocommit=True) as admin:
            self._drop_old_templates(admin, name)
            roles.create_database(admin, name)
        if read_state(changed(self.owner, dbname=name)).schema != mark:
            self._make_template(name)
            write_state(changed(self.owner, dbname=name), State(mark))
        return name

    def _make_template(self, name: str) -> None:
        with psycopg.connect(changed(self.admin, dbname=name), autocommit=True) as admin:
            roles.prepare_database(admin)
        done = subprocess.run(
            [sys.executable, "-m", "portico.site.cli", "migrate"],
            env=for_child(
                DATABASE_URL=changed(self.app, dbname=name),
                DATABASE_OWNER_URL=changed(self.owner, dbname=name),
            ),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode not in {0, NOT_APART}:
            raise RuntimeError(
                f"portico migrate failed:\n{done.stdout[-2000:]}{done.stderr[-4000:]}"
            )
        with psycopg.connect(changed(self.owner, dbname=name)) as owner:
            _keep(owner)

    def _drop_old_templates(self, admin: roles.Admin, current: str) -> None:
        rows = admin.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%%' AND datname <> %s"
            " ORDER BY oid DESC OFFSET %s",
            [current, KEEP_TEMPLATES],
        )
        for (name,) in rows.fetchall():
            with suppress(psycopg.errors.ObjectInUse):
                _drop(admin, str(name))

    def _drop_leftovers(self, admin: roles.Admin) -> None:
        """Databases of test processes that were killed."""
        rows = admin.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%'")
        for (name,) in rows.fetchall():
            process = str(name).split("_")[1]
            if process.isdecimal() and not Path(f"/proc/{process}").exists():
                _drop(admin, str(name))


@contextmanager
def testbed() -> Iterator[Testbed]:
    """The server named by DATABASE_URL, whose owner may create databases; else our own.

    TEST_ADMIN_URL names its superuser: only for the tests that break the roles themselves.
    """
    if ENV.database_url and ENV.database_owner_url:
        admin = os.environ.get("TEST_ADMIN_URL") or ENV.database_owner_url
        yield Testbed(
            changed(admin, dbname="postgres"),
            ENV.database_owner_url,
            ENV.database_url,
        )
        return
    settings = ENV.home / "postgres" / "local.conf"
    if not settings.exists():
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(FAST)
    with embedded(ENV.home, ENV.pg_bin) as cluster:
        yield Testbed(
            cluster.url("postgres", "postgres"),
            cluster.url("portico_owner"),
            cluster.url("portico_app"),
        )


@contextmanager
def one_at_a_time() -> Iterator[None]:
    ENV.home.mkdir(parents=True, exist_ok=True)
    with (ENV.home / "testbed.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _drop(admin: roles.Admin, name: str) -> None:
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    admin.execute(statement.format(sql.Identifier(name)))


def _has_rows(owner: roles.Admin, table: str) -> bool:
    row = owner.execute(
        sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(table))
    ).fetchone()
    return bool(row and row[0])


def _keep(owner: roles.Admin) -> None:
    """Remember the rows that the migrations made, to put them back after a test."""
    owner.execute("CREATE SCHEMA kept")
    owner.execute("CREATE TABLE kept.tables (no serial, tab text, columns text[])")
    for (table,) in owner.execute(TABLES).fetchall():
        if _has_rows(owner, str(table)):
            name = sql.Identifier(str(table))
            owner.execute(sql.SQL("CREATE TABLE kept.{0} AS TABLE public.{0}").format(name))
            owner.execute(
                "INSERT INTO kept.tables (tab, columns)"
                " SELECT %s, array_agg(attname ORDER BY attnum)"
                " FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
                " AND NOT attisdropped AND attgenerated = ''",
                [table, table],
            )


def _put_back(owner: roles.Admin, table: object, columns: object) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, columns if isinstance(columns, list) else []))
    owner.execute(
        sql.SQL(
            "INSERT INTO public.{0} ({1}) OVERRIDING SYSTEM VALUE SELECT {1} FROM kept.{0}"
            " ON CONFLICT DO NOTHING"
        ).format(sql.Identifier(str(table)), names)
    )
