"""What looks like an attack among the sign-ins of a short time.

Spraying is one machine that tries many people, brute force many tries at one person wherever they
come from (the two patterns of MITRE ATT&CK T1110.003 and T1110.001). Travel is somebody who signs
in from two countries sooner than anybody gets from one to the other.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)
SPRAYED = 8  # people that one machine failed at: an office behind one address mistypes less often
FORCED = 12  # tries at one person
SOON = timedelta(hours=2)  # between two countries


@dataclass(frozen=True, slots=True)
class Failure:
    """Somebody did not get in: from which machine, and at whom (a person's id or a digest)."""

    ip: str
    whom: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody signed in."""

    who: str
    name: str
    country: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Spray:
    ip: str
    tries: int
    people: int


@dataclass(frozen=True, slots=True)
class Force:
    whom: str
    tries: int
    machines: int


@dataclass(frozen=True, slots=True)
class Travel:
    who: str
    name: str
    there: str
    here: str


def sprays(failures: Iterable[Failure]) -> list[Spray]:
    """Machines that failed at many people."""
    tried: dict[str, list[str]] = defaultdict(list)
    for one in failures:
        if one.ip:
            tried[one.ip].append(one.whom)
    return [
        Spray(ip, len(whom), len(set(whom)))
        for ip, whom in tried.items()
        if len(set(whom)) >= SPRAYED
    ]


def forces(failures: Iterable[Failure]) -> list[Force]:
    """People at whom somebody, or many together, tried often."""
    tried: dict[str, list[str]] = defaultdict(list)
    for one in failures:
        if one.whom:
            tried[one.whom].append(one.ip)
    return [
        Force(whom, len(ips), len(set(ips))) for whom, ips in tried.items() if len(ips) >= FORCED
    ]


def travels(arrivals: Iterable[Arrival]) -> list[Travel]:
    """People who were in two countries within a short time; where one is unknown, nothing."""
    last: dict[str, Arrival] = {}
    found = []
    for one in sorted(arrivals, key=lambda one: one.at):
        before = last.get(one.who)
        if before and before.country != one.country and one.at - before.at < SOON:
            found.append(Travel(one.who, one.name, before.country, one.country))
        if one.country:
            last[one.who] = one
    return [one for one in found if one.here]
