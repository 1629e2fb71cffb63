"""Start everything, watch it, start again what dies, and stop it all: `portico up`."""

import contextlib
import errno
import fcntl
import http.client
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import FrameType

from portico.kernel.postgres.cluster import Cluster
from portico.kernel.postgres.embedded import embedded, make_ready

from . import building
from .children import Child
from .database import owner_url
from .environment import Environment, for_child
from .problems import INTERRUPTED, CommandProblem
from .state import read_state, schema_mark, write_state

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
TICK = 0.2
PORT_PATIENCE = 3.0  # a Portico that was killed a moment ago still lets go of it
FIRST_ANSWER = 60.0
POLITE = 10.0
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  what the operator may choose


class Stopped(Exception):
    """Somebody asked us to stop."""


class Bell:
    """Hears Ctrl-C, TERM and HUP: the first asks to stop, the second insists."""

    def __init__(self) -> None:
        self.rings = 0

    def listen(self) -> None:
        """From now on."""
        for number in SIGNALS:
            signal.signal(number, self._ring)

    def _ring(self, _number: int, _frame: FrameType | None) -> None:
        self.rings += 1

    def wait(self, seconds: float) -> None:
        """Sleep a moment, or raise `Stopped`."""
        if self.rings:
            raise Stopped
        time.sleep(seconds)


def up(env: Environment, *, demo: bool) -> int:
    """Run Portico until somebody stops it; returns the exit code."""
    bell = Bell()
    bell.listen()
    with _only_one(env), _database(env, bell) as cluster:
        house = House(env, bell, cluster, demo=demo)
        try:
            house.open()
            house.watch()
        except Stopped:
            say("Stopping.")
        finally:
            house.close()
    return INTERRUPTED if bell.rings > 1 else 0


class House:
    """Web and worker, and the database they need."""

    def __init__(
        self, env: Environment, bell: Bell, cluster: Cluster | None, *, demo: bool
    ) -> None:
        self._env, self._bell, self._cluster, self._demo = env, bell, cluster, demo
        self._environment = for_child(**{"PORTICO_DEMO": "on"} if demo else {})
        self._web = self._child("web")
        self._worker = self._child("worker")
        self._guests: list[Child] = []

    def open(self) -> None:
        """Do what is new since the last start, and only that; then open the door."""
        done = read_state(owner_url(self._env))
        if done.schema != schema_mark():
            self._do("migrate", "Preparing the database.")
        if not building.is_built():
            self._do("build", "Folding styles and scripts.")
        self._web.start()
        self._wait_for_an_answer()
        if self._demo and not done.demo:
            self._load_demo()
        self._worker.start()
        self._do("welcome", "")

    def watch(self) -> None:
        """Start again whatever dies."""
        while True:
            if self._cluster and not self._cluster.lives():
                say("PostgreSQL has ended; starting it again.")
                make_ready(self._cluster, bound=True)
            for child in (self._web, self._worker):
                if child.has_ended():
                    say(f"The {child.name} process has ended ({child.exit_code}); it starts again.")
                child.start_when_due()
            self._bell.wait(TICK)

    def close(self) -> None:
        """Stop all children: politely, and after a while or a second signal, at once."""
        children = (*self._guests, self._worker, self._web)
        for child in children:
            child.ask_to_stop()
        deadline = time.monotonic() + POLITE
        while any(child.exit_code is None for child in children):
            if time.monotonic() > deadline or self._bell.rings > 1:
                break
            time.sleep(0.05)
        for child in children:
            child.kill()

    def _child(self, *words: str) -> Child:
        return Child(*words, environment=self._environment)

    def _do(self, word: str, saying: str) -> None:
        """Run one command to its end."""
        if saying:
            say(saying)
        child = self._child(word)
        self._guests = [child]
        child.start()
        while child.exit_code is None:
            self._bell.wait(0.02)
        if child.exit_code:
            raise CommandProblem(f"`portico {word}` has failed; see above.")

    def _load_demo(self) -> None:
        self._do("demo", "Loading the demo: two MSPs with two years of history.")
        url = owner_url(self._env)
        write_state(url, replace(read_state(url), demo=True))

    def _wait_for_an_answer(self) -> None:
        deadline = time.monotonic() + FIRST_ANSWER
        while not _answers(self._env):
            if self._web.exit_code is not None:
                raise CommandProblem("The web server does not start; see above.")
            if time.monotonic() > deadline:
                raise CommandProblem(f"The web server gives no answer in {FIRST_ANSWER:.0f} s.")
            self._bell.wait(0.05)


def say(text: str) -> None:
    """Tell the terminal, which may be gone already."""
    with contextlib.suppress(OSError):
        print(text, flush=True)


@contextmanager
def _database(env: Environment, bell: Bell) -> Iterator[Cluster | None]:
    """The embedded PostgreSQL, unless DATABASE_URL names another; the port comes first."""
    _need_port(env, bell)
    if not env.embedded:
        yield None
        return
    with embedded(env.home, env.pg_bin, bound=True) as cluster:
        yield cluster


@contextmanager
def _only_one(env: Environment) -> Iterator[None]:
    """Two supervisors of one PORTICO_HOME would fight over its processes."""
    env.home.mkdir(mode=0o711, parents=True, exist_ok=True)
    with (env.home / "up.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise CommandProblem(
                f"Portico runs from {env.home} already (process {file.read().strip()}). "
                "Stop that one first, or set PORTICO_HOME to another folder."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _need_port(env: Environment, bell: Bell) -> None:
    deadline = time.monotonic() + PORT_PATIENCE
    while problem := _port_problem(env):
        if time.monotonic() > deadline:
            raise CommandProblem(problem)
        bell.wait(0.1)


def _port_problem(env: Environment) -> str:
    """Why we cannot listen; the server itself would share the port with another one, silently."""
    family = socket.AF_INET6 if ":" in env.bind else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((env.bind, env.port))
        except PermissionError:
            return f"Ports below 1024 need root. Set PORTICO_PORT to another one than {env.port}."
        except OSError as fault:
            if fault.errno == errno.EADDRINUSE:
                return (
                    f"Port {env.port} is in use by another program. "
                    f"Set PORTICO_PORT to a free one, for example PORTICO_PORT={env.port + 1}."
                )
            return f"Portico cannot listen on PORTICO_BIND={env.bind}: {fault.strerror}."
    return ""


def _answers(env: Environment) -> bool:
    here = EVERYWHERE.get(env.bind, env.bind)
    connection = http.client.HTTPConnection(here, env.port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()
