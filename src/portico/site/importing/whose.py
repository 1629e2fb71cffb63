"""Whose row is it? Finds company and contact; those that only a row names are added."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from portico.core.people.actions.import_people import CompanyRow, ContactRow
from portico.core.people.directory import Directory, domain_of, named

from .findable import take_companies, take_contacts
from .reading import BadRow, Habits, Line, limited


class Who(NamedTuple):
    """What a row says about the client."""

    line: int
    company: str = ""
    company_ref: str = ""
    name: str = ""
    email: str = ""


class Found(NamedTuple):
    """Who that is, here."""

    company: UUID
    contact: UUID | None


def who_of(line: Line, habits: Habits) -> Who:
    """Read the client's fields; an address may stand in the place of a name."""
    name, email = line.text("contact"), line.text("email")
    if "@" in name:
        name, address = parseaddr(name)
        email = email or address
    return Who(
        line.number,
        company=limited("company", " ".join(line.text("company").split()), 200),
        company_ref=habits.ref(line.text("company id")),
        name=limited("contact", " ".join(name.strip("- ").split()), 200),
        email=an_address(email, lenient=True),
    )


def an_address(text: str, *, lenient: bool = False) -> str:
    """In lower case; what is no address is refused, or with `lenient` left out."""
    text = text.strip().lower()
    try:
        if text:
            validate_email(text)
            limited("email", text, 254)
    except (ValidationError, BadRow):
        if lenient:
            return ""
        raise BadRow(
            f"“{text[:60]}” is no e-mail address. Correct it, or empty the cell."
        ) from None
    return text


@dataclass(frozen=True, slots=True)
class Whose:
    """Looks up and adds; inside the tenant's scope."""

    directory: Directory
    habits: Habits

    def company(self, who: Who) -> UUID | str:
        """The company, or the name of one to be added; refuses where nothing leads to one."""
        if who.company or who.company_ref:
            return self._named(who)
        there = self.directory.companies_of(who.email) if who.email else set()
        if len(there) == 1:
            return next(iter(there))
        if fallback := self.habits.company:
            return self.directory.company_called(fallback) or fallback
        if there:
            raise BadRow(f"{who.email} belongs to several companies. Name one in the row.")
        if domain := domain_of(who.email):
            return self.directory.company_called(domain) or domain
        raise BadRow(
            "The row names no company, and nothing leads to one. Import the contacts first, or say "
            "which company such rows belong to: --company “Private clients”."
        )

    def _named(self, who: Who) -> UUID | str:
        if found := self.directory.company_called(who.company, who.company_ref):
            if not who.company_ref and self.directory.is_ambiguous(who.company):
                raise BadRow(
                    f"Two companies are called “{who.company}”. Give the company's id, too."
                )
            return found
        if not who.company:
            raise BadRow("No company has this id. Import the companies first.")
        return who.company

    def add_companies(self, wanted: Sequence[tuple[Who, UUID | str]]) -> int:
        """Add the companies that are only named; tells how many."""
        fresh: dict[str, CompanyRow] = {}
        for who, found in wanted:
            if isinstance(found, str):
                row = CompanyRow(line=who.line, name=found, ref=who.company_ref)
                fresh.setdefault(row.ref or named(found), row)
        if not fresh:
            return 0
        return take_companies([*fresh.values()], self.directory).added

    def add_contacts(self, wanted: Sequence[tuple[Who, UUID | str]]) -> int:
        """Add the people who are only named; tells how many."""
        fresh: dict[tuple[UUID, str], ContactRow] = {}
        for who, found in wanted:
            company = self.found(who, found).company
            there = self.directory.contact_at(company, email=who.email, name=who.name)
            if there is None and (who.email or who.name):
                name = who.name or who.email[:200]
                row = ContactRow(line=who.line, company=company, name=name, email=who.email)
                fresh.setdefault((company, who.email or named(name)), row)
        if not fresh:
            return 0
        return take_contacts([*fresh.values()], self.directory).added

    def found(self, who: Who, company: UUID | str) -> Found:
        """Everybody is here by now."""
        if isinstance(company, str):
            there = self.directory.company_called(company, who.company_ref)
            if there is None:
                raise BadRow(f"The company “{company}” could not be added.")
            company = there
        contact = self.directory.contact_at(company, email=who.email, name=who.name)
        return Found(company, contact)
