"""Tokens of contacts: made, shown once, revoked."""

from collections.abc import Collection
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Contact
from portico.core.access.permissions import NotVisible, Refusal
from portico.core.journal.acting import action, record
from portico.kernel.crypto.tokens import fingerprint, new_secret

from ..events import ClientTokenMade, ClientTokenRevoked
from ..models import ClientToken
from ..permissions import CREATE_TOKEN, END
from ..rules import DAYS, PREFIX, SHOWN, offered

MOST = 50  # working tokens of one person


class NewClientToken(NamedTuple):
    row: ClientToken
    secret: str


class NothingAllowed(Refusal):
    """A token that may do nothing is a mistake; so is one that may do more than its owner."""

    def __init__(self) -> None:
        super().__init__(
            _("Choose what the program may do, of what you may do yourself."), field="scopes"
        )


class BadPeriod(Refusal):
    """Tokens of clients always end."""

    def __init__(self) -> None:
        super().__init__(_("Choose how long the token works."), field="days")


class TooMany(Refusal):
    """Somebody forgets to clear up."""

    def __init__(self) -> None:
        super().__init__(_("You have many tokens already. Revoke one that you do not need."))


@action(CREATE_TOKEN)
def create_client_token(
    actor: Actor, *, name: str, scopes: Collection[str], days: int
) -> NewClientToken:
    """With it a program does what its owner may do, as far as `scopes` go. Shown once."""
    if not isinstance(actor, Contact):
        raise NotVisible("token")
    wanted = sorted(set(scopes))
    if not wanted or not set(wanted) <= {one.code for one in offered(actor)}:
        raise NothingAllowed
    if days not in DAYS:
        raise BadPeriod
    working = ClientToken.objects.filter(contact_id=actor.id, revoked_at=None)
    now = timezone.now()
    if working.filter(expires_at__gt=now).count() >= MOST:
        raise TooMany
    secret = PREFIX + new_secret()
    row = ClientToken.objects.create(
        company_id=actor.company_id,
        contact_id=actor.id,
        name=" ".join(name.split())[:80],
        start=secret[:SHOWN],
        token_hash=fingerprint(secret),
        scopes=wanted,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    until = row.expires_at.isoformat(timespec="minutes")
    fact = ClientTokenMade(token=row.pk, scopes=wanted, until=until)
    record(actor, fact, on=row, after={"name": row.name})
    return NewClientToken(row, secret)


@action(END)
def revoke_client_token(actor: Actor, token: ClientToken) -> None:
    """From now on it opens nothing; only its owner ends a single one."""
    if token.contact_id != actor.id:
        raise NotVisible("token")
    _revoke(actor, token)


@action(END)
def revoke_tokens_of(actor: Actor, *, contact_id: UUID) -> int:
    """All tokens of a contact, for good: access was closed, or somebody has left."""
    working = ClientToken.objects.filter(contact_id=contact_id, revoked_at=None)
    return sum(_revoke(actor, token) for token in working)


def _revoke(actor: Actor, token: ClientToken) -> bool:
    working = ClientToken.objects.filter(pk=token.pk, revoked_at=None)
    if not working.update(revoked_at=timezone.now()):
        return False
    fact = ClientTokenRevoked(token=token.pk)
    record(actor, fact, on=token, before={"name": token.name})
    return True
