"""Asking twice does it once: what a program was answered is kept beside what it has changed.

A call and its kept answer are one transaction: either both are there, or neither. While a call is
running, the same key is held by a lock that ends with the transaction, so a process that dies
leaves nothing behind that would have to be cleared up.
"""

import hashlib
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Contact
from portico.core.access.permissions import Conflict, Refusal
from portico.core.journal.acting import action
from portico.core.tenants.vault import open_text, seal_text
from portico.kernel.tenancy import current_tenant

from ..models import KeptAnswer
from ..permissions import KEEP_ANSWER
from ..rules import KEPT


class StillRunning(Conflict):
    """The first call with this key is not over."""

    def __init__(self) -> None:
        super().__init__(
            _("A call with this Idempotency-Key is running. Ask again in a moment."), retry_after=1
        )


class AnotherRequest(Refusal):
    """A key stands for one request."""

    def __init__(self) -> None:
        super().__init__(
            _("This Idempotency-Key was used for another request. Use a new one."),
            field="Idempotency-Key",
        )


def request_hash(method: str, path: str, body: bytes) -> bytes:
    """What makes two requests the same."""
    found = hashlib.sha256()
    for part in (method.encode(), path.encode(), body):
        found.update(len(part).to_bytes(8, "big") + part)
    return found.digest()


@action(KEEP_ANSWER)  # not recorded: nothing has happened but a look
def answered_before(
    actor: Actor,  # noqa: ARG001  every action has one
    *,
    owner: UUID,
    key: str,
    request: bytes,
) -> KeptAnswer | None:
    """Hold the key for this transaction, and say what was answered before, if anything."""
    key_hash = hashlib.sha256(key.encode()).digest()
    if not _held(owner, key_hash):
        raise StillRunning
    found = KeptAnswer.objects.filter(owner=owner, key_hash=key_hash).first()
    if found is None:
        return None
    if found.at <= timezone.now() - KEPT:
        found.delete()
        return None
    if bytes(found.request_hash) != request:
        raise AnotherRequest
    return found


@action(KEEP_ANSWER)  # not recorded: what was done records itself
def keep_answer(
    actor: Actor, *, owner: UUID, key: str, request: bytes, status: int, body: bytes
) -> None:
    """From now on the same request gets this answer."""
    row = KeptAnswer(
        owner=owner,
        contact_id=actor.id if isinstance(actor, Contact) else None,
        key_hash=hashlib.sha256(key.encode()).digest(),
        request_hash=request,
        status=status,
        at=timezone.now(),
    )
    row.body = seal_text(row, "body", body.decode())
    row.save(force_insert=True)


def body_of(kept: KeptAnswer) -> str:
    """The answer as it was."""
    return open_text(kept, "body", kept.body)


@action(KEEP_ANSWER)  # not recorded: an answer that nobody asks for any more
def forget_answers(actor: Actor) -> int:  # noqa: ARG001  every action has one
    """Answers older than a day."""
    count, _kinds = KeptAnswer.objects.filter(at__lte=timezone.now() - KEPT).delete()
    return count


def _held(owner: UUID, key_hash: bytes) -> bool:
    name = hashlib.sha256(current_tenant().bytes + owner.bytes + key_hash).digest()
    number = int.from_bytes(name[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        (held,) = cursor.fetchone()
    return bool(held)
