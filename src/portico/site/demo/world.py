"""The whole demo world, the same for the same day."""

from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

from .calendar import Plan, between, plans
from .clock import Story
from .past import Past
from .people import TENANTS, tenant, written
from .scenarios import Memory
from .shapes import DemoTenant, DemoTicket
from .stage import stage


def world(today: datetime) -> list[DemoTenant]:
    """Both MSPs as they look at `today`, an aware moment."""
    return [_tenant(key, today) for key in TENANTS]


def _tenant(key: str, today: datetime) -> DemoTenant:
    facts = written(f"{key}/tenant.toml")
    story = Story(today, ZoneInfo(facts["zone"]))
    people = tenant(key, story)
    rng = Random(f"portico {key}")  # noqa: S311 - a story, not a secret
    on_stage = stage(people, story)
    memory = Memory(frozenset(ticket.subject for ticket in on_stage))
    past = Past(people, story, rng, memory)
    before = _history(rng, people, story, on_stage)
    told = [past.ticket(plan, number=number) for number, plan in before]
    return replace(people, tickets=tuple(sorted(told + on_stage, key=lambda one: one.number)))


def _history(
    rng: Random, people: DemoTenant, story: Story, on_stage: list[DemoTicket]
) -> list[tuple[int, Plan]]:
    """Plans with their numbers: all before the stage, and those that fill its gaps."""
    facts = written(f"{people.key}/tenant.toml")
    oldest = on_stage[0]
    first_number = facts["newest_number"] - facts["tickets"] + 1
    found = plans(
        rng, people.key, story, count=oldest.number - first_number, until=oldest.opened_at
    )
    numbered = list(enumerate(found, start=first_number))
    for left, right in pairwise(on_stage):
        gap = right.number - left.number - 1
        filling = between(rng, left.opened_at, right.opened_at, count=gap)
        numbered += enumerate(filling, start=left.number + 1)
    return numbered
