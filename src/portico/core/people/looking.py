"""Who has looked at a person's data: a line of the log, once an hour for each colleague."""

from datetime import timedelta

from django.utils import timezone

from portico.core.access.actors import Actor, Staff
from portico.core.journal.acting import record
from portico.core.journal.events import KINDS
from portico.core.journal.models import Entry

from .events import ContactViewed
from .models import Contact

AGAIN = timedelta(hours=1)


def note_view(actor: Actor, contact: Contact) -> None:
    """The same colleague and the same contact within the hour are one line."""
    if not isinstance(actor, Staff):
        return
    lately = Entry.objects.filter(
        subject_id=contact.pk,
        name=KINDS[ContactViewed].name,
        actor_id=actor.id,
        at__gt=timezone.now() - AGAIN,
    )
    if not lately.exists():
        record(actor, ContactViewed(contact=contact.pk, company=contact.company_id), on=contact)
