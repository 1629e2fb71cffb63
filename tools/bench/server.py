"""What PostgreSQL says about the work it did: statements, CPU time, pages of its cache."""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from psycopg import sql

LINE = re.compile(r"^\S+ \S+ \S+ \[(\d+)\] LOG:  (?:statement|execute [^:]*): (.*)$")
NAMED = re.compile(r"%\((\w+)\)s")
UNCOUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SET ", "SAVEPOINT", "RELEASE", "RESET")
CLOCK = os.sysconf("SC_CLK_TCK")


class Server:
    """Watches the one connection that this process has."""

    def __init__(self, *, admin: str, log: Path) -> None:
        self._admin = psycopg.connect(admin, autocommit=True)
        self._log = log

    def talk(self, *, on: bool) -> None:
        """Have every statement of a new connection logged, or nothing."""
        name = connection.settings_dict["NAME"]
        self._admin.execute(
            f'ALTER DATABASE "{name}" SET log_statement = {"'all'" if on else "'none'"}'.encode()
        )
        connection.close()
        connection.ensure_connection()

    @property
    def backend(self) -> int:
        connection.ensure_connection()
        return int(connection.connection.info.backend_pid)

    def end_of_log(self) -> int:
        return self._log.stat().st_size

    @contextmanager
    def values(self) -> Iterator[list[Sequence[object]]]:
        """The values of prepared statements said meanwhile, which the log leaves out."""
        found: list[Sequence[object]] = []

        def note(execute: Any, text: str, values: Any, many: bool, context: Any) -> Any:
            if isinstance(context["cursor"].cursor, ServerBindingCursor):
                found.append(_in_order(text, values))
            return execute(text, values, many, context)

        with connection.execute_wrapper(note):
            yield found

    def statements(self, since: int, values: list[Sequence[object]]) -> list[str]:
        """What the connection has said since then, in order, as it could be typed."""
        left = iter(values)
        return [_typed(one, next(left)) if "$1" in one else one for one in self._said(since)]

    def _said(self, since: int) -> list[str]:
        with self._log.open("rb") as log:
            log.seek(since)
            lines = log.read().decode(errors="replace").splitlines()
        said: list[str] = []
        ours = False
        for line in lines:
            if found := LINE.match(line):
                ours = int(found[1]) == self.backend
                said += [found[2]] * ours
            elif line.startswith("\t") and ours:
                said[-1] += f"\n{line[1:]}"
            else:
                ours = False
        return said

    def cpu(self) -> float:
        """Seconds of CPU that the connection's process has used."""
        stat = Path(f"/proc/{self.backend}/stat").read_text().rpartition(")")[2].split()
        return (int(stat[11]) + int(stat[12])) / CLOCK

    def pages(self) -> int:
        """Pages of 8 KB that were read in this database so far, from cache or disk."""
        connection.connection.execute("SELECT pg_stat_force_next_flush()")
        connection.connection.execute("SELECT 1")
        row = self._admin.execute(
            "SELECT blks_hit + blks_read FROM pg_stat_database WHERE datname = %s",
            [connection.settings_dict["NAME"]],
        ).fetchone()
        return int(row[0]) if row else 0


def _in_order(text: str, values: Any) -> Sequence[object]:
    """As the statement numbers them: by their first mention, where they have names."""
    if not isinstance(values, dict):
        return tuple(values or ())
    return [values[name] for name in dict.fromkeys(NAMED.findall(text))]


def _typed(statement: str, values: Sequence[object]) -> str:
    """A prepared statement with its values in the text."""
    return re.sub(
        r"\$(\d+)", lambda found: sql.Literal(values[int(found[1]) - 1]).as_string(), statement
    )


def counted(statements: list[str]) -> list[str]:
    """Without what only begins, ends or describes the transaction."""
    return [one for one in statements if not one.upper().startswith(UNCOUNTED)]
