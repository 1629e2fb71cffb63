"""Open the session: once, in the browser that began, for the contact that was found."""

from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.identity.actions.enter import Opened, begin_portal
from portico.core.identity.models import Method
from portico.core.identity.who import as_contact
from portico.core.journal.acting import action
from portico.core.people.models import Contact, Person

from ..models import Connection, SsoAttempt
from ..permissions import SIGN_ON
from ..queries import active_connection
from .waiting import Over, taken


@action(SIGN_ON, writes=("people", "identity"))
def enter_with(actor: Actor, attempt: SsoAttempt, *, device: str) -> Opened:  # noqa: ARG001
    """Whoever may ask has the browser's secret; see `queries.attempt_in`."""
    if not taken(attempt):
        raise Over
    company_id = attempt.connection.client
    contact = (
        Contact.objects.with_access()
        .select_related("company", "site", "person")
        .filter(company_id=company_id, id__in=[attempt.contact_id])
        .first()
    )
    if contact is None or active_connection(attempt.connection_id) is None:
        raise Over
    _let_in(contact)
    is_saml = attempt.connection.kind == Connection.Kind.SAML
    method = Method.SAML if is_saml else Method.OIDC
    return begin_portal(as_contact(contact), contact, method=method, device=device, aal=attempt.aal)


def _let_in(contact: Contact) -> None:
    """Somebody new becomes a person of their own. The provider vouches for this company only, so
    no mailbox counts as proved, and no contact elsewhere is touched.
    """
    if contact.person_id is None:
        contact.person = Person.objects.create(name=contact.name)
    contact.access, contact.last_seen_at = Contact.Access.ACTIVE, timezone.now()
    contact.save(update_fields=["person", "access", "last_seen_at"])
