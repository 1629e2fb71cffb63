"""A picture of each client and a colleague, under an address as long as real ones."""

from portico.core.people.models import Contact, StaffUser
from portico.core.profile.models import Avatar, StaffPicture
from portico.kernel.ids import new_id
from portico.kernel.writes import writing


def show_faces(colleague: StaffUser, *contacts: Contact) -> None:
    with writing("profile"):
        StaffPicture.objects.create(card_id=colleague.card_id, content=b"webp", hash=new_id().hex)
    for contact in contacts:
        with writing("profile"):
            Avatar.objects.create(
                company=contact.company, contact=contact, content=b"webp", hash=new_id().hex
            )
