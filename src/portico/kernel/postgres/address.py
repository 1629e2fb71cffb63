"""Addresses of databases: postgresql://role:password@host:port/name?options."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from psycopg.conninfo import conninfo_to_dict


def address(login: Mapping[str, object]) -> str:
    """The address of what psycopg takes as keywords; a socket's folder travels as an option."""
    known = {name: str(value) for name, value in login.items() if value not in {None, ""}}
    user, password = known.pop("user", ""), known.pop("password", "")
    database = known.pop("dbname", "")
    secret = f":{quote(password, safe='')}" if password else ""
    options = f"?{urlencode(known)}" if known else ""
    return f"postgresql://{quote(user, safe='')}{secret}@/{quote(database, safe='')}{options}"


def changed(url: str, **changes: str) -> str:
    """The same address with another role, password or database (`dbname`)."""
    return address({**conninfo_to_dict(url), **changes})
