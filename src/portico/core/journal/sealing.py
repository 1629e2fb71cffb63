"""The hash chain over the journal: made within seconds, checked by `portico audit verify`.

Entries are written without any lock. One sealer per installation gives each entry the next
position of its tenant and a SHA-256 over the entry and the hash before, so that a row that was
changed, taken away or slipped in later is found.
"""

import hashlib
import json
from datetime import UTC, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from portico.core.jobs.background import background
from portico.kernel.ids import id_before
from portico.kernel.writes import writing

from .models import Entry, Seal

BEGINNING = "0" * 64
BATCH = 500
LOOK_BACK = timedelta(hours=2)  # an entry may commit later than one with a greater id
HASHED = (
    "id",
    "name",
    "at",
    "actor_kind",
    "actor_id",
    "actor_name",
    "behind_id",
    "behind_name",
    "company_id",
    "subject_kind",
    "subject_id",
    "data",
    "is_security",
    "is_financial",
    "door",
    "request_id",
    "session",
    "personal_digest",
)


@background(seconds=3)
def seal_new() -> bool:
    """Seal what this tenant has written since the last time; True when a batch was not enough."""
    return seal_some() == BATCH


def seal_some(*, everything: bool = False) -> int:
    """Seal a batch of this tenant's entries in their order; returns how many."""
    last = Seal.objects.order_by("-position").first()
    position, before = (last.position, last.hash) if last else (0, BEGINNING)
    now, seals = timezone.now(), []
    rows = unsealed() if everything or last is None else unsealed(since=last)
    for entry in rows[:BATCH]:
        position, before = position + 1, chained(before, entry)
        seals.append(Seal(position=position, entry_id=entry.id, hash=before, sealed_at=now))
    with writing("journal"):
        Seal.objects.bulk_create(seals)
    return len(seals)


def unsealed(*, since: Seal | None = None) -> QuerySet[Entry]:
    """Entries without a seal, the oldest first; `since` a seal, and some time before its entry.

    However long nothing was sealed, nothing is passed over.
    """
    rows = Entry.objects.exclude(Exists(Seal.objects.filter(entry_id=OuterRef("id"))))
    if since:
        rows = rows.filter(id__gt=id_before(since.entry_id, LOOK_BACK))
    return rows.order_by("id")


def chained(before: str, entry: Entry) -> str:
    """SHA-256 of the hash before and of every fact of the entry."""
    return hashlib.sha256(f"{before}\n{canonical(entry)}".encode()).hexdigest()


def canonical(entry: Entry) -> str:
    """The entry as text that never varies: JSON, keys sorted, UTC, ids in plain form."""
    facts = {name: getattr(entry, name) for name in HASHED}
    facts["at"] = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps(facts, sort_keys=True, default=str, ensure_ascii=False)
