"""What people of both doors hold to prove who they are, and the rules of each company."""

from django.utils import timezone

from portico.core.identity.models import (
    Challenge,
    PersonCode,
    PersonPasskey,
    PersonSecret,
    SignInPolicy,
    StaffPasskey,
)
from portico.core.people.models import Contact, Person, StaffUser
from portico.kernel.ids import new_id
from portico.kernel.writes import writing


def hold_secrets(staff: StaffUser, *contacts: Contact) -> None:
    """A passkey of the employee; of each contact everything that a person may have."""
    with writing("identity", "people"):
        StaffPasskey.objects.create(staff=staff, **_key())
        for contact in contacts:
            person = Person.objects.create(name=contact.name)
            now = timezone.now()
            Challenge.objects.create(
                purpose="enrol",
                value_hash=new_id().bytes,
                person_id=person.pk,
                created_at=now,
                expires_at=now,
            )
            PersonPasskey.objects.create(person=person, **_key())
            PersonCode.objects.create(person=person, code_hash=new_id().bytes)
            PersonSecret.objects.create(person=person)
            SignInPolicy.objects.create(company=contact.company)


def _key() -> dict[str, object]:
    return {
        "credential": new_id().bytes,
        "credential_hash": new_id().bytes,
        "public_key": b"key",
        "rp_id": "portal.example",
        "name": "Laptop",
        "created_at": timezone.now(),
    }
