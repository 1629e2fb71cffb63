"""Addresses of databases: postgresql://role:password@host:port/name?options."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from psycopg.conninfo import conninfo_to_dict


def address(login: Mapping[str, object]) -> str:
    """The address of what psycopg takes as keywords; a socket's folder travels as an option."""
    known = {name: str(value) for name, value in login.items() if value not in {None, ""}}
    who = quote(known.pop("user", ""), safe="")
    if password := known.pop("password", ""):
        who += f":{quote(password, safe='')}"
    database = quote(known.pop("dbname", ""), safe="")
    where = _host_and_port(known)
    options = f"?{urlencode(known, quote_via=quote)}" if known else ""
    return f"postgresql://{who}@{where}/{database}{options}"


def changed(url: str, **changes: str) -> str:
    """The same address with another role, password or database (`dbname`)."""
    return address({**conninfo_to_dict(url), **changes})


def _host_and_port(known: dict[str, str]) -> str:
    """Taken out of `known`, unless it is a socket or a list of hosts."""
    host = known.get("host", "")
    if not host or host.startswith("/") or "," in host:
        return ""
    port = known.pop("port", "")
    del known["host"]
    name = f"[{host}]" if ":" in host else host
    return f"{name}:{port}" if port else name
