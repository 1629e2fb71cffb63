"""When people write: growth over the years, busy Mondays, mornings, seasons and bad days."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

from .clock import Story, workday, works

MONTHS_BACK = 24
HOURS = dict(zip(range(7, 22), (3, 14, 19, 16, 12, 5, 9, 12, 10, 8, 4, 0, 1, 0, 1), strict=True))
WEEKDAYS = (1.35, 1.1, 1.0, 0.95, 0.85, 0.06, 0.05)
BUSY_MONTHS = {1: 1.15, 8: 0.75, 9: 1.25, 12: 0.8}


@dataclass(slots=True)
class Plan:
    """A ticket that will be written: when, and what is fixed about it."""

    at: datetime
    scenario: str = ""
    companies: tuple[str, ...] = ()
    twin: "Plan | None" = None
    """the earlier ticket that says the same, from a colleague"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A day on which many had the same trouble."""

    days_ago: int
    scenario: str
    count: int
    spread_days: int = 1
    companies: tuple[str, ...] = ()


EVENTS = {
    "northbeam": (
        Event(days_ago=146, scenario="mail-outage", count=13),
        Event(days_ago=74, scenario="update-week", count=9, spread_days=5),
        Event(days_ago=438, scenario="update-week", count=7, spread_days=5),
        Event(days_ago=203, scenario="line-outage", count=5, companies=("northpier",)),
    ),
    "sonnberg": (
        Event(days_ago=146, scenario="mail-ausfall", count=6),
        Event(days_ago=74, scenario="update-woche", count=5, spread_days=4),
        Event(days_ago=438, scenario="update-woche", count=3, spread_days=4),
    ),
}  # fmt: skip


def plans(rng: Random, key: str, story: Story, *, count: int, until: datetime) -> list[Plan]:
    """`count` tickets of the past up to `until`, oldest first."""
    found = [plan for event in EVENTS[key] for plan in _event(rng, event, story)]
    days, weights = _days(until)
    while len(found) < count:
        plan = Plan(_moment(rng, rng.choices(days, weights)[0], story.zone))
        if plan.at >= until:
            continue
        found.append(plan)
        if len(found) < count and rng.random() < 0.022:
            found.append(_twin(rng, plan, until))
    found.sort(key=lambda plan: plan.at)
    for before, plan in pairwise(found):
        plan.at = max(plan.at, before.at + timedelta(seconds=1))
    return found


def between(rng: Random, start: datetime, end: datetime, *, count: int) -> list[Plan]:
    """`count` tickets between two moments, in hours when people write."""
    length = int((end - start).total_seconds() / 60)
    step = 1 if length < 600 else 7
    minutes = [start + timedelta(minutes=m) for m in range(3, length - 2, step)]
    busy = [m for m in minutes if works(m.date()) and 8 <= m.hour < 17]
    return [Plan(moment) for moment in sorted(rng.sample(_enough(busy, minutes, count), count))]


def _enough(busy: list[datetime], all_day: list[datetime], count: int) -> list[datetime]:
    return busy if len(busy) >= count else all_day


def _days(until: datetime) -> tuple[list[date], list[float]]:
    span = MONTHS_BACK * 365 // 12
    days = [until.date() - timedelta(days=ago) for ago in range(span)]
    return days, [_busy(day, 1 - ago / span) for ago, day in enumerate(days)]


def _busy(day: date, progress: float) -> float:
    """How much is written on that day; the MSP grows, and holidays are quiet."""
    growth = 0.45 + progress
    quiet = 1.0 if works(day) or day.weekday() > 4 else 0.08
    return growth * quiet * WEEKDAYS[day.weekday()] * BUSY_MONTHS.get(day.month, 1.0)


def _moment(rng: Random, day: date, zone: ZoneInfo) -> datetime:
    hour = rng.choices(list(HOURS), list(HOURS.values()))[0]
    clock = time(hour, rng.randrange(60), rng.randrange(60))
    return datetime.combine(day, clock, tzinfo=zone)


def _event(rng: Random, event: Event, story: Story) -> list[Plan]:
    first = workday(story.day - timedelta(days=event.days_ago))
    found = []
    for _ in range(event.count):
        day = workday(first, rng.randrange(event.spread_days))
        minute = int(rng.triangular(0, 260, 30))
        at = datetime.combine(day, time(8, 52), tzinfo=story.zone) + timedelta(minutes=minute)
        found.append(Plan(at, event.scenario, event.companies))
    return found


def _twin(rng: Random, plan: Plan, until: datetime) -> Plan:
    at = min(plan.at + timedelta(minutes=rng.randint(4, 70)), until - timedelta(minutes=1))
    return Plan(at, twin=plan)
