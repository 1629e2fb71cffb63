"""API tokens of staff: made, shown once, revoked."""

from datetime import datetime
from typing import NamedTuple

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
    """The token opens nothing any more; only its owner ends it (a switched-off owner's is dead)."""
    if token.staff_id != actor.id:
        raise NotVisible("token")
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
        record(actor, TokenRevoked(token=token.pk), on=token, before={"name": token.name})
