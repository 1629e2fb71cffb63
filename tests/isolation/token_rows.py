"""Each client has a token and has been answered once; an employee has a token for one company."""

from dataclasses import replace

from portico.core.access.actors import Reach, Staff
from portico.core.identity.who import as_contact, as_staff
from portico.core.people.models import Contact, StaffUser
from portico.core.roles.queries import grants_of_staff
from portico.core.tokens.actions.client import create_client_token
from portico.core.tokens.actions.once import keep_answer
from portico.core.tokens.actions.staff import create_limited_token
from portico.core.tokens.permissions import CREATE_TOKEN

SCOPE = "tickets.view"


def hand_out_tokens(owner: StaffUser, *contacts: Contact) -> None:
    """Tokens and kept answers; the contacts may make tokens for this moment only."""
    boss: Staff = as_staff(owner, grants_of_staff(owner.pk))
    for contact in contacts:
        grants = {CREATE_TOKEN.code: Reach.OWN, SCOPE: Reach.OWN}
        actor = replace(as_contact(contact), grants=grants)
        token = create_client_token(actor, name="Sync", scopes=[SCOPE], days=30).row
        keep_answer(actor, owner=token.pk, key="k", request=b"r" * 32, status=201, body=b"{}")
        create_limited_token(boss, name="Export", scopes=[SCOPE], company=contact.company)
