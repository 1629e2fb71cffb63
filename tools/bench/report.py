"""Figures against budgets: the table on the terminal and docs/reference/performance.md."""

import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..markdown import NOTICE, document, table

type Figures = dict[str, Any]  # Any: JSON, as `measure.py` writes it

YARDSTICK = 1.1  # seconds of the machine for which the budgets hold
HEADS = (
    "Page", "CPU ms", "app + database", "Budget", "SQL", "Budget", "Pages read", "KB", "p50 ms",
    "p95 ms", "Floor ms", "Ratio", "Verdict",
)  # fmt: skip
STEADY = 1.1  # times as many pages read with ten times as many tickets
COLD_BYTES, COLD_REQUESTS = 120_000, 10
MEMORY = {"web": 130, "worker": 80}
HOW = """`make bench` seeds a PostgreSQL of its own below `var/bench` (200 companies, 4,000 people,
one company with a fifth of all tickets, one ticket with 2,000 notes), measures, and writes this
page. The measured company has 500 tickets in either size. Requests go through the real WSGI
application with a real session; CPU is that of this process and of its PostgreSQL backend, in
the cheapest of seven rounds, as is the loop below: other work on the machine only adds. Wall
times (p50, p95) are the median round's. “SQL” is counted in the server's log, without BEGIN,
COMMIT and SET. “Pages read” are 8 KB each, from cache or disk. “Floor” is a bare WSGI function
that sends the same statements and the same bytes."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What a page may take with 100,000 tickets; 0 is no limit."""

    sql: int = 0
    ms: float = 0.0
    steady: bool = False


BUDGETS = {
    "Home": Budget(sql=10, ms=8),
    "Ticket list, own": Budget(sql=6, ms=8, steady=True),
    "Ticket list, company": Budget(sql=6, ms=8, steady=True),
    "Ticket page": Budget(sql=8, ms=8),
    "Search": Budget(sql=4, ms=10),
    "New request, sent": Budget(ms=12),
}


def page(found: dict[int, Figures]) -> str:
    """The generated page."""
    parts = [HOW, machine(found[max(found)])]
    for size, figures in found.items():
        rows = list(_rows(figures, found[min(found)]))
        parts += [f"## {size:,} tickets", table(HEADS, rows)]
    parts += ["## Around the pages", _around(found[max(found)])]
    return document("Performance", *parts).replace(NOTICE, NOTICE.replace("docs", "bench"), 1)


def machine(figures: Figures) -> str:
    """On what it was measured, and how fast that is."""
    loop = figures["yardstick"]
    return (
        f"{platform.python_implementation()} {platform.python_version()} on {platform.machine()}, "
        f"{os.cpu_count()} CPUs. A loop of 10,000,000 `s += i * i` takes {loop:.2f} s here; "
        f"budgets hold for {YARDSTICK} s and are multiplied by {loop / YARDSTICK:.2f}."
    )


def _rows(figures: Figures, smallest: Figures) -> Iterator[list[str]]:
    scale = figures["yardstick"] / YARDSTICK
    before = {one["name"]: one for one in smallest["pages"]}
    for one in figures["pages"]:
        budget = BUDGETS.get(one["name"], Budget())
        cpu, floor = one["app"] + one["db"], one["floor"]
        growth = one["pages"] / max(1, before[one["name"]]["pages"])
        yield [
            one["name"],
            f"{cpu:.1f}",
            f"{one['app']:.1f} + {one['db']:.1f}",
            f"{budget.ms:g} → {budget.ms * scale:.1f}" if budget.ms else "",
            str(one["sql"]),
            str(budget.sql or ""),
            f"{one['pages']} (×{growth:.2f})",
            f"{one['size'] / 1000:.1f}",
            f"{one['p50']:.1f}",
            f"{one['p95']:.1f}",
            f"{floor:.1f}" if floor else "",
            f"{cpu / floor:.1f}" if floor else "",
            _verdict(budget, cpu=cpu / scale, sql=one["sql"], growth=growth),
        ]


def _verdict(budget: Budget, *, cpu: float, sql: int, growth: float) -> str:
    if budget == Budget():
        return ""
    over = [
        word
        for word, is_over in (
            ("CPU", budget.ms and cpu > budget.ms),
            ("SQL", budget.sql and sql > budget.sql),
            ("pages read", budget.steady and growth > STEADY),
        )
        if is_over
    ]
    return f"over: {', '.join(over)}" if over else "within"


def _around(figures: Figures) -> str:
    rows = [
        [
            f"Cold: {name}",
            f"{cold['requests']} requests, {cold['bytes'] / 1000:.0f} KB",
            f"{COLD_REQUESTS} requests, {COLD_BYTES // 1000} KB",
            _said(cold["requests"] <= COLD_REQUESTS and cold["bytes"] <= COLD_BYTES),
        ]
        for name, cold in figures["cold"].items()
    ]
    words = {"web": "Memory (PSS), two web processes", "worker": "Memory (PSS), worker"}
    for name, limit in MEMORY.items():
        used = figures["memory"][name]
        rows.append([words[name], f"{used:.0f} MB", f"{limit} MB", _said(used <= limit)])
    return table(("What", "Found", "Budget", "Verdict"), rows)


def _said(within: bool) -> str:
    return "within" if within else "over"
