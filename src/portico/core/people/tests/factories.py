"""Companies and people for tests."""

from typing import Any

from django.utils import timezone

from portico.core.people.models import (
    Company,
    Contact,
    Person,
    PersonEmail,
    Site,
    StaffCard,
    StaffUser,
    Team,
)
from portico.kernel.ids import new_id
from portico.kernel.writes import writing


def a_company(name: str = "Bluebird Bakery", **fields: Any) -> Company:
    with writing("people"):
        return Company.objects.create(name=name, **fields)


def a_site(company: Company, name: str = "Head office", **fields: Any) -> Site:
    with writing("people"):
        return Site.objects.create(company=company, name=name, **fields)


def a_contact(
    company: Company | None = None, name: str = "Carla Contact", **fields: Any
) -> Contact:
    """A contact with portal access and a verified person."""
    email = fields.pop(
        "email", f"{name.split(maxsplit=1)[0].lower()}.{new_id().hex[-6:]}@client.example"
    )
    fields.setdefault("access", Contact.Access.ACTIVE)
    with writing("people"):
        if "person" not in fields:
            fields["person"] = a_person(name, email)
        return Contact.objects.create(
            company=company or a_company(), name=name, email=email, **fields
        )


def a_person(name: str, email: str) -> Person:
    with writing("people"):
        person = Person.objects.create(name=name)
        PersonEmail.objects.create(person=person, email=email, verified_at=timezone.now())
        return person


def a_staff_user(name: str = "Tess Technician", **fields: Any) -> StaffUser:
    fields.setdefault(
        "email", f"{name.split(maxsplit=1)[0].lower()}.{new_id().hex[-6:]}@msp.example"
    )
    fields.setdefault("status", StaffUser.Status.ACTIVE)
    with writing("people"):
        card = StaffCard.objects.create(name=name, title=fields.get("title", ""))
        return StaffUser.objects.create(name=name, card=card, **fields)


def a_team(name: str = "Service desk") -> Team:
    with writing("people"):
        return Team.objects.create(name=name)
