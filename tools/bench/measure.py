"""Measures every page on the database named by DATABASE_URL; writes the figures as JSON.

python -m tools.bench.measure figures.json tickets|access [words of the names of pages]
"""

import gc
import json
import os
import statistics
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from portico.site.running import running

if TYPE_CHECKING:
    from .journeys import Journey
    from .server import Server
    from .wsgi import Application

ROUNDS = 7
REQUESTS, WRITES, FEW = 67, 30, 4  # in each round
CROWDED = 20  # the same where there are many pages, each of them over very many rows
WARM = 10
LOOP = compile("s = 0\nfor i in range(10_000_000): s += i * i", "loop", "exec")


@dataclass(slots=True, kw_only=True)
class Figures:
    """What one page costs. Times in milliseconds for one request."""

    name: str
    p50: float = 0.0
    p95: float = 0.0
    app: float = 0.0
    db: float = 0.0
    sql: int = 0
    pages: int = 0
    size: int = 0
    floor: float = 0.0
    """CPU of a bare function with the same statements and bytes; 0 where it is not measured"""

    @property
    def cpu(self) -> float:
        return self.app + self.db


def main() -> int:
    """Entry of the command."""
    file, part, *chosen = sys.argv[1:]
    with running():
        from .server import Server  # noqa: PLC0415  Django is set up now

        log = Path(os.environ["BENCH_SERVER_LOG"])
        server = Server(admin=os.environ["BENCH_ADMIN_URL"], log=log)
        figures = PARTS[part](server, chosen) | {"yardstick": yardstick()}
    Path(file).write_text(json.dumps(figures))
    return 0


def _tickets(server: "Server", chosen: list[str]) -> dict[str, object]:
    from portico.site.wsgi import application  # noqa: PLC0415  as above

    from .cast import gather  # noqa: PLC0415
    from .cold import cold_page  # noqa: PLC0415
    from .journeys import journeys  # noqa: PLC0415
    from .memory import memory  # noqa: PLC0415

    cast = gather()
    pages = _pages(journeys(cast), server, chosen)
    rest = {} if chosen else {"cold": cold_page(cast, application), "memory": memory(cast)}
    return {"pages": pages, **rest}


def _access(server: "Server", chosen: list[str]) -> dict[str, object]:
    from . import access  # noqa: PLC0415  as above

    crowd = access.gather()
    permissions = access.permissions(crowd, server)
    pages = _pages(access.journeys(crowd), server, chosen, times=CROWDED)
    return {"pages": pages, "permissions": permissions}


PARTS = {"tickets": _tickets, "access": _access}


def _pages(
    journeys: "list[Journey]", server: "Server", chosen: list[str], *, times: int = REQUESTS
) -> list[dict[str, object]]:
    from portico.site.wsgi import application  # noqa: PLC0415  as above

    figures = []
    for journey in journeys:
        if not chosen or any(word.lower() in journey.name.lower() for word in chosen):
            print(f"  {journey.name}", flush=True)
            figures.append(asdict(_measured(journey, application, server, times=times)))
    return figures


def yardstick() -> float:
    """CPU seconds of a loop that says how fast this machine runs Python at its best."""
    return min(_loop() for _ in range(ROUNDS))


def _loop() -> float:
    """At the top of a module, where names are global: as everybody types it."""
    began = time.process_time()
    exec(LOOP, {})  # noqa: S102  our own words
    return time.process_time() - began


def _measured(
    journey: "Journey", application: "Application", server: "Server", *, times: int
) -> Figures:
    from .floor import bare  # noqa: PLC0415
    from .server import counted  # noqa: PLC0415

    _warm(journey, application)
    found = Figures(name=journey.name)
    statements, body = _said(journey, application, server)
    found.sql, found.size = len(counted(statements)), len(body)
    _warm(journey, application)
    count = FEW if journey.is_long else min(WRITES, times) if journey.writes else times
    rounds = [_round(journey, application, server, count=count) for _ in range(ROUNDS)]
    for name in ("p50", "p95"):
        setattr(found, name, statistics.median(one[name] for one in rounds))
    for name in ("app", "db"):  # whatever else the machine does only adds to a round
        setattr(found, name, min(one[name] for one in rounds))
    found.pages = round(statistics.median(one["pages"] for one in rounds))
    if count == REQUESTS:
        found.floor = bare(statements, body)
    return found


def _warm(journey: "Journey", application: "Application") -> None:
    count = 1 if journey.is_long else WARM
    journey.before(application, count)
    for _ in range(count):
        answer = journey.go(application)
        if answer.status != journey.status:
            raise RuntimeError(f"{journey.name} answers {answer.status}: {answer.body[:2000]!r}")


def _said(
    journey: "Journey", application: "Application", server: "Server"
) -> tuple[list[str], bytes]:
    """The statements of one request, and its answer; which tenant it is, the process knows."""
    server.talk(on=True)
    journey.before(application, 2)
    journey.go(application)
    start = server.end_of_log()
    with server.values() as values:
        answer = journey.go(application)
    statements = server.statements(start, values)
    server.talk(on=False)
    return statements, answer.body


def _round(
    journey: "Journey", application: "Application", server: "Server", *, count: int
) -> dict[str, float]:
    wall, cpu = [], []
    journey.before(application, count)
    gc.collect()
    pages, database = server.pages(), server.cpu()
    for _ in range(count):
        began, busy = time.perf_counter(), time.process_time()
        journey.go(application)
        cpu.append(time.process_time() - busy)
        wall.append(time.perf_counter() - began)
    return {
        "db": (server.cpu() - database) / count * 1000,
        "pages": (server.pages() - pages) / count,
        "app": statistics.median(cpu) * 1000,
        "p50": statistics.median(wall) * 1000,
        "p95": statistics.quantiles(wall, n=20)[18] * 1000,
    }


if __name__ == "__main__":
    sys.exit(main())
