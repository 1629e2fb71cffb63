"""Who is here already, held in memory: what an import asks for every one of its rows."""

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from .models import Company, Contact

FREE_MAIL = frozenset(
    [
        "aol.com",
        "bluewin.ch",
        "fastmail.com",
        "gmail.com",
        "gmx.at",
        "gmx.ch",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hotmail.com",
        "hotmail.de",
        "icloud.com",
        "live.com",
        "mail.com",
        "mail.ru",
        "me.com",
        "msn.com",
        "outlook.com",
        "outlook.de",
        "posteo.de",
        "proton.me",
        "protonmail.com",
        "t-online.de",
        "web.de",
        "yahoo.com",
        "yahoo.de",
        "yandex.ru",
    ]
)  # addresses there say nothing about where somebody works


def named(name: str) -> str:
    """A name as it is compared: case and space do not matter."""
    return " ".join(name.split()).casefold()


def domain_of(email: str) -> str:
    """The part after the @, if it can stand for a company."""
    domain = email.rpartition("@")[2]
    return "" if domain in FREE_MAIL else domain


@dataclass(slots=True)
class Directory:
    """Companies and contacts of the tenant by everything that a foreign file may know of them."""

    company_refs: dict[str, UUID] = field(default_factory=dict)
    company_names: dict[str, list[UUID]] = field(default_factory=lambda: defaultdict(list))
    with_ref: set[UUID] = field(default_factory=set)
    names: dict[UUID, str] = field(default_factory=dict)
    contact_refs: dict[str, UUID] = field(default_factory=dict)
    emails: dict[tuple[UUID, str], UUID] = field(default_factory=dict)
    people: dict[tuple[UUID, str], UUID] = field(default_factory=dict)
    sites: dict[UUID, UUID] = field(default_factory=dict)
    at_email: dict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    at_domain: dict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))

    def add_company(self, company: UUID, name: str, ref: str) -> None:
        """The company is here, now or again with another name or reference."""
        self.names[company] = name
        if company not in self.company_names[named(name)]:
            self.company_names[named(name)].append(company)
        if ref:
            self.company_refs[ref] = company
            self.with_ref.add(company)

    def add_contact(self, contact: UUID, company: UUID, name: str, email: str, ref: str) -> None:
        """The contact is here, now or again with more known."""
        self.names[contact] = name
        self.people.setdefault((company, named(name)), contact)
        if ref:
            self.contact_refs[ref] = contact
        if email:
            self.emails.setdefault((company, email), contact)
            self.at_email[email].add(company)
            if domain := domain_of(email):
                self.at_domain[domain].add(company)

    def company_called(self, name: str, ref: str = "") -> UUID | None:
        """By reference, else by name; one of another reference is another company."""
        if ref and (found := self.company_refs.get(ref)):
            return found
        same = self.company_names.get(named(name), []) if name else []
        fits = [one for one in same if not (ref and one in self.with_ref)]
        return fits[0] if fits else None

    def is_ambiguous(self, name: str) -> bool:
        """Are there two of this name?"""
        return len(self.company_names.get(named(name), [])) > 1

    def companies_of(self, email: str) -> set[UUID]:
        """Where somebody with this address works, or else anybody with its domain."""
        domain = domain_of(email)
        return self.at_email.get(email) or (self.at_domain.get(domain, set()) if domain else set())

    def contact_at(self, company: UUID, *, email: str, name: str) -> UUID | None:
        """By address, or by name where no address is given."""
        if email:
            return self.emails.get((company, email))
        return self.people.get((company, named(name))) if name else None


def read_directory() -> Directory:
    """Everybody in the tenant whose scope is open."""
    directory = Directory()
    companies = Company.objects.order_by("id").values_list("id", "name", "external_ref")
    for company, name, ref in companies.iterator():
        directory.add_company(company, name, ref)
    contacts = Contact.objects.order_by("id")
    values = contacts.values_list("id", "company_id", "name", "email", "external_ref", "site_id")
    for contact, company, name, email, ref, site in values.iterator():
        directory.add_contact(contact, company, name, email, ref)
        if site is not None:
            directory.sites[contact] = site
    return directory
