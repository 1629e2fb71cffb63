"""Which tokens somebody has, and who stands behind the one that a request carries."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.utils import timezone

from portico.core.access.actors import Actor, Contact, Staff
from portico.core.access.permissions import NotVisible
from portico.core.identity import queries as identity
from portico.core.identity.who import as_contact, as_staff
from portico.core.people.models import Company
from portico.core.people.models import Contact as ContactRow
from portico.core.roles.queries import grants_of_contact, grants_of_staff
from portico.kernel.crypto.tokens import fingerprint
from portico.kernel.writes import writing

from .models import ClientToken, TokenLimit
from .rules import PREFIX, SEEN_EVERY, cut, cut_reaches


@dataclass(frozen=True, slots=True)
class Holder:
    """Who acts through a token, and where it ends."""

    token: UUID
    actor: Staff | Contact
    company: UUID | None = None  # an employee's token that is for one company only


def holder(header: str) -> Holder | None:
    """Who holds the token of an `Authorization` header; works in the scope of the door."""
    secret = identity.bearer_of(header)
    if secret.startswith(PREFIX):
        return _contact(secret)
    if (token := identity.token_of(header)) is None:
        return None
    limit = TokenLimit.objects.filter(token=token).first()
    grants = cut(grants_of_staff(token.staff_id), limit.scopes if limit else None)
    return Holder(token.pk, as_staff(token.staff, grants), limit.company if limit else None)


def _contact(secret: str) -> Holder | None:
    """The same conditions as for a session, and the contact's grants of this moment."""
    now = timezone.now()
    token = (
        ClientToken.objects.select_related("contact__company", "contact__site")
        .filter(token_hash=fingerprint(secret), revoked_at=None, expires_at__gt=now)
        .filter(
            contact__access=ContactRow.Access.ACTIVE,
            contact__is_active=True,
            contact__email__gt="",
            contact__company__status=Company.Status.ACTIVE,
            contact__company__portal_enabled=True,
        )
        .first()
    )
    if token is None or token.contact.company_id != token.company_id:
        return None
    if token.last_used_at is None or now - token.last_used_at > SEEN_EVERY:
        with writing("tokens"):
            ClientToken.objects.filter(pk=token.pk).update(last_used_at=now)
    grants = cut_reaches(grants_of_contact(token.contact_id), token.scopes)
    return Holder(token.pk, replace(as_contact(token.contact), grants=grants))


def client_tokens(actor: Actor) -> list[ClientToken]:
    """The contact's own tokens that nobody has revoked."""
    if not isinstance(actor, Contact):
        return []
    found = ClientToken.objects.filter(contact_id=actor.id, revoked_at=None)
    return list(found.order_by("-id")[:200])


def client_token(actor: Actor, token_id: UUID) -> ClientToken:
    """One of the own tokens."""
    for token in client_tokens(actor):
        if token.pk == token_id:
            return token
    raise NotVisible("token")


def limits_of(token_ids: list[UUID]) -> dict[UUID, TokenLimit]:
    """Which of these tokens may do less than their owner."""
    return {one.token_id: one for one in TokenLimit.objects.filter(token_id__in=token_ids)}
