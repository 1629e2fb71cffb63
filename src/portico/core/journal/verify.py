"""Was the journal changed? Reads everything, changes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from .acting import personal_digest
from .models import Entry, Personal, Seal
from .sealing import BEGINNING, chained

CHUNK = 2000
MOST_FINDINGS = 100
SLACK = 60_000  # milliseconds between the moment of an entry and the one in its id


@dataclass(slots=True)
class Verdict:
    """What was found for one tenant; the chain is whole when `findings` is empty."""

    sealed: int = 0
    unsealed: int = 0
    erased: int = 0  # entries whose personal details were erased, as they may be
    forgotten: int = 0  # entries that were older than the tenant keeps them
    findings: list[str] = field(default_factory=list)

    def add(self, words: str) -> None:
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(words)


def verify() -> Verdict:
    """Walk the chain of the scope's tenant from its beginning."""
    verdict, before, expected = Verdict(), BEGINNING, 1
    rule = _forgotten()
    for seals in _chunks():
        ids = [seal.entry_id for seal in seals]
        entries = {entry.id: entry for entry in Entry.objects.filter(id__in=ids)}
        personal = {row.entry_id: row for row in Personal.objects.filter(entry_id__in=ids)}
        for seal in seals:
            if seal.position != expected:
                verdict.add(f"seals {expected} to {seal.position - 1} are missing")
            entry = entries.get(seal.entry_id)
            if entry is None and _moment(seal.entry_id) < rule.until:
                verdict.forgotten += 1
            else:
                _check(verdict, seal, entry, personal.get(seal.entry_id), before)
            before, expected = seal.hash, seal.position + 1
            verdict.sealed += 1
    if verdict.forgotten != rule.entries:
        verdict.add(f"{verdict.forgotten} old entries are gone, {rule.entries} by the rules")
    sealed = Seal.objects.values("entry_id")
    verdict.unsealed = Entry.objects.exclude(id__in=sealed).count()
    return verdict


def _check(
    verdict: Verdict, seal: Seal, entry: Entry | None, personal: Personal | None, before: str
) -> None:
    where = f"entry {seal.position} ({seal.entry_id})"
    if entry is None:
        verdict.add(f"{where} is missing")
        return
    if chained(before, entry) != seal.hash:
        verdict.add(f"{where}, {entry.name}, was changed, or a row before it")
    if personal is None:
        verdict.erased += 1
    elif personal_digest(personal) != entry.personal_digest:
        verdict.add(f"the personal details of {where}, {entry.name}, were changed")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What the rules for keeping have taken out: how many entries, all from before `until`."""

    entries: int
    until: int  # milliseconds, as ids count them


def _forgotten() -> Forgotten:
    """What the journal itself says of it; these lines are sealed and never taken out."""
    told = Entry.objects.filter(name="journal.forgotten").values_list("data", flat=True)
    rounds = [(one["entries"], datetime.fromisoformat(one["until"])) for one in told]
    until = max((int(moment.timestamp() * 1000) + SLACK for _, moment in rounds), default=0)
    return Forgotten(sum(entries for entries, _ in rounds), until)


def _moment(entry: UUID) -> int:
    return entry.int >> 80


def _chunks() -> Iterator[list[Seal]]:
    last = 0
    while True:
        rows = Seal.objects.filter(position__gt=last).order_by("position")
        if not (found := list(rows[:CHUNK])):
            return
        last = found[-1].position
        yield found
