"""The tests against a PostgreSQL server, and those that need foreign programs.

python -m tools.counterparts              all of them
python -m tools.counterparts src/portico  only these

The server is the one that DATABASE_URL and DATABASE_OWNER_URL name (`portico db init --for-tests`
makes the roles), or Debian's own, started here for the time of the tests. TEST_ADMIN_URL names a
superuser of that server, for the tests that give roles what they must never have.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from portico.kernel.postgres.cluster import Cluster

from . import chromium, foreign
from .check import PORTICO
from .steps import Step, not_run, run

DEBIAN = Path("/usr/lib/postgresql")
NAMES = ("DATABASE_URL", "DATABASE_OWNER_URL")
ADMIN = "TEST_ADMIN_URL"
NO_TEST = 5  # what pytest returns when it was left with nothing to run
# `alone` tests start an embedded server of their own, and the pages are the same on any server.
CHOSEN = "counterpart or not (alone or browser)"


def main() -> int:
    """Entry of the command; returns its exit code."""
    if all(os.environ.get(name) for name in NAMES):
        chosen = CHOSEN
        if not os.environ.get(ADMIN):
            print(not_run("tests that break the roles of the server", f"{ADMIN} is not set"))
            chosen = f"({CHOSEN}) and not superuser"
        return run([_tests({name: os.environ[name] for name in NAMES}, chosen, sys.argv[1:])])
    bin_dir, problem = _debian_server()
    if bin_dir is None:
        return without_server(problem, sys.argv[1:])
    with _server(bin_dir) as logins:
        return run([_tests(logins, CHOSEN, sys.argv[1:])])


def without_server(problem: str, paths: Sequence[str]) -> int:
    """Only those that need other programs, if there are any; says what is left out, and why."""
    code = run([_tests({}, "counterpart", paths)])
    print(not_run("tests against a PostgreSQL server", problem))
    return code


def _tests(logins: dict[str, str], chosen: str, paths: Sequence[str]) -> Step:
    if missing := chromium.get():
        print(not_run("counterparts in a browser", missing))
    if missing := foreign.get():
        print(not_run("foreign identity providers", missing))
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup", "-m", chosen]
    nothing = not_run("tests that need other foreign programs", "there are none")
    title = "Tests pass against foreign programs"
    return Step(title, [*command, *paths], logins, excused={NO_TEST: nothing})


def _debian_server() -> tuple[Path | None, str]:
    """The newest server installed, or why there is none."""
    said = ["Debian's PostgreSQL is not installed, and only root can install it"]
    if not _installed() and os.geteuid() == 0:
        for words in (["update"], ["install", "postgresql"]):
            done = subprocess.run(
                ["apt-get", "-qq", "-y", *words], capture_output=True, text=True, check=False
            )
            said = done.stderr.strip().splitlines() or said
    found = _installed()
    return (found[-1] if found else None), said[-1]


def _installed() -> list[Path]:
    found = [path for path in DEBIAN.glob("*/bin") if (path / "initdb").exists()]
    return sorted(found, key=lambda path: int(path.parent.name))


@contextmanager
def _server(bin_dir: Path) -> Iterator[dict[str, str]]:
    """A fresh server with the roles that an operator would make."""
    with tempfile.TemporaryDirectory(prefix="portico-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        (home / "postgres").mkdir()
        (home / "postgres" / "local.conf").write_text("fsync = off\nmax_connections = 300\n")
        cluster = Cluster(home, bin_dir).ensure()
        try:
            yield _init(cluster)
        finally:
            cluster.stop()


def _init(cluster: Cluster) -> dict[str, str]:
    admin = cluster.url("postgres", "postgres")
    command = [*PORTICO, "db", "init", "--for-tests", "--admin-url", admin]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    pairs = (line.partition("=") for line in said.splitlines() if not line.startswith("#"))
    return {name: value for name, _, value in pairs} | {ADMIN: admin}


if __name__ == "__main__":
    sys.exit(main())
