"""`portico up` starts everything, brings back what dies, and leaves nothing behind."""

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from portico.kernel.postgres.cluster import Cluster

pytestmark = [
    pytest.mark.alone,
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
]

FIRST_PAGE = 30.0
LATER_PAGE = 10.0  # 3 s on a machine that does nothing else; here other tests run beside
GONE = 15.0


class Portico:
    """One installation, started and stopped again and again."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = _free_port()
        self.log = home.with_name("up.log")
        self.cluster = Cluster(home)

    def start(self) -> subprocess.Popen[bytes]:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("DATABASE_")}
        environment |= {"PORTICO_HOME": str(self.home), "PORTICO_PORT": str(self.port)}
        with self.log.open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "portico.site.cli", "up", "--demo"],
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def answers(self, path: str = "/healthz", host: str = "localhost") -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path, headers={"Host": f"{host}:{self.port}"})
            return connection.getresponse().status == http.client.OK
        except OSError:
            return False
        finally:
            connection.close()

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def processes(self, word: str = "") -> list[int]:
        """Everything of this installation that runs: all, or what serves `word`."""
        mine = f"PORTICO_HOME={self.home}\0".encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
                is_mine = mine in (folder / "environ").read_bytes()
                if is_mine and (not word or word.encode() in words):
                    found.append(int(folder.name))
            except OSError:
                continue
        return sorted(found)

    def is_gone(self) -> bool:
        return not self.processes() and not self.cluster.lives()


def _all_run(portico: Portico, word: str, before: list[int], killed: int) -> bool:
    """As many as before, without the one that was killed and all that depend on it."""
    found = portico.processes(word)
    children = before[before.index(killed) :] if killed == before[0] else [killed]
    return len(found) == len(before) and not set(found) & set(children)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(truth: Callable[[], bool], seconds: float) -> float:
    """How long it took to become true; fails when it did not."""
    began = time.monotonic()
    while not truth():
        assert time.monotonic() - began < seconds, "it took too long"
        time.sleep(0.05)
    return time.monotonic() - began


def _ready(portico: Portico, up: subprocess.Popen[bytes], seconds: float) -> None:
    """Wait for the last thing that a start does, or for its end."""
    _wait(lambda: "http://" in portico.said() or up.poll() is not None, seconds)
    assert up.poll() is None, portico.said()


@pytest.fixture(scope="module")
def portico() -> Iterator[Portico]:
    """Started once with everything that a first start does, and stopped."""
    folder = Path(tempfile.mkdtemp(prefix="portico-test-"))
    folder.chmod(0o755)
    portico = Portico(folder / "var")
    up = portico.start()
    try:
        _wait(lambda: portico.answers() or up.poll() is not None, FIRST_PAGE)
        _ready(portico, up, 120)
        up.terminate()
        assert up.wait(GONE) == 0, portico.said()
        yield portico
    finally:
        up.kill()
        _wait(portico.is_gone, GONE)
        shutil.rmtree(portico.cluster.place.socket)
        shutil.rmtree(folder)


@contextmanager
def started(portico: Portico) -> Iterator[subprocess.Popen[bytes]]:
    """Running: web, worker and database."""
    process = portico.start()
    _ready(portico, process, 20)
    yield process
    process.kill()
    process.wait()
    _wait(portico.is_gone, GONE)


@pytest.fixture
def up(portico: Portico) -> Iterator[subprocess.Popen[bytes]]:
    """A start of its own, for what ends it."""
    with started(portico) as process:
        yield process


def test_a_later_start_answers_at_once(portico: Portico) -> None:
    process = portico.start()
    seconds = _wait(portico.answers, 20)
    process.terminate()
    assert process.wait(GONE) == 0
    assert portico.is_gone()
    assert seconds < LATER_PAGE
    assert "Loading the demo" not in portico.said()
    assert "Preparing the database" not in portico.said()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])  # SIGTERM: see above
def test_a_signal_stops_everything(
    portico: Portico, up: subprocess.Popen[bytes], number: signal.Signals
) -> None:
    up.send_signal(number)
    assert up.wait(GONE) == 0
    assert portico.is_gone()


def test_a_child_that_hangs_is_stopped_too(portico: Portico, up: subprocess.Popen[bytes]) -> None:
    os.kill(portico.processes("worker")[0], signal.SIGSTOP)
    up.terminate()
    _wait(lambda: "Stopping." in portico.said(), 10)
    up.terminate()  # the second one insists
    assert up.wait(GONE) == 130, portico.said()
    assert portico.is_gone()


def test_the_kill_of_the_supervisor_leaves_no_orphan(
    portico: Portico, up: subprocess.Popen[bytes]
) -> None:
    up.kill()
    up.wait()
    _wait(portico.is_gone, GONE)


@pytest.fixture(scope="class")
def running(portico: Portico) -> Iterator[subprocess.Popen[bytes]]:
    with started(portico) as process:
        yield process


@pytest.mark.usefixtures("running")
class TestWhileItRuns:
    """One start for all that leaves it running."""

    def test_it_says_where_it_answers(self, portico: Portico) -> None:
        hosts = set(re.findall(rf"http://([\w.-]+):{portico.port}/", portico.said()))
        assert len(hosts) >= 2
        for host in hosts:
            assert portico.answers("/portal/login", host)
        assert not portico.answers("/portal/login", "unknown.localhost")

    def test_what_is_killed_comes_back(
        self, portico: Portico, running: subprocess.Popen[bytes]
    ) -> None:
        for word, which in (("web", -1), ("web", 0), ("worker", 0)):
            before = portico.processes(word)
            os.kill(killed := before[which], signal.SIGKILL)
            _wait(partial(_all_run, portico, word, before, killed), 20)
            _wait(portico.answers, 20)
        server = int((portico.cluster.place.data / "postmaster.pid").read_text().split()[0])
        os.kill(server, signal.SIGKILL)
        _wait(lambda: portico.answers("/readyz") and portico.cluster.ready(), 20)
        assert running.poll() is None

    def test_a_port_in_use_is_told_in_one_sentence(self, portico: Portico) -> None:
        command = [sys.executable, "-m", "portico.site.cli", "up"]
        elsewhere = {**os.environ, "PORTICO_HOME": str(portico.home.with_name("other"))}
        done = subprocess.run(
            command,
            env=elsewhere | {"PORTICO_PORT": str(portico.port)},
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
        assert done.returncode == 1
        assert f"Port {portico.port} is in use" in done.stderr
        assert "PORTICO_PORT" in done.stderr
        assert len(done.stderr.splitlines()) == 1

    def test_one_home_is_run_once(self, portico: Portico, running: subprocess.Popen[bytes]) -> None:
        command = [sys.executable, "-m", "portico.site.cli", "up"]
        here = {**os.environ, "PORTICO_HOME": str(portico.home), "PORTICO_PORT": str(_free_port())}
        done = subprocess.run(
            command, env=here, capture_output=True, text=True, check=False, timeout=30
        )
        assert done.returncode == 1
        assert f"already (process {running.pid})" in done.stderr
