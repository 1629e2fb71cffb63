"""The people of a seeded tenant: as many as real MSPs of that size know."""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from itertools import batched
from random import Random

from django.db import transaction
from django.utils import timezone

from portico.core.access.actors import Operator, Reach
from portico.core.people.models import (
    Company,
    Contact,
    Person,
    PersonEmail,
    Site,
    StaffCard,
    StaffUser,
)
from portico.core.roles.models import Grant, Role, StaffGrant
from portico.core.settings.actions.make_tenant import DEMO, Owner, furnish
from portico.core.tenants.models import Tenant
from portico.engines.search.actions.complete import complete_index
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import ANY, writing

from .people import TENANTS, written

BATCH = 4000
LARGEST = 0.1  # of all contacts are at the first company
EVERYWHERE = 40  # companies at which one person is a contact
TRADES = (
    "Bakery", "Builders", "Dental", "Design", "Foods", "Freight", "Gardens", "Glass", "Hotels",
    "Legal", "Logistics", "Motors", "Optics", "Pharmacy", "Printing", "School", "Studio", "Travel",
)  # fmt: skip
SHARES = {Contact.Access.ACTIVE: 30, Contact.Access.INVITED: 20, Contact.Access.NONE: 50}


@cache
def names() -> tuple[list[str], list[str]]:
    """First and last names of the demo's people, to be put together anew."""
    rows = [
        line.split("|")[0].split()
        for key, companies in TENANTS.items()
        for company in companies
        for line in written(f"{key}/{company}.toml")["tables"]["people"].strip().splitlines()
    ]
    pairs = [row for row in rows if len(row) > 1]
    return sorted({row[0] for row in pairs}), sorted({row[-1] for row in pairs})


def make_people(slug: str, *, technicians: int, companies: int, contacts: int) -> None:
    """A tenant with staff, companies and contacts; all of it or nothing."""
    rng = Random(slug)  # noqa: S311 - no secret
    tenant = Tenant(name=f"Seed {slug}", slug=slug, language="en", zone="Europe/London")
    owner = Owner("Olivia Owner", f"owner@{slug}.example")
    with transaction.atomic(), writing(ANY):
        host = f"{slug}.localhost"
        furnish(Operator(), tenant, host=host, colour="#3f5bd9", owner=owner, only_first=False)
        with scope(staff_scope(tenant.id)):
            roles = {role.key: role for role in Role.objects.all()}
            _staff(rng, roles["technician"], count=technicians, domain=f"{slug}.example")
            made = _companies(rng, companies)
            _contacts(rng, roles, made, count=contacts)
            complete_index(DEMO)


def _name(rng: Random) -> str:
    first, last = names()
    return f"{rng.choice(first)} {rng.choice(last)}"


def _staff(rng: Random, role: Role, *, count: int, domain: str) -> None:
    StaffUser.objects.update(status=StaffUser.Status.ACTIVE)
    rows = []
    for number in range(count):
        name = _name(rng)
        card = StaffCard(name=name, title="Technician", in_team_list=number < 3)
        rows.append(
            StaffUser(
                name=name,
                email=f"tech{number}@{domain}",
                title="Technician",
                status=StaffUser.Status.ACTIVE,
                card=card,
            )
        )
    StaffCard.objects.bulk_create(row.card for row in rows)
    StaffUser.objects.bulk_create(rows)
    StaffGrant.objects.bulk_create(StaffGrant(staff=row, role=role) for row in rows)


def _companies(rng: Random, count: int) -> list[tuple[Company, list[Site]]]:
    companies = [
        Company(
            name=f"{rng.choice(names()[1])} {rng.choice(TRADES)} {number}",
            industry=rng.choice(TRADES),
            phone="+44 20 7946 0000",
        )
        for number in range(count)
    ]
    Company.objects.bulk_create(companies, batch_size=BATCH)
    made = []
    for company in companies:
        sites = [Site(company=company, name=f"Site {n}") for n in range(rng.randint(1, 3))]
        made.append((company, sites))
    Site.objects.bulk_create([site for _, sites in made for site in sites], batch_size=BATCH)
    return made


def _contacts(
    rng: Random, roles: dict[str, Role], made: list[tuple[Company, list[Site]]], *, count: int
) -> None:
    for some in batched(_drawn(rng, made, count), BATCH):
        _write(list(some), roles)
    _one_everywhere(roles["employee"], made)


def _drawn(
    rng: Random, made: list[tuple[Company, list[Site]]], count: int
) -> Iterator[tuple[Contact, str]]:
    """Contacts with their roles: the first of a company manages, the second is active too."""
    largest = int(count * LARGEST)
    sizes = [largest] + [max(2, (count - largest) // max(1, len(made) - 1))] * (len(made) - 1)
    number = 0
    for (company, sites), size in zip(made, sizes, strict=True):
        for place in range(size):
            number += 1
            access = Contact.Access.ACTIVE if place < 2 else _access(rng)
            name = _name(rng)
            contact = Contact(
                company=company,
                site=rng.choice(sites),
                name=name,
                email=f"c{number}@client{company.id.hex[-6:]}.example",
                title="Manager" if place == 0 else "Employee",
                access=access,
                is_primary=place == 0,
                last_seen_at=timezone.now() - timedelta(hours=rng.randint(1, 2000))
                if access == Contact.Access.ACTIVE
                else None,
            )
            yield contact, "manager" if place == 0 else "employee"


def _access(rng: Random) -> Contact.Access:
    return rng.choices(list(SHARES), list(SHARES.values()))[0]


def _write(some: list[tuple[Contact, str]], roles: dict[str, Role]) -> None:
    now = timezone.now()
    active = [contact for contact, _ in some if contact.access == Contact.Access.ACTIVE]
    for contact in active:
        contact.person = Person(name=contact.name)
    Person.objects.bulk_create([contact.person for contact in active if contact.person])
    PersonEmail.objects.bulk_create(
        PersonEmail(person=contact.person, email=contact.email, verified_at=now)
        for contact in active
        if contact.person
    )
    Contact.objects.bulk_create(contact for contact, _ in some)
    Grant.objects.bulk_create(
        _grant(contact, roles[key]) for contact, key in some if contact.access != "none"
    )


def _grant(contact: Contact, role: Role) -> Grant:
    reach = Reach.COMPANY if role.key == "manager" else Reach.OWN
    return Grant(company_id=contact.company_id, contact=contact, role=role, reach=reach.value)


def _one_everywhere(role: Role, made: list[tuple[Company, list[Site]]]) -> None:
    """The bookkeeper who works for everybody."""
    email = "everywhere@bookkeeper.example"
    person = Person.objects.create(name="Eve Rywhere")
    PersonEmail.objects.create(person=person, email=email, verified_at=timezone.now())
    rows = [
        Contact(
            company=company,
            person=person,
            name=person.name,
            email=email,
            title="Bookkeeper",
            access=Contact.Access.ACTIVE,
        )
        for company, _ in made[:EVERYWHERE]
    ]
    Contact.objects.bulk_create(rows)
    Grant.objects.bulk_create(_grant(row, role) for row in rows)
