"""The roles of the database and what they may do before there is a table (docs: data safety).

`portico_owner` owns the schema, `portico_app` logs in for web and worker and owns nothing; it takes
on one of three roles in each transaction. `portico_gate` owns the functions in the schema `ctx`.
What each role may do with a table is decided by the models and granted by `protect.py`.

Everything here can be run again, by a superuser or by whoever may create roles and databases.
"""

from collections.abc import Mapping

from psycopg import Connection, sql
from psycopg.errors import FeatureNotSupported, InsufficientPrivilege

type Admin = Connection[tuple[object, ...]]

OWNER = "portico_owner"
APP = "portico_app"
GATE = "portico_gate"
TAKEN_ON = ("portico_staff", "portico_portal", "portico_door")
EXTENSIONS = ("pg_trgm", "unaccent", "btree_gist", "vector")
OLDEST_SERVER = 150000
MEMBERSHIP_OPTIONS = 160000  # the first version that says INHERIT and SET for each membership

HARMLESS = "NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS"
ROLES = {
    OWNER: "LOGIN INHERIT",
    APP: "LOGIN NOINHERIT NOCREATEDB",
    GATE: "NOLOGIN NOINHERIT NOCREATEDB",
    **dict.fromkeys(TAKEN_ON, "NOLOGIN NOINHERIT NOCREATEDB"),
}


class ServerTooOld(RuntimeError):
    """The server is older than PostgreSQL 15."""


def create_roles(admin: Admin, passwords: Mapping[str, str]) -> None:
    """Make the roles and their memberships; set the passwords that are given."""
    if admin.info.server_version < OLDEST_SERVER:
        version = admin.info.server_version // 10000
        raise ServerTooOld(f"This is PostgreSQL {version}; Portico needs 15 or newer.")
    there = existing_roles(admin)
    for role, attributes in ROLES.items():
        verb = "ALTER" if role in there else "CREATE"
        _run(admin, f"{verb} ROLE {{}} {_allowed(admin, attributes)}", role)
    for role, password in passwords.items():
        _set_password(admin, role, password)
    _create_memberships(admin)


def existing_roles(admin: Admin) -> set[object]:
    """Which of the roles the server has already."""
    rows = admin.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY (%s)", [list(ROLES)])
    return {name for (name,) in rows}


def create_database(admin: Admin, name: str, *, template: str = "template0") -> None:
    """Make the database `name`, owned by `portico_owner`, closed to everybody else."""
    _join_owner(admin)
    found = admin.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone()
    if found is None:
        _run(admin, "CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE {}", name, template)
    _run(admin, "ALTER DATABASE {} OWNER TO {}", name, OWNER)
    _run(admin, "REVOKE ALL ON DATABASE {} FROM PUBLIC", name)
    _run(admin, "GRANT CONNECT ON DATABASE {} TO {}", name, APP)


def prepare_database(admin: Admin) -> list[str]:
    """Extensions, schemas and their grants in the connected database; names missing extensions."""
    missing = [name for name in EXTENSIONS if not _create_extension(admin, name)]
    _run(admin, "CREATE SCHEMA IF NOT EXISTS ctx AUTHORIZATION {}", OWNER)
    for schema in ("public", "ctx"):
        _run(admin, "REVOKE ALL ON SCHEMA {} FROM PUBLIC", schema)
        for role in (APP, GATE, *TAKEN_ON):
            _run(admin, "GRANT USAGE ON SCHEMA {} TO {}", schema, role)
    _run(admin, "GRANT ALL ON SCHEMA public TO {}", OWNER)
    _run(admin, "GRANT CREATE ON SCHEMA ctx TO {}", GATE)
    return missing


def excess(connection: Admin) -> list[str]:
    """Why the app must not run with this login: each reason is one sentence; empty when it may."""
    facts = connection.execute(
        """SELECT rolsuper, rolbypassrls, rolcreaterole, EXISTS (
               SELECT FROM pg_class c WHERE c.relowner = r.oid)
           FROM pg_roles r WHERE rolname = session_user"""
    ).fetchone()
    faults = (
        "is a superuser",
        "bypasses row-level security",
        "may create roles",
        "owns tables",
    )
    return [fault for fault, holds in zip(faults, facts or (), strict=True) if holds]


def _set_password(admin: Admin, role: str, password: str) -> None:
    """Only its scram verifier travels, so that no log of statements ever holds the password."""
    verifier = admin.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    statement = sql.SQL("ALTER ROLE {} PASSWORD {}")
    admin.execute(statement.format(sql.Identifier(role), sql.Literal(verifier.decode())))


def _allowed(admin: Admin, attributes: str) -> str:
    """Only a superuser may even say NOSUPERUSER of a role; for others it goes without saying."""
    return f"{attributes} {HARMLESS}" if _is_superuser(admin) else attributes


def _is_superuser(admin: Admin) -> bool:
    row = admin.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    return bool(row and row[0])


def _create_memberships(admin: Admin) -> None:
    for role in TAKEN_ON:
        _run(admin, "GRANT {} TO {}" + _options(admin, inherit=False), role, APP)
    # The owner replaces functions of the gate, and hands new ones to it.
    _run(admin, "GRANT {} TO {}" + _options(admin, inherit=True), GATE, OWNER)


def _options(admin: Admin, *, inherit: bool) -> str:
    """Older servers look at the member's own INHERIT, which `ROLES` sets alike."""
    if admin.info.server_version < MEMBERSHIP_OPTIONS:
        return ""
    return f" WITH INHERIT {'TRUE' if inherit else 'FALSE'}, SET TRUE"


def _join_owner(admin: Admin) -> None:
    """An administrator who is no superuser must be a member of the owner to make its database."""
    me = admin.info.user
    if me != OWNER and not _is_superuser(admin):
        _run(admin, "GRANT {} TO {}" + _options(admin, inherit=True), OWNER, me)


def _create_extension(admin: Admin, name: str) -> bool:
    """False when the server has no such extension, or does not let us install it."""
    query = "SELECT installed_version FROM pg_available_extensions WHERE name = %s"
    found = admin.execute(query, [name]).fetchone()
    if found is None:
        return False
    try:
        if found[0] is None:
            _run(admin, "CREATE EXTENSION {}", name)
    except (InsufficientPrivilege, FeatureNotSupported):
        return False
    return True


def _run(admin: Admin, statement: str, *names: str) -> None:
    """One statement with quoted names in the place of its braces."""
    words = sql.SQL(statement)  # composed from the constants above
    admin.execute(words.format(*map(sql.Identifier, names)))
