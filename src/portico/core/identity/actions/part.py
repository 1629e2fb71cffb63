"""A contact has another address now, which the person behind it has not proved."""

from uuid import UUID

from portico.core.access.actors import Actor, System
from portico.core.access.permissions import NotVisible
from portico.core.journal.acting import action
from portico.core.people.models import Contact, PersonEmail

from ..permissions import OWN
from .leave import end_all_of_contact


@action(OWN, writes=("people",))  # not recorded: the other address is, and each session that ends
def part_from_person(actor: Actor, *, contact_id: UUID) -> None:
    """Sessions of the old address end, and whoever reads the new mailbox is not led to what the
    person has at other companies. Only the product asks.
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
    if Contact.objects.filter(person_id=person).exclude(company_id=contact.company_id).exists():
        Contact.objects.filter(pk=contact.pk).update(person=None)
