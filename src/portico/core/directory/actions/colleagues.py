"""A client's own admin brings a colleague in."""

from portico.core.access.actors import Actor
from portico.core.journal.acting import action
from portico.core.people import queries as people
from portico.core.people.actions.contacts import add_colleague
from portico.core.people.models import Company, Contact
from portico.core.roles.actions.access import open_access
from portico.core.roles.models import Role
from portico.core.roles.permissions import GIVE_ACCESS


@action(GIVE_ACCESS)
def invite_colleague(
    actor: Actor, company: Company, *, name: str, email: str, title: str, role: Role
) -> Contact:
    """Somebody new, or somebody who is known here and could not sign in so far.

    The invitation follows from the opened access, by mail.
    """
    known = people.contacts(actor).filter(company=company, is_shared_mailbox=False)
    found = known.filter(email=email.strip().lower()).exclude(email="").first()
    if found is None or found.can_sign_in:
        found = add_colleague(actor, company, name=name, email=email, title=title)
    return open_access(actor, found, role=role)
