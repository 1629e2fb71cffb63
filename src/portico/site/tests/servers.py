"""Web and worker as processes of their own, for tests of what only processes can show."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from portico.site.environment import ENV


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(truth: Callable[[], bool], seconds: float, words: str = "it") -> None:
    deadline = time.monotonic() + seconds
    while not truth():
        assert time.monotonic() < deadline, f"{words} took too long"
        time.sleep(0.05)


def a_home(folder: Path) -> Path:
    """A PORTICO_HOME of its own, with the styles and keys that the tests' own has."""
    folder.mkdir()
    for name in ("static", "assets", "keys"):
        (folder / name).symlink_to(ENV.home / name)
    return folder


@contextmanager
def process(
    *words: str, log: Path, environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """A Python program (`-m …`) that ends with the test."""
    with log.open("ab") as output:
        found = subprocess.Popen(
            [sys.executable, "-m", *words],
            env={**os.environ, **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield found
    finally:
        found.terminate()
        try:
            found.wait(20)
        except subprocess.TimeoutExpired:
            found.kill()
            found.wait()


@dataclass
class Answer:
    status: int
    text: str
    headers: Mapping[str, str]


@dataclass
class Site:
    """How a browser of a test reaches the web process."""

    port: int
    host: str = "localhost"
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, fields: Mapping[str, str], **headers: str) -> Answer:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(fields), kind | headers)

    def is_there(self) -> bool:
        try:
            return self.get("/healthz").status == http.client.OK
        except OSError:
            return False

    def _ask(self, method: str, path: str, body: str | None, headers: Mapping[str, str]) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        given = {"Host": f"{self.host}:{self.port}", "Cookie": cookie, **headers}
        try:
            connection.request(method, path, body, given)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
            headers = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, text, headers)
        finally:
            connection.close()


def said(*words: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Run a program of a test to its end; it says one line of JSON."""
    done = subprocess.run(
        [sys.executable, "-m", *words],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return found
