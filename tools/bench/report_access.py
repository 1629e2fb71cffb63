"""Portal access against its budgets: docs/reference/performance-access.md."""

from collections.abc import Iterator
from typing import Any

from ..markdown import NOTICE, document, table
from .report import YARDSTICK, machine

type Figures = dict[str, Any]  # Any: JSON, as `measure.py` writes it

MOST_MS, MOST_SQL = 15.0, 8
PERMISSIONS_MS = 1.0
SIGNING_IN = "Sign-in"  # these pages write; their statements are what the journal needs
HEADS = ("Page", "CPU ms", "app + database", "At the yardstick", "SQL", "KB", "p50 ms", "Verdict")
HOW = """`make bench` (this part alone: `python -m tools.bench --access`) seeds 8,000 companies with
300,000 people, one of them with 30,000 and a directory of 10,000, a portal link each, and a log of
half a million lines, and measures as [the pages of tickets](performance.md) are. A list is to take
at most 15 ms of CPU, this process and its PostgreSQL backend together, and 8 statements; a sign-in
15 ms, apart from argon2; what somebody may do, one statement and 1 ms. A page of a company of
30,000, and a search that thousands fit, pay for what they count. The figures on top of very large
directories and before bulk invitations are remembered for a minute and are warm here: once a minute
somebody waits for the count itself. “At the yardstick” is what the page takes on a machine of the
speed for which the budgets hold."""


def access_page(figures: Figures) -> str:
    """The generated page."""
    permissions = figures["permissions"]
    verdict = "within" if permissions <= PERMISSIONS_MS * _scale(figures) else "over"
    words = f"What somebody may do: 1 SQL, {permissions:.2f} ms of CPU ({verdict})."
    parts = [HOW, machine(figures), words, table(HEADS, list(_rows(figures)))]
    text = document("Performance of portal access", *parts)
    return text.replace(NOTICE, NOTICE.replace("docs", "bench"), 1)


def _scale(figures: Figures) -> float:
    return float(figures["yardstick"]) / YARDSTICK


def _rows(figures: Figures) -> Iterator[list[str]]:
    for one in figures["pages"]:
        cpu = one["app"] + one["db"]
        there = cpu / _scale(figures)
        is_over = there > MOST_MS, one["sql"] > MOST_SQL and SIGNING_IN not in one["name"]
        over = [word for word, over in zip(("CPU", "SQL"), is_over, strict=True) if over]
        yield [
            one["name"],
            f"{cpu:.1f}",
            f"{one['app']:.1f} + {one['db']:.1f}",
            f"{there:.1f}",
            str(one["sql"]),
            f"{one['size'] / 1000:.1f}",
            f"{one['p50']:.1f}",
            f"over: {', '.join(over)}" if over else "within",
        ]
