"""API tokens of staff: made, shown once, revoked."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import NotVisible, Refusal
from portico.core.journal.acting import action, record
from portico.kernel.crypto.tokens import fingerprint, new_secret

from ..events import TokenCreated, TokenRevoked
from ..models import ApiToken
from ..permissions import CREATE_TOKEN, OWN
from ..who import own_id

PREFIX = "ptk_"
SHOWN = 10  # characters that stay readable in the list


class NewToken(NamedTuple):
    row: ApiToken
    secret: str


class AlreadyOver(Refusal):
    """An expiry has to lie ahead."""

    def __init__(self) -> None:
        super().__init__(_("Choose a day that is still to come."), field="expires")


@action(CREATE_TOKEN)
def create_token(actor: Actor, *, name: str, expires_at: datetime | None = None) -> NewToken:
    """A token that may do what its owner may do, at each call anew. The secret is shown once."""
    if expires_at is not None and expires_at <= timezone.now():
        raise AlreadyOver
    secret = PREFIX + new_secret()
    row = ApiToken.objects.create(
        staff_id=own_id(actor),
        name=name.strip(),
        start=secret[:SHOWN],
        token_hash=fingerprint(secret),
        created_at=timezone.now(),
        expires_at=expires_at,
    )
    record(actor, TokenCreated(token=row.pk), on=row, after={"name": row.name})
    return NewToken(row, secret)


@action(OWN)
def revoke_token(actor: Actor, token: ApiToken) -> None:
    """The token opens nothing any more; only its owner ends a single one."""
    if token.staff_id != actor.id:
        raise NotVisible("token")
    _revoke(actor, token)


@action(OWN)
def revoke_own_tokens(actor: Actor) -> int:
    """All of them at once: somebody may have read along."""
    return revoke_all_of_staff(actor, own_id(actor))


def revoke_all_of_staff(actor: Actor, staff_id: UUID) -> int:
    """Every token of an employee; part of the actions that shut somebody else out."""
    working = ApiToken.objects.filter(staff_id=staff_id, revoked_at=None)
    return sum(_revoke(actor, token) for token in working)


def _revoke(actor: Actor, token: ApiToken) -> bool:
    working = ApiToken.objects.filter(pk=token.pk, revoked_at=None)
    if not working.update(revoked_at=timezone.now()):
        return False
    record(actor, TokenRevoked(token=token.pk), on=token, before={"name": token.name})
    return True
