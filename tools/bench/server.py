"""What PostgreSQL says about the work it did: statements, CPU time, pages of its cache."""

import os
import re
from pathlib import Path

import psycopg
from django.db import connection

LINE = re.compile(r"^\S+ \S+ \S+ \[(\d+)\] LOG:  (?:statement|execute [^:]*): (.*)$")
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

    def statements(self, since: int) -> list[str]:
        """What the connection has said since then, in order."""
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


def counted(statements: list[str]) -> list[str]:
    """Without what only begins, ends or describes the transaction."""
    return [one for one in statements if not one.upper().startswith(UNCOUNTED)]
