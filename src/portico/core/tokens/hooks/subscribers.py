"""Whoever loses access loses the tokens for good."""

from portico.core.identity.events import ContactParted
from portico.core.journal.events import subscribe
from portico.core.roles.events import AccessClosed, ContactLeft

from ..actions.client import revoke_tokens_of
from ..jobs import SELF


@subscribe(to=AccessClosed)
def end_tokens(fact: AccessClosed) -> None:
    """They open nothing from this moment; given access again, the person makes new ones."""
    revoke_tokens_of(SELF, contact_id=fact.contact)


@subscribe(to=ContactLeft)
def end_those_of_a_leaver(fact: ContactLeft) -> None:
    """Also where there was no access to close any more."""
    revoke_tokens_of(SELF, contact_id=fact.contact)


@subscribe(to=ContactParted)
def end_those_of_the_old_address(fact: ContactParted) -> None:
    """Whoever made them may be somebody else than who reads the mailbox from now on."""
    revoke_tokens_of(SELF, contact_id=fact.contact)
