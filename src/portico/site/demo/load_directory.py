"""What the demo's client directory lives on: who looks after whom, a closed portal, a leaver."""

from datetime import timedelta

from django.utils import timezone

from portico.core.directory.actions.count import count_companies
from portico.core.people.models import Company, Contact, PortalSwitch, StaffUser
from portico.core.settings.actions.make_tenant import DEMO

from .shapes import DemoTenant

CLOSED = {
    "en": ("Kestrel Freight", "Pays late since August", ("Rita Kestrel", "Owen Marsh")),
    "de": ("Spedition Falk", "Zahlt seit August zu spät", ("Rita Falk", "Anton Moor")),
}
LEFT = {"en": "Left on 31 October", "de": "Ausgeschieden am 31. Oktober"}
AFTER = timedelta(days=21)


def load_directory(demo: DemoTenant) -> None:
    """Figures are counted at once, so that the list is whole with the first look."""
    language = demo.language.partition("-")[0]
    companies = list(Company.objects.filter(status=Company.Status.ACTIVE).order_by("name", "id"))
    _owners(companies)
    _speakers(companies)
    _leavers(LEFT[language])
    _closed(*CLOSED[language])
    count_companies(DEMO)


def _owners(companies: list[Company]) -> None:
    """Everybody of the service desk has some."""
    staff = list(StaffUser.objects.filter(status=StaffUser.Status.ACTIVE).order_by("name")[:3])
    for number, company in enumerate(companies):
        company.owner = company.owner or staff[number % len(staff)]
        company.save(update_fields=["owner"])


def _speakers(companies: list[Company]) -> None:
    for contact in Contact.objects.filter(company__in=companies, is_primary=True).order_by("id"):
        first = {"primary": contact, "changed_at": timezone.now()}
        PortalSwitch.objects.get_or_create(company_id=contact.company_id, defaults=first)


def _leavers(why: str) -> None:
    """Whoever is switched off in the demo has left."""
    Contact.objects.filter(access=Contact.Access.DISABLED).update(
        is_active=False, closed_at=timezone.now() - AFTER, closed_why=why
    )


def _closed(name: str, why: str, people: tuple[str, ...]) -> None:
    company = Company.objects.create(name=name, portal_enabled=False)
    PortalSwitch.objects.create(company=company, changed_at=timezone.now() - AFTER, reason=why)
    domain = name.lower().replace(" ", "")
    for one in people:
        address = f"{one.split()[0].lower()}@{domain}.example"
        Contact.objects.create(company=company, name=one, email=address)
