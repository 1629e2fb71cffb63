"""How much memory web and worker take after some work: PSS, which shares what is shared."""

import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from portico.site.environment import for_child

from ..repository import ROOT
from .cast import Cast

REQUESTS = 200
PATIENCE = 60.0


def memory(cast: Cast) -> dict[str, float]:
    """Megabytes of `portico web` with two processes, and of `portico worker`."""
    print("  Memory", flush=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = for_child(PORTICO_PORT=str(port), PORTICO_WEB_PROCESSES="2")
    python = as_installed()
    web, worker = (_started(python, word, environment) for word in ("web", "worker"))
    try:
        _use(cast, port)
        return {"web": _pss(web.pid), "worker": _pss(worker.pid)}
    finally:
        for process in (web, worker):
            process.terminate()
            process.wait()


def as_installed() -> Path:
    """A Python with what an operator installs: libraries load developers' ones if there."""
    home = ROOT / "var" / "bench" / "venv"
    environment = {**os.environ, "UV_PROJECT_ENVIRONMENT": str(home), "UV_PYTHON": sys.executable}
    environment.pop("VIRTUAL_ENV", None)
    uv = (ROOT / ".venv" / ".uv").read_text().strip()
    words = ["sync", "--locked", "--quiet", "--no-dev", "--directory", str(ROOT)]
    subprocess.run([uv, *words], env=environment, check=True)
    return home / "bin" / "python"


def _started(python: Path, word: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [str(python), "-m", "portico.site.cli", word]
    return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)


def _use(cast: Cast, port: int) -> None:
    """Pages in turn, each on a connection of its own so that both processes get some."""
    deadline = time.monotonic() + PATIENCE
    while not _answers(port):
        if time.monotonic() > deadline:
            raise RuntimeError("the web server gives no answer")
        time.sleep(0.2)
    urls = ["/portal/", "/portal/tickets/?of=company", f"/portal/tickets/{cast.ticket}/"]
    cookie = "; ".join(f"{name}={value}" for name, value in cast.contact.cookies.items())
    for number in range(REQUESTS):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        headers = {"Host": f"{cast.contact.host}:{port}", "Cookie": cookie}
        connection.request("GET", urls[number % len(urls)], headers=headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        if answer.status != 200:
            raise RuntimeError(f"{urls[number % len(urls)]} answers {answer.status}")


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def _pss(root: int) -> float:
    """Of a process and all that it has started."""
    pids, found = [root], []
    while pids:
        pid = pids.pop()
        found.append(pid)
        for task in Path(f"/proc/{pid}/task").iterdir():
            pids += map(int, (task / "children").read_text().split())
    return sum(_own_pss(pid) for pid in found)


def _own_pss(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
