"""What we promised, and how much of the time is used."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ..models import Category, Ticket

SOON = 0.75  # of the time used: the clock turns to warning


@dataclass(frozen=True, slots=True)
class Clock:
    """`tone` is "", warn, bad, met or paused; `left` is negative when it is over."""

    kind: str  # respond or resolve
    tone: str
    left: timedelta | None
    due_at: datetime | None
    used: int  # percent, at most 100
    took: timedelta | None = None


def clocks_of(ticket: Ticket, now: datetime) -> list[Clock]:
    """First answer and solution; a clock without a promise is left out."""
    clocks = []
    if ticket.first_response_due_at:
        done = ticket.first_response_at
        clocks.append(_clock("respond", ticket, ticket.first_response_due_at, done, now))
    if ticket.resolve_due_at:
        done = ticket.resolved_at or ticket.closed_at
        clocks.append(_clock("resolve", ticket, ticket.resolve_due_at, done, now))
    return clocks


def next_clock(ticket: Ticket, now: datetime) -> Clock | None:
    """The one to look at in a list: the first answer until it is given, then the solution."""
    running = [one for one in clocks_of(ticket, now) if one.took is None]
    return running[0] if running and ticket.is_active else None


def _clock(kind: str, ticket: Ticket, due: datetime, done: datetime | None, now: datetime) -> Clock:
    total = (due - ticket.opened_at).total_seconds() or 1
    if done:
        took = done - ticket.opened_at
        return Clock(kind, "met" if done <= due else "bad", None, due, 100, took)
    used = (now - ticket.opened_at).total_seconds() / total
    percent = min(100, int(used * 100))
    if ticket.category == Category.PAUSED:
        return Clock(kind, "paused", due - now, due, percent)
    tone = "bad" if now > due else "warn" if used > SOON else ""
    return Clock(kind, tone, due - now, due, percent)
