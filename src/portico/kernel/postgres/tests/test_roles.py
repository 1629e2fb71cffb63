"""The roles may do what the design says, and nothing else; on the oldest server and on ours."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from portico.kernel.postgres import roles
from portico.kernel.postgres.address import address, changed
from portico.kernel.postgres.cluster import Cluster

DEBIAN = Path("/usr/lib/postgresql/15/bin")
PASSWORDS = {roles.OWNER: "o" * 24, roles.APP: "a:p/p@?" * 4}


@contextmanager
def connected(url: str) -> Iterator[roles.Admin]:
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module", params=["wheel", "oldest"])
def server(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a superuser on a fresh server."""
    if request.param == "oldest" and not DEBIAN.exists():
        pytest.skip("not run here: roles on PostgreSQL 15: it is not installed")
    folder = Path(tempfile.mkdtemp(prefix="portico-test-"))
    folder.chmod(0o755)
    cluster = Cluster(folder / "var", DEBIAN if request.param == "oldest" else None).ensure()
    yield cluster.url("postgres", "postgres")
    cluster.stop()
    shutil.rmtree(cluster.place.socket)
    shutil.rmtree(folder)


@pytest.fixture(scope="module", params=["superuser", "manager"])
def database(request: pytest.FixtureRequest, server: str) -> str:
    """A prepared database, made by a superuser or by one who may only create roles."""
    admin = server
    with connected(server) as superuser:
        superuser.execute("DROP DATABASE IF EXISTS portico WITH (FORCE)")
        for role in sorted(roles.existing_roles(superuser), key=str, reverse=True):
            superuser.execute(f"DROP ROLE {role}")
        if request.param == "manager":
            superuser.execute("CREATE ROLE manager LOGIN CREATEROLE CREATEDB PASSWORD 'm'")
            admin = changed(server, user="manager", password="m")
    for _twice in range(2):
        with connected(admin) as manager:
            roles.create_roles(manager, PASSWORDS)
            roles.create_database(manager, "portico")
        with connected(changed(admin, dbname="portico")) as manager:
            roles.prepare_database(manager)
    with connected(_as(server, roles.OWNER)) as owner:
        owner.execute("CREATE TABLE secret AS SELECT 42 AS answer")
        owner.execute("GRANT SELECT ON secret TO portico_staff, portico_gate")
    return server


def _as(server: str, role: str) -> str:
    return changed(server, user=role, password=PASSWORDS[role], dbname="portico")


def test_the_owner_hands_functions_to_the_gate_and_replaces_them(database: str) -> None:
    with connected(_as(database, roles.OWNER)) as owner:
        for _twice in range(2):
            owner.execute(
                "CREATE OR REPLACE FUNCTION ctx.answer() RETURNS int LANGUAGE sql"
                " SECURITY DEFINER AS 'SELECT answer FROM public.secret'"
            )
            owner.execute("ALTER FUNCTION ctx.answer() OWNER TO portico_gate")
            owner.execute("REVOKE ALL ON FUNCTION ctx.answer() FROM PUBLIC")
            owner.execute("GRANT EXECUTE ON FUNCTION ctx.answer() TO portico_door")
    with connected(_as(database, roles.APP)) as app, app.transaction():
        app.execute("SET LOCAL ROLE portico_door")
        assert app.execute("SELECT ctx.answer()").fetchone() == (42,)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM secret",
        "TRUNCATE secret",
        "CREATE TABLE mine (id int)",
        "CREATE TEMPORARY TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION ctx.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "SET ROLE portico_owner",
        "SET ROLE portico_gate",
        "CREATE ROLE friend",
        "CREATE DATABASE another",
    ],
)
def test_the_app_by_itself_may_not(database: str, statement: str) -> None:
    with connected(_as(database, roles.APP)) as app, pytest.raises(InsufficientPrivilege):
        app.execute(statement.encode())


def test_the_app_takes_on_a_role_for_one_transaction(database: str) -> None:
    with connected(_as(database, roles.APP)) as app:
        with app.transaction():
            app.execute("SET LOCAL ROLE portico_staff")
            assert app.execute("SELECT answer FROM secret").fetchone() == (42,)
        with pytest.raises(InsufficientPrivilege):
            app.execute("SELECT answer FROM secret")


def test_nobody_else_may_connect(database: str) -> None:
    with connected(database) as superuser:
        superuser.execute("DROP ROLE IF EXISTS stranger")
        superuser.execute("CREATE ROLE stranger LOGIN PASSWORD 's'")
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(changed(database, user="stranger", password="s", dbname="portico"))


def test_too_much_power_is_noticed(database: str) -> None:
    with connected(_as(database, roles.APP)) as app:
        assert roles.excess(app) == []
    with connected(_as(database, roles.OWNER)) as owner:
        assert roles.excess(owner) == ["owns tables"]
    with connected(database) as superuser:
        assert "is a superuser" in roles.excess(superuser)


@pytest.mark.parametrize(
    "login",
    [
        {"user": "a", "password": "p@:/?#", "host": "db.example", "port": "6432", "dbname": "x"},
        {"user": "a", "host": "::1", "port": "5432", "dbname": "x", "sslmode": "require"},
        {"user": "a", "password": "p", "host": "/run/pg sql", "port": "5432", "dbname": "x"},
        {"user": "a", "host": "one,two", "port": "1,2", "dbname": "x"},
    ],
)
def test_an_address_says_the_same_as_its_parts(login: dict[str, str]) -> None:
    assert psycopg.conninfo.conninfo_to_dict(address(login)) == login
