"""The embedded PostgreSQL with Portico's roles and database in it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import psycopg

from . import roles
from .cluster import DATABASE, Cluster


@contextmanager
def embedded(home: Path, bin_dir: Path | None = None, *, bound: bool = False) -> Iterator[Cluster]:
    """The running cluster of `home`, ready for Portico; stopped when its last user leaves."""
    with Cluster(home, bin_dir).in_use() as cluster:
        make_ready(cluster, bound=bound)
        yield cluster


def make_ready(cluster: Cluster, *, bound: bool = False) -> None:
    """Start what does not run, and make what is missing; see `Cluster.ensure` for `bound`."""
    cluster.ensure(bound=bound)
    note, mark = cluster.place.folder / "roles", _mark(cluster)
    with note.with_suffix(".lock").open("a") as lock:  # two that start at once make them once
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not note.exists() or note.read_text() != mark:
            _prepare(cluster)
            note.write_text(mark)


def _mark(cluster: Cluster) -> str:
    """Changes when the roles that we want change, or the data is new."""
    born = (cluster.place.data / "PG_VERSION").stat().st_mtime_ns
    return f"{sha256(Path(roles.__file__).read_bytes()).hexdigest()} {born}"


def _prepare(cluster: Cluster) -> None:
    passwords = {role: cluster.passwords()[role] for role in (roles.OWNER, roles.APP)}
    with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as admin:
        roles.create_roles(admin, passwords)
        roles.create_database(admin, DATABASE)
    with psycopg.connect(cluster.url("postgres", DATABASE), autocommit=True) as admin:
        roles.prepare_database(admin)
