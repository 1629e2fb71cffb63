"""A picture of each client and a colleague, under an address as long as real ones."""

from uuid import UUID

from portico.core.people.models import Contact, StaffUser
from portico.core.profile.models import Avatar, StaffPicture
from portico.kernel.ids import new_id
from portico.kernel.writes import writing


def show_faces(colleague: StaffUser, *contacts: Contact) -> None:
    with writing("profile"):
        StaffPicture.objects.create(card_id=colleague.card_id, content=b"webp", hash=new_id().hex)
    first = new_id().int
    for number, contact in enumerate(contacts):  # the last one is the newest, however fast it goes
        face = Avatar(id=UUID(int=first + number), company=contact.company, contact=contact)
        face.content, face.hash = b"webp", new_id().hex
        with writing("profile"):
            face.save(force_insert=True)
