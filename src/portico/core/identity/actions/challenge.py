"""Challenges: given to one browser, good for five minutes, answered once."""

from datetime import timedelta
from hashlib import sha256
from secrets import token_bytes
from uuid import UUID

from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.journal.acting import action
from portico.kernel.crypto.tokens import fingerprint

from ..models import Challenge
from ..permissions import KEEP_COUNT

LIFE = timedelta(minutes=5)
SIZE = 32  # bytes
KEEP = timedelta(days=1)


@action(KEEP_COUNT)  # not recorded: only what comes of it
def new_challenge(
    actor: Actor,  # noqa: ARG001  every action has one
    *,
    purpose: Challenge.Purpose,
    browser: str,
    person_id: UUID | None = None,
    staff_id: UUID | None = None,
) -> bytes:
    """Random bytes for this browser to have signed; the table keeps their SHA-256."""
    value, now = token_bytes(SIZE), timezone.now()
    Challenge.objects.create(
        purpose=purpose,
        value_hash=sha256(value).digest(),
        browser_hash=fingerprint(browser),
        person_id=person_id,
        staff_id=staff_id,
        created_at=now,
        expires_at=now + LIFE,
    )
    return value


def claim(
    value: bytes,
    *,
    purpose: Challenge.Purpose,
    browser: str,
    person_id: UUID | None = None,
    staff_id: UUID | None = None,
) -> bool:
    """One statement: of a hundred answers to one challenge, one counts. Part of actions."""
    waiting = Challenge.objects.filter(
        purpose=purpose,
        value_hash=sha256(value).digest(),
        browser_hash=fingerprint(browser),
        person_id=person_id,
        staff_id=staff_id,
        used_at=None,
        expires_at__gt=timezone.now(),
    )
    return bool(browser) and bool(waiting.update(used_at=timezone.now()))
