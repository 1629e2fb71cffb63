"""Take over companies and contacts from another system, hundreds at a time, never twice.

A row is found again by its reference, else by what makes it unique (a company by its name, a
contact by its address within the company). An empty cell never erases what is known here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from portico.core.access.actors import Actor
from portico.core.journal.acting import action, record
from portico.kernel.changes import change

from ..directory import Directory
from ..events import PeopleImported
from ..models import Company, Contact, Site
from ..permissions import MANAGE
from .strictness import one_company_only

COMPANY_FIELDS = ("name", "external_ref", "status", "phone", "website", "industry")
CONTACT_FIELDS = ("name", "email", "external_ref", "phone", "mobile", "title")


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyRow:
    """A company as another system knows it; `about` holds only what is said."""

    line: int
    name: str
    ref: str = ""
    about: Mapping[str, str] = field(default_factory=dict)
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRow:
    """A contact of a company that is here; without portal access, until somebody invites."""

    line: int
    company: UUID
    name: str
    email: str = ""
    ref: str = ""
    is_active: bool = True
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Tally:
    """What became of the rows; the refused ones with the reason, by line."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)
    touched: list[UUID] = field(default_factory=list)  # the rows that were added or changed


@action(MANAGE)
def import_companies(actor: Actor, rows: Sequence[CompanyRow], *, known: Directory) -> Tally:
    """Add the companies that are not here yet, and complete those that are."""
    there = _companies({known.company_called(row.name, row.ref) for row in rows})
    addresses: dict[UUID, str] = {}
    tally = Tally()
    fresh: list[Company] = []
    altered: list[Company] = []
    for row in rows:
        values = {**row.about, "name": row.name} | ({"external_ref": row.ref} if row.ref else {})
        company = there.get(known.company_called(row.name, row.ref))
        if company is None:
            company = Company(**values)
            there[company.id] = company
            fresh.append(company)
        elif change(company, values):
            altered.append(company)
        else:
            tally.unchanged += 1
        known.add_company(company.id, company.name, company.external_ref)
        if row.address:
            addresses.setdefault(company.id, row.address)
    Company.objects.bulk_create(fresh)
    if altered:
        Company.objects.bulk_update(altered, COMPANY_FIELDS)
    _add_sites(addresses)
    return _told(actor, "company", tally, fresh=fresh, altered=altered)


@action(MANAGE)
def import_contacts(actor: Actor, rows: Sequence[ContactRow], *, known: Directory) -> Tally:
    """Add the contacts that are not here yet, and complete those that are."""
    there = _contacts({_contact(row, known) for row in rows})
    tally, only_here = Tally(), one_company_only()
    fresh: list[Contact] = []
    altered: list[Contact] = []
    for row in rows:
        contact = there.get(_contact(row, known))
        if only_here and _is_elsewhere(row, known):
            tally.refused.append((row.line, _("This address is with another company here.")))
            continue
        if contact is None:
            contact = _new_contact(row, only_here=only_here)
            there[contact.id] = contact
            fresh.append(contact)
        elif why := _refusal(row, contact, known):
            tally.refused.append((row.line, why))
            continue
        elif change(contact, _values(row)):
            altered.append(contact)
        else:
            tally.unchanged += 1
        known.add_contact(
            contact.id, contact.company_id, contact.name, contact.email, contact.external_ref
        )
    Contact.objects.bulk_create(fresh)
    if altered:
        Contact.objects.bulk_update(altered, CONTACT_FIELDS)
    return _told(actor, "contact", tally, fresh=fresh, altered=altered)


def _contact(row: ContactRow, known: Directory) -> UUID | None:
    if row.ref and (found := known.contact_refs.get(row.ref)):
        return found
    return known.contact_at(row.company, email=row.email, name=row.name)


def _new_contact(row: ContactRow, *, only_here: bool) -> Contact:
    access = Contact.Access.NONE if row.is_active else Contact.Access.DISABLED
    return Contact(company_id=row.company, access=access, only_here=only_here, **_values(row))


def _is_elsewhere(row: ContactRow, known: Directory) -> bool:
    """People belong to one company only, and this address to another one."""
    return bool(row.email and known.at_email.get(row.email, set()) - {row.company})


def _values(row: ContactRow) -> dict[str, str]:
    """Whatever is said; without a name, the address stands for it."""
    values = {**row.about, "name": row.name, "email": row.email, "external_ref": row.ref}
    return {name: value for name, value in values.items() if value}


def _refusal(row: ContactRow, contact: Contact, known: Directory) -> str:
    """Who signs in with an address keeps it; moving to another company is not a change of a row."""
    if contact.company_id != row.company:
        return _("This contact is with another company here. Move the contact by hand.")
    if not row.email or row.email == contact.email:
        return ""
    if contact.access not in {Contact.Access.NONE, Contact.Access.DISABLED}:
        return _("This contact signs in with another address. Change the address by hand.")
    if known.emails.get((row.company, row.email), contact.id) != contact.id:
        return _("Somebody else at this company has this address.")
    return ""


def _companies(ids: set[UUID | None]) -> dict[UUID | None, Company]:
    rows = (
        Company.objects.select_for_update()
        .filter(pk__in=[one for one in ids if one])
        .order_by("id")
    )
    return {row.id: row for row in rows}


def _contacts(ids: set[UUID | None]) -> dict[UUID | None, Contact]:
    rows = (
        Contact.objects.select_for_update()
        .filter(pk__in=[one for one in ids if one])
        .order_by("id")
    )
    return {row.id: row for row in rows}


def _add_sites(addresses: Mapping[UUID, str]) -> None:
    """An address makes a first site; companies that have one keep it as it is."""
    known = Site.objects.filter(company_id__in=addresses).values_list("company_id", flat=True)
    missing = {*addresses} - {*known}
    Site.objects.bulk_create(
        Site(company_id=company, name=_("Main office"), address=address)
        for company, address in addresses.items()
        if company in missing
    )


def _told[Row: (Company, Contact)](
    actor: Actor, kind: str, tally: Tally, *, fresh: list[Row], altered: list[Row]
) -> Tally:
    tally.added, tally.changed = len(fresh), len(altered)
    tally.touched = [row.pk for row in (*fresh, *altered)]
    if tally.touched:
        record(actor, PeopleImported(kind=kind, added=tally.added, changed=tally.changed))
    return tally
