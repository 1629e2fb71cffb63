"""What the code expects of a database, as one short mark; the database carries the mark of the
code that migrated it last, so that a start with nothing new skips all of that work.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql

PACKAGE = Path(__file__).resolve().parent.parent
DEMO = "demo"
LIBRARIES = ("django", "procrastinate")
READ: LiteralString = """
    SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()
"""


def schema_mark() -> str:
    """Changes when migrations, models or the rules of isolation change."""
    digest = sha256(" ".join(version(name) for name in LIBRARIES).encode())
    for path in _schema_files():
        digest.update(str(path.relative_to(PACKAGE)).encode())
        digest.update(path.read_bytes())
    return f"portico {version('portico')} {digest.hexdigest()[:16]}"


def _schema_files() -> Iterator[Path]:
    yield from sorted(PACKAGE.glob("*/*/migrations/*.py"))
    yield from sorted((*PACKAGE.glob("*/*/models.py"), *PACKAGE.glob("*/*/models/*.py")))
    postgres = PACKAGE / "kernel" / "postgres"
    yield from (postgres / name for name in ("functions.py", "isolation.py", "protect.py"))
    yield from sorted((postgres / "backend").glob("*.py"))


@dataclass(frozen=True, slots=True)
class State:
    """What has been done to a database: by which code, and whether the demo is in it."""

    schema: str = ""
    demo: bool = False


def read_state(url: str) -> State:
    """The state of the database at `url`; empty when nobody has migrated it."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(READ).fetchone()
    schema, _, rest = str((row and row[0]) or "").partition(" + ")
    return State(schema, rest == DEMO)


def write_state(url: str, state: State) -> None:
    """Note the state on the database at `url`; only its owner may."""
    text = f"{state.schema} + {DEMO}" if state.demo else state.schema
    with psycopg.connect(url, autocommit=True) as connection:
        name = sql.Identifier(connection.info.dbname)
        statement = sql.SQL("COMMENT ON DATABASE {} IS {}")
        connection.execute(statement.format(name, sql.Literal(text)))
