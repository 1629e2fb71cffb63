"""Who has looked at a person's data: a line of the log for each look, and nothing else is read."""

from portico.core.access.actors import Actor, Staff
from portico.core.journal.acting import record

from .events import ContactViewed
from .models import Contact


def note_view(actor: Actor, contact: Contact) -> None:
    """A colleague has opened the page of a contact."""
    if isinstance(actor, Staff):
        fact = ContactViewed(contact=contact.pk, company=contact.company_id)
        record(actor, fact, on=contact)
