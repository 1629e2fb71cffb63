"""The problems people have: read from `data/en` and `data/de`, and drawn without repeating soon.

A scenario has openings and a talk. An opening is `[thread, text, subject, more subjects …]`; its
thread (`a`, `b` or `*` for either) says which line of each step of the talk belongs to it. A line
begins with `>` (technician to client), `<` (client) or `!` (internal note). Words in braces are
filled in by `words`.
"""

from collections import deque
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any

from .people import DATA, written
from .shapes import DemoContact


@dataclass(frozen=True, slots=True)
class Opening:
    """How somebody describes the problem; `thread` is 0, 1 or None for either."""

    thread: int | None
    text: str
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One kind of problem with everything that may be said about it."""

    key: str
    topic: str
    openings: tuple[Opening, ...]
    talk: tuple[tuple[str, ...], ...]
    kind: str = "incident"
    source: str = ""
    team: str = "desk"
    priority: str = "normal"
    weight: int = 3
    only: tuple[str, ...] = ()
    from_office: bool = False
    """asked by those who run the company: office, managers, IT, finance"""

    def lines(self, thread: int) -> list[tuple[str, str]]:
        """The talk of one thread as (marker, text)."""
        chosen = [step[min(thread, len(step) - 1)] for step in self.talk]
        return [(line[0], line[1:]) for line in chosen]

    @property
    def sends_somebody(self) -> bool:
        """Whether the technician speaks of a colleague who comes by."""
        return any("{mate}" in line for step in self.talk for line in step)

    @property
    def threads(self) -> int:
        return max(len(step) for step in self.talk)


@cache
def scenarios(language: str) -> dict[str, Scenario]:
    """Every scenario of a language by its key."""
    folder = DATA / language
    found: dict[str, Scenario] = {}
    for name in sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml")):
        for key, facts in written(f"{language}/{name}").items():
            found[key] = _scenario(key, facts)
    return found


def _scenario(key: str, facts: dict[str, Any]) -> Scenario:
    openings = tuple(
        Opening({"a": 0, "b": 1}.get(thread), text, tuple(subjects))
        for thread, text, *subjects in facts["open"]
    )
    rest = {name: facts[name] for name in facts if name not in {"open", "talk", "only"}}
    talk = tuple(tuple(step) for step in facts["talk"])
    return Scenario(
        key=key, openings=openings, talk=talk, only=tuple(facts.get("only", ())), **rest
    )


@dataclass(slots=True)
class Memory:
    """What was said lately, so that the first pages of a list do not repeat themselves."""

    stage: frozenset[str]
    """the subjects of the stage, which nobody else may use"""
    scenarios: deque[str] = field(default_factory=lambda: deque(maxlen=40))
    subjects: deque[str] = field(default_factory=lambda: deque(maxlen=70))
    by_company: dict[str, deque[str]] = field(default_factory=dict)
    lines: dict[int, deque[str]] = field(default_factory=dict)

    def knows(self, company: str, subject: str, text: str) -> bool:
        near = self._company(company)
        used = subject in self.stage or subject in self.subjects
        return used or subject in near or text in near

    def remember(self, company: str, subject: str, text: str) -> None:
        self.subjects.append(subject)
        self._company(company).extend((subject, text))

    def fresh(self, rng: Random, pool: list[str]) -> str:
        """A line of the pool that was not used a moment ago."""
        used = self.lines.setdefault(id(pool), deque(maxlen=len(pool) * 3 // 4))
        choice = rng.choice([line for line in pool if line not in used])
        used.append(choice)
        return choice

    def _company(self, key: str) -> deque[str]:
        return self.by_company.setdefault(key, deque(maxlen=120))


def draw(rng: Random, requester: DemoContact, industry: str, memory: Memory) -> Scenario:
    """A scenario that fits the person and the industry and was not used lately."""
    office = requester.role != "employee"
    fitting = [
        one
        for one in scenarios(requester.language).values()
        if one.weight
        and (not one.only or industry in one.only)
        and one.key not in memory.scenarios
        and (office or not one.from_office)
    ]
    chosen = rng.choices(fitting, [_weight(one) for one in fitting])[0]
    memory.scenarios.append(chosen.key)
    return chosen


def _weight(one: Scenario) -> int:
    """What only some have is common among them."""
    return one.weight * 2 if one.only or one.from_office else one.weight
