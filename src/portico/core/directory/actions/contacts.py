"""What staff correct about a contact; the mailbox that no longer counts hears of it."""

from typing import Unpack

from portico.core.access.actors import Actor
from portico.core.journal.acting import action
from portico.core.mail.actions.queue import queue_mail
from portico.core.people.actions.contacts import AboutContactNamed, change_contact
from portico.core.people.models import Contact
from portico.core.people.permissions import MANAGE


@action(MANAGE)
def correct_contact(actor: Actor, contact: Contact, **values: Unpack[AboutContactNamed]) -> Contact:
    """Change what is given. Where somebody signs in by another address now, the old one is told."""
    could, before = contact.has_joined, Contact.objects.get(pk=contact.pk).email
    changed = change_contact(actor, contact, **values)
    if could and before and changed.email != before:
        queue_mail(
            actor,
            to=before,
            name=changed.name,
            template="directory/mail/other_address",
            context={"name": changed.first_name},
            language=changed.language,
            zone=changed.zone,
            about=changed,
        )
    return changed
