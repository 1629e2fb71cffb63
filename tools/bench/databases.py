"""One seeded database for each size, kept between runs; each run measures on copies of them."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from portico.kernel.postgres import roles
from portico.kernel.postgres.address import changed
from portico.kernel.postgres.cluster import Cluster
from portico.site.state import schema_mark

SIZES = (10_000, 100_000)  # tickets
CROWD = "crowd"  # many companies and people instead
COPY = "bench_run"


class Databases:
    """The databases of one cluster; whatever is missing is made."""

    def __init__(self, cluster: Cluster, home: Path) -> None:
        self._admin = cluster.url("postgres", "postgres")
        self._owner, self._app = cluster.url("portico_owner"), cluster.url("portico_app")
        self._home, self._mark = home, schema_mark().rpartition(" ")[2]
        self.log = cluster.place.log

    def make(self) -> None:
        """The larger one goes on from the smaller one."""
        before = ""
        for size in SIZES:
            before = self._made(size, before, f"{size:,} tickets", "tools.bench.fill", str(size))

    def make_crowd(self) -> None:
        """The one of portal access."""
        self._made(CROWD, "", "300,000 people", "tools.bench.crowd")

    @contextmanager
    def copy(self, part: int | str) -> Iterator[dict[str, str]]:
        """The environment of programs that work on a fresh copy of that database."""
        with psycopg.connect(self._admin, autocommit=True) as admin:
            _drop(admin, COPY)
            _clone(admin, COPY, self._name(part))
        try:
            yield self.environment(COPY)
        finally:
            with psycopg.connect(self._admin, autocommit=True) as admin:
                _drop(admin, COPY)

    def environment(self, name: str) -> dict[str, str]:
        """What a program needs to work on the database `name`."""
        return {
            "PORTICO_HOME": str(self._home),
            "DATABASE_URL": changed(self._app, dbname=name),
            "DATABASE_OWNER_URL": changed(self._owner, dbname=name),
            "BENCH_ADMIN_URL": changed(self._admin, dbname="postgres"),
            "BENCH_SERVER_LOG": str(self.log),
        }

    def _name(self, part: int | str) -> str:
        return f"bench_{part}_{self._mark}"

    def _exists(self, name: str) -> bool:
        with psycopg.connect(self._admin, autocommit=True) as admin:
            found = admin.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone()
        return found is not None

    def _made(self, part: int | str, before: str, what: str, *filling: str) -> str:
        if not self._exists(name := self._name(part)):
            print(f"Seeding {what}; it is kept for the next time.", flush=True)
            self._make(name, part, before, filling)
        return name

    def _make(self, name: str, part: int | str, before: str, filling: tuple[str, ...]) -> None:
        """Under a draft name, so that a run that was stopped halfway leaves nothing to believe."""
        with psycopg.connect(self._admin, autocommit=True) as admin:
            self._drop_others(admin, part)
            _drop(admin, "bench_draft")
            if before:
                _clone(admin, "bench_draft", before)
            else:
                roles.create_database(admin, "bench_draft")
        if not before:
            with psycopg.connect(changed(self._admin, dbname="bench_draft"), autocommit=True) as db:
                roles.prepare_database(db)
            self._do("bench_draft", "-m", "portico.site.cli", "migrate")
        self._do("bench_draft", "-m", *filling)
        with psycopg.connect(changed(self._owner, dbname="bench_draft"), autocommit=True) as owner:
            owner.execute("VACUUM (ANALYZE)")
        with psycopg.connect(self._admin, autocommit=True) as admin:
            _run(admin, "ALTER DATABASE bench_draft RENAME TO {}", name)

    def _do(self, database: str, *words: str) -> None:
        from portico.site.environment import for_child  # noqa: PLC0415  beside its only use

        environment = for_child(**self.environment(database), PORTICO_LOG_LEVEL="warning")
        subprocess.run([sys.executable, *words], env=environment, check=True)

    def _drop_others(self, admin: roles.Admin, part: int | str) -> None:
        """Those of an older schema."""
        rows = admin.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"bench\\_{part}\\_%"]
        )
        for (name,) in rows.fetchall():
            _drop(admin, str(name))


def _clone(admin: roles.Admin, name: str, template: str) -> None:
    _run(admin, "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, template)
    _run(admin, "ALTER DATABASE {} OWNER TO {}", name, roles.OWNER)
    _run(admin, "REVOKE ALL ON DATABASE {} FROM PUBLIC", name)
    _run(admin, "GRANT CONNECT ON DATABASE {} TO {}", name, roles.APP)


def _drop(admin: roles.Admin, name: str) -> None:
    _run(admin, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _run(admin: roles.Admin, statement: str, *names: str) -> None:
    admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
