"""A contact has another address now, which the person behind it has not proved."""

from uuid import UUID

from portico.core.access.actors import Actor, System
from portico.core.access.permissions import NotVisible
from portico.core.journal.acting import action, record
from portico.core.people.models import Contact, PersonEmail

from ..events import ContactParted
from ..permissions import OWN
from .leave import end_all_of_contact


@action(OWN, writes=("people",))
def part_from_person(actor: Actor, *, contact_id: UUID) -> None:
    """Sessions of the old address end, and the contact is nobody's until the new mailbox is proved.

    Whoever signed in under a mistaken address comes back with none of their passkeys or passwords,
    and whoever reads the new mailbox is not led to other companies. Only the product asks.
    """
    if not isinstance(actor, System):
        raise NotVisible("contact")
    contact = Contact.objects.filter(pk=contact_id).first()
    if contact is None or contact.person_id is None:
        return
    person = contact.person_id
    if PersonEmail.objects.filter(person_id=person, email=contact.email).exists():
        return
    end_all_of_contact(actor, contact_id=contact.pk)
    Contact.objects.filter(pk=contact.pk).update(person=None)
    record(actor, ContactParted(contact=contact.pk), on=contact)
