"""Whoever looks after the web processes ends with them, and ends them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portico.site import herd

FORKS = f"""
import os, signal, subprocess, sys
children = [subprocess.Popen([sys.executable, "-S", "-c", sys.argv[1]]) for _ in range(2)]
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])  # it waits until somebody listens
print(*[child.pid for child in children], flush=True)
words = ["-I", "-S", {herd.__file__!r}, "1", ",".join(str(child.pid) for child in children)]
anew = [sys.executable, "-c", "print('anew')"]
os.execv(sys.executable, [sys.executable, *words, *anew])
"""
OBEYS = "import time; time.sleep(60)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"

type Herd = tuple[subprocess.Popen[str], list[int]]


@pytest.fixture
def watched(request: pytest.FixtureRequest) -> Iterator[Herd]:
    words = [sys.executable, "-S", "-c", FORKS, request.param]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        children = [int(word) for word in process.stdout.readline().split()]
        if request.param == DEAF:
            wait_for(lambda: all(map(is_deaf, children)))
        yield process, children
        process.kill()


def is_deaf(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status").read_text()
    ignored = int(status.partition("SigIgn:")[2].split()[0], 16)
    return bool(ignored >> (signal.SIGTERM - 1) & 1)


def wait_for(truth: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not truth():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.02)


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("watched", [OBEYS, DEAF], indirect=True, ids=["obeys", "deaf"])
def test_its_end_is_the_end_of_all(watched: Herd) -> None:
    process, children = watched
    process.terminate()
    assert process.wait(5) == 0
    assert not any(map(lives, children))


@pytest.mark.parametrize("watched", [OBEYS], indirect=True)
def test_when_one_is_killed_all_begin_anew(watched: Herd) -> None:
    process, children = watched
    os.kill(children[0], signal.SIGKILL)
    assert process.stdout is not None
    assert process.stdout.readline() == "anew\n"
    assert process.wait(5) == 0
    assert not lives(children[1])


def test_the_parent_is_the_one_it_was_started_with() -> None:
    """Who looks only later might take for it whoever adopts orphans."""
    assert herd._parent(("python", "-m", "portico", "--with-parent", "7", "web")) == 7
    assert herd._parent(("python", "-m", "portico", "web")) == os.getppid()
