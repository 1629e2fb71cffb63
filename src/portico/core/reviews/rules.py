"""How long things take, what a finished review says as data, and the shape of a trend."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from .models import AccessReview, Every, ReviewLine, Unusual

PERIODS = {Every.QUARTER: timedelta(days=91), Every.HALF: timedelta(days=182)}
TIME_TO_DECIDE = timedelta(days=21)
REMIND_AFTER = (timedelta(days=7), timedelta(days=14))
ACTIVE = timedelta(days=30)
DORMANT = timedelta(days=90)
WEEKS = 12
COMPARED = 4  # weeks that say what is usual
MISSED = 3  # sign-ins of a usual week whose absence says something
CROWD, TIMES = 10, 4  # so many, and so many times the usual, are remarkable
CONTROLS = ("ISO/IEC 27001:2022 A.5.18", "SOC 2 CC6.3")


def as_data(review: AccessReview, lines: Iterable[ReviewLine]) -> dict[str, Any]:
    """What an auditor gets: who, what, when, decided by whom. Any: JSON."""
    return {
        "review": str(review.pk),
        "company": str(review.company_id),
        "controls": list(CONTROLS),
        "started_at": _moment(review.started_at),
        "started_by": review.started_by,
        "due": review.due.isoformat(),
        "finished_at": _moment(review.finished_at),
        "finished_by": review.finished_by,
        "people": [_person(line) for line in lines],
    }


def _person(line: ReviewLine) -> dict[str, Any]:
    return {
        "contact": str(line.contact_id),
        "name": line.name,
        "email": line.email,
        "role": line.role,
        "reach": line.reach,
        "access": line.access,
        "last_seen_at": _moment(line.last_seen_at),
        "decision": line.decision,
        "new_role": line.new_role,
        "reason": line.reason,
        "by_themselves": line.by_themselves,
        "decided_by": line.decided_by,
        "decided_at": _moment(line.decided_at),
    }


def _moment(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def canonical(data: dict[str, Any]) -> bytes:
    """Always the same bytes for the same data; the fingerprint is taken of them."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def fingerprint(data: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(data)).hexdigest()


def middle(seconds: Iterable[float]) -> int | None:
    """The median; nothing if nobody signed up."""
    known = list(seconds)
    return round(median(known)) if known else None


def oddity(now: int, *, usual: int) -> str:
    """What is remarkable about a week's sign-ins; nothing where nobody came before either."""
    if usual >= MISSED and not now:
        return Unusual.SILENT
    return Unusual.SURGE if usual and now >= CROWD and now > TIMES * usual else ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One week of the trend, in the units of its picture."""

    label: str
    number: int
    x: int
    y: int
    height: int


BAR, GAP, TALL = 36, 8, 96


def bars(weeks: Sequence[tuple[str, int]]) -> list[Bar]:
    """Bars of a picture that is `width_of(weeks)` wide and TALL high; the most fills it."""
    most = max([number for _label, number in weeks] or [0]) or 1
    found = []
    for place, (label, number) in enumerate(weeks):
        height = max(2, round(TALL * number / most))
        found.append(Bar(label, number, place * (BAR + GAP), TALL - height, height))
    return found


def width_of(weeks: Sequence[tuple[str, int]]) -> int:
    return max(1, len(weeks) * (BAR + GAP) - GAP)
