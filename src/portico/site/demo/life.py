"""Tells how one ticket went: answers, waiting, visits, the end, and sometimes a second round."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from .beats import Beat
from .clock import after, weekdays_later
from .scenarios import Memory
from .words import Slots, fill, voices

FIRST_ANSWER = {"critical": (3, 14), "high": (8, 48), "normal": (15, 190), "low": (40, 480)}
NEXT_STEP = {"critical": (8, 45), "high": (15, 130), "normal": (20, 330), "low": (60, 720)}
CLIENT_REST = {"critical": 6, "high": 25, "normal": 70, "low": 160}
FRESH = timedelta(days=1.5)
CLOSES_AFTER = 5  # days that are not weekends; the product closes by itself then


@dataclass(slots=True, kw_only=True)
class Life:
    """One ticket while it is being told. `clock` is how far the story has come."""

    rng: Random
    memory: Memory
    language: str
    requester: str
    by_mail: bool
    assignee: str
    dispatcher: str
    kind: str
    priority: str
    slots: Slots
    clock: datetime
    visit: datetime
    """the appointment that `{day}` in the words means"""
    beats: list[Beat] = field(default_factory=list)
    greeted: bool = False

    def add(self, what: str, by: str, text: str, *, later: float = 0) -> None:
        """`later` shifts by seconds, so that a status follows its message."""
        at = self.clock + timedelta(seconds=later)
        source = "email" if what == "<" and self.by_mail else "portal"
        self.beats.append(Beat(at=at, what=what, by=by, text=text, source=source))

    def say(self, pool: str) -> str:
        line = self.memory.fresh(self.rng, voices(self.language)[pool])
        return fill(line, self.slots)

    def wait(self, low: float, high: float) -> None:
        self.clock = after(self.clock, self.rng.uniform(low, high))


def tell_life(life: Life, lines: list[tuple[str, str]]) -> None:
    """From the first look to the end."""
    _begin(life)
    if life.rng.random() < 0.02:
        _cancel(life)
        return
    last = max(number for number, (marker, _) in enumerate(lines) if marker == ">")
    for number in range(last):
        _step(life, lines, number)
    confirmation = next((text for marker, text in lines[last + 1 :] if marker == "<"), "")
    if "{day}" in lines[last][1] or "{day}" in confirmation:
        _appointment(life, lines[last][1], agreed=confirmation if "{day}" in confirmation else "")
        _end(life, confirmation="" if "{day}" in confirmation else confirmation)
    else:
        _answer(life, lines[last][1], then="resolved")
        _second_round(life)
        _end(life, confirmation=confirmation)


def _begin(life: Life) -> None:
    low, high = FIRST_ANSWER[life.priority]
    first = life.rng.uniform(low, high)
    life.clock = after(life.clock, first * 0.4)
    by = life.dispatcher if life.rng.random() < 0.45 else life.assignee
    life.add("assignee", by, life.assignee)
    if by == life.dispatcher and life.rng.random() < 0.28:
        life.add("!", by, life.say("dispatch"), later=25)
    life.clock = after(life.clock, first * 0.6)


def _step(life: Life, lines: list[tuple[str, str]], number: int) -> None:
    marker, text = lines[number]
    if marker == "<":
        _client(life, text)
        life.add("status", life.requester, "open", later=1)
    elif marker == "!":
        life.wait(2, NEXT_STEP[life.priority][0])
        life.add("status", life.assignee, "in_progress")
        life.add("!", life.assignee, fill(text, life.slots), later=5)
    else:
        spoken = next(marker for marker, _ in lines[number + 1 :] if marker != "!")
        _answer(life, text, then="waiting_customer" if spoken == "<" else "in_progress")


def _client(life: Life, text: str) -> None:
    life.clock = after(life.clock, life.rng.expovariate(1 / CLIENT_REST[life.priority]) + 3)
    life.add("<", life.requester, fill(text, life.slots))


def _answer(life: Life, text: str, *, then: str) -> None:
    words = fill(text, life.slots)
    if life.greeted:
        life.wait(*NEXT_STEP[life.priority])
    else:
        words = _with_greeting(life, words)
        life.greeted = True
    life.add(">", life.assignee, words)
    life.add("status", life.assignee, then, later=3)


def _appointment(life: Life, text: str, *, agreed: str) -> None:
    """Something is promised for a day; it is solved when that day has come."""
    _answer(life, text, then="scheduled")
    if agreed:
        _client(life, agreed)
    life.clock = max(life.clock, life.visit + timedelta(minutes=life.rng.randint(0, 90)))
    life.add("status", life.assignee, "resolved")


def _with_greeting(life: Life, words: str) -> str:
    """Two of three begin with a hello."""
    polite = any(word in words.lower() for word in ("thank", "dank", "hello", "sorry", "leid"))
    if polite or life.rng.random() < 0.2:
        return words
    return life.say("greeting") + words


def _cancel(life: Life) -> None:
    life.add("<", life.requester, life.say("cancel"))
    life.add("status", life.assignee, "cancelled", later=240)


def _end(life: Life, *, confirmation: str) -> None:
    wishes = 0.72 if confirmation else 0.34
    if life.rng.random() < wishes:
        rest = life.rng.expovariate(1 / (CLIENT_REST[life.priority] * 2)) + 4
        life.clock = after(life.clock, rest)
        words = fill(confirmation, life.slots) if confirmation else life.say("confirm")
        life.add("<", life.requester, words)
        life.add("status", life.requester, "closed", later=2)
    else:
        life.clock = weekdays_later(life.clock, CLOSES_AFTER)
        life.add("status", "", "closed")


def _second_round(life: Life) -> None:
    """Now and then it comes back, and the real cause is found."""
    if life.kind != "incident" or life.rng.random() > 0.085:
        return
    life.clock = after(life.clock, life.rng.uniform(200, 900))
    life.add("<", life.requester, life.say("reopen"))
    life.add("status", life.requester, "open", later=1)
    life.wait(10, 90)
    life.add(">", life.assignee, life.say("reopen_answer"))
    life.wait(40, 240)
    life.add("status", life.assignee, "in_progress")
    life.add("!", life.assignee, life.say("reopen_note"), later=6)
    life.wait(10, 120)
    life.add(">", life.assignee, life.say("reopen_done"))
    life.add("status", life.assignee, "resolved", later=3)


def stall(life: Life, now: datetime) -> None:
    """Leave the ticket in the middle, as many of the last two weeks are; older ones wait."""
    ends = [n for n, beat in enumerate(life.beats) if beat.text in {"resolved", "cancelled"}]
    middle = [
        n
        for n, beat in enumerate(life.beats[: min(ends, default=0)])
        if beat.what == "status" and _may_rest(beat, now)
    ]
    if not middle:
        return
    cut = life.rng.choice(middle)
    life.beats = life.beats[: cut + 1]
    life.clock = life.beats[-1].at
    if life.beats[-1].text == "in_progress" and now - life.clock > FRESH:
        life.add("status", life.assignee, _resting(life.rng), later=9)
    elif life.beats[-1].text == "waiting_customer" and now - life.clock > timedelta(days=3):
        life.clock = after(life.clock, 2 * 585 + life.rng.uniform(10, 300))
        life.add(">", life.assignee, life.say("chase"))


def _may_rest(beat: Beat, now: datetime) -> bool:
    """Nobody leaves a client's answer lying for days."""
    waiting = beat.text == "waiting_customer" or (beat.text == "in_progress" and beat.by)
    return bool(waiting) or now - beat.at < FRESH


def _resting(rng: Random) -> str:
    return rng.choices(("waiting_vendor", "on_hold", "in_progress"), (6, 2, 1))[0]
