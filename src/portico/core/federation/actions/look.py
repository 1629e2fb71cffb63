"""Keep what a provider publishes; read by jobs, so that no page ever waits for it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.journal.acting import action, record

from ..events import ConnectionChanged
from ..models import Connection, SsoAttempt, UsedAssertion
from ..permissions import MANAGE, SIGN_ON
from ..rules.oidc import Published, discovery_of
from ..rules.proven import Proven
from .answer import fail, is_of_another

KEPT = timedelta(days=30)
PUBLISHED = ("issuer", "authorize_url", "token_url", "keys_url", "userinfo_url")


@action(MANAGE)
def note_published(
    actor: Actor, connection_id: UUID, *, said: Published, keys: list[dict[str, Any]]
) -> None:
    """Addresses and keys of the provider; of one that is not asked any more, nothing is kept."""
    row = Connection.objects.select_for_update().get(pk=connection_id)
    if row.discovery_url != discovery_of(said.issuer) or row.state == Connection.State.REMOVED:
        return
    changed = [name for name in PUBLISHED if getattr(row, name) != getattr(said, name)]
    for name in changed:
        setattr(row, name, getattr(said, name))
    row.posts_secret, row.names_itself = said.posts_secret, said.names_itself
    row.keys, row.fetched_at, row.asked_at, row.problem = keys, timezone.now(), None, ""
    row.save()
    if changed:
        record(actor, ConnectionChanged(connection=row.pk, fields=changed), on=row)


@action(MANAGE)  # not recorded: nobody did anything
def note_keys(actor: Actor, connection_id: UUID, *, keys: list[dict[str, Any]]) -> None:  # noqa: ARG001
    """The provider's keys as they are now. They change by themselves; nobody did anything."""
    Connection.objects.filter(pk=connection_id).update(keys=keys, fetched_at=timezone.now())


@action(MANAGE)  # not recorded: nobody did anything
def note_problem(actor: Actor, connection_id: UUID, *, problem: str) -> None:  # noqa: ARG001
    """What we have stays in use; the page says what is wrong."""
    Connection.objects.filter(pk=connection_id).update(asked_at=None, problem=problem[:30])


@action(SIGN_ON)  # not recorded: what comes of it is
def claim_exchange(actor: Actor, attempt_id: UUID) -> SsoAttempt | None:
    """A code is asked about once; None if another job has it or it is too late."""
    waiting = SsoAttempt.objects.filter(
        pk=attempt_id, state=SsoAttempt.State.ANSWERED, expires_at__gt=timezone.now()
    ).exclude(code=b"")
    if not waiting.update(state=SsoAttempt.State.ASKED):
        return None
    attempt = SsoAttempt.objects.select_related("connection").get(pk=attempt_id)
    if is_of_another(attempt):
        fail(actor, attempt, "not_active")
        return None
    return attempt


@action(SIGN_ON)  # not recorded: the sign-in is
def note_proven(actor: Actor, attempt_id: UUID, proven: Proven) -> None:  # noqa: ARG001
    SsoAttempt.objects.filter(pk=attempt_id).update(claims=proven.as_json())


@action(SIGN_ON)  # not recorded: nothing is lost
def sweep_attempts(actor: Actor) -> None:  # noqa: ARG001
    """What is over has told what it could."""
    now = timezone.now()
    SsoAttempt.objects.filter(created_at__lt=now - KEPT).delete()
    UsedAssertion.objects.filter(expires_at__lt=now).delete()
    Connection.objects.filter(state=Connection.State.REMOVED).delete()
