"""Facts about tokens, with the words of the log."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from portico.core.journal.events import event


@event("tokens.client_token_made", security=True, timeline=(), words=_("Made an API token"))
class ClientTokenMade:
    """A contact has let a program in; the token was shown once."""

    token: UUID
    scopes: list[str]
    until: str


@event("tokens.client_token_revoked", security=True, timeline=(), words=_("Revoked an API token"))
class ClientTokenRevoked:
    """The token opens nothing any more."""

    token: UUID


@event("tokens.limited", security=True, words=_("Limited an API token"))
class TokenLimited:
    """An employee's new token may do less than its owner."""

    token: UUID
    scopes: list[str]
    company: str
