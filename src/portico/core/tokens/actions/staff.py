"""Tokens of employees that may do less than their owner."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Staff
from portico.core.access.permissions import NotVisible, Refusal
from portico.core.identity.actions.tokens import NewToken, create_token
from portico.core.identity.permissions import CREATE_TOKEN
from portico.core.journal.acting import action, record
from portico.core.people.models import Company

from ..events import TokenLimited
from ..models import TokenLimit
from ..rules import offered


class BeyondOwn(Refusal):
    """Nobody hands on what they do not hold."""

    def __init__(self) -> None:
        super().__init__(
            _("Choose what the program may do, of what you may do yourself."), field="scopes"
        )


@action(CREATE_TOKEN)
def create_limited_token(
    actor: Actor,
    *,
    name: str,
    scopes: Collection[str] | None,
    company: Company | None = None,
    expires_at: datetime | None = None,
) -> NewToken:
    """A token for a part of what its owner may do. `scopes=None` means all of it."""
    if not isinstance(actor, Staff):
        raise NotVisible("token")
    wanted = None if scopes is None else sorted(set(scopes))
    if wanted is not None and not set(wanted) <= {one.code for one in offered(actor)}:
        raise BeyondOwn
    if wanted == []:
        raise BeyondOwn
    made = create_token(actor, name=name, expires_at=expires_at)
    if wanted is not None or company is not None:
        at = company.pk if company else None
        TokenLimit.objects.create(token=made.row, scopes=wanted, company=at)
        fact = TokenLimited(token=made.row.pk, scopes=wanted or [], company=str(at or ""))
        record(actor, fact, on=made.row)
    return made
