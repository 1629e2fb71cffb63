"""A picture of each client, under an address as long as real ones."""

from portico.core.people.models import Contact
from portico.core.profile.models import Avatar
from portico.kernel.ids import new_id
from portico.kernel.writes import writing


def show_faces(*contacts: Contact) -> None:
    for contact in contacts:
        with writing("profile"):
            Avatar.objects.create(
                company=contact.company, contact=contact, content=b"webp", hash=new_id().hex
            )
