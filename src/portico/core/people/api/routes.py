"""Companies and contacts for machines: the same queries and actions as at the desk."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Status

from portico.core.access.actors import Contact as ContactActor
from portico.core.access.pages import api, mind_company, own_company
from portico.kernel.keyset import page_of

from .. import queries
from ..actions.contacts import add_contact, change_contact
from ..actions.portal import disable_portal, enable_portal
from ..models import Company, Contact
from ..permissions import MANAGE, MANAGE_PORTAL, SEE_COLLEAGUES, VIEW
from .schemas import (
    ColleaguePage,
    CompanyOut,
    CompanyPage,
    ContactChange,
    ContactIn,
    ContactOut,
    ContactPage,
    PortalAccessIn,
    PortalAccessOut,
    WhyIn,
)

type After = Annotated[str, Query(max_length=100)]

companies, contacts, colleagues = Router(), Router(), Router()
routers = {"companies": companies, "contacts": contacts, "my/colleagues": colleagues}


@companies.get("/", response={200: CompanyPage}, operation_id="list_companies")
@api(VIEW, bound=True)
def list_companies(request: Any, after: After = "") -> dict[str, Any]:
    """Companies in the order in which they came."""
    rows = queries.companies(request.actor)
    if only := own_company(request):
        rows = rows.filter(pk=only)
    found = page_of(rows, "id", after=after)
    return {"items": found.rows, "next": found.after}


@companies.get("/{uuid:company_id}/", response={200: CompanyOut}, operation_id="get_company")
@api(VIEW, bound=True)
def get_company(request: Any, company_id: UUID) -> Company:
    """One company."""
    return _company(request, company_id)


@companies.put(
    "/{company_id}/portal-access",
    response={200: PortalAccessOut},
    operation_id="open_portal",
)
@api(MANAGE_PORTAL, bound=True)
def open_portal(request: Any, company_id: UUID, given: PortalAccessIn) -> dict[str, Any]:
    """Let the people of an active company in, and say who speaks for it. Twice is once."""
    company = _company(request, company_id)
    primary = queries.contact(request.actor, given.contact_id)
    company = enable_portal(request.actor, company, primary=primary)
    return _access(request, company)


@companies.delete(
    "/{company_id}/portal-access",
    response={200: PortalAccessOut},
    operation_id="close_portal",
)
@api(MANAGE_PORTAL, bound=True)
def close_portal(request: Any, company_id: UUID, given: WhyIn) -> dict[str, Any]:
    """Keep everybody of the company out from the next request on; nothing of theirs is lost."""
    company = _company(request, company_id)
    return _access(request, disable_portal(request.actor, company, reason=given.reason))


@contacts.get("/", response={200: ContactPage}, operation_id="list_contacts")
@api(VIEW, bound=True)
def list_contacts(request: Any, after: After = "", company: UUID | None = None) -> dict[str, Any]:
    """Contacts in the order in which they came."""
    rows = queries.contacts(request.actor)
    for only in filter(None, (company, own_company(request))):
        rows = rows.filter(company_id=only)
    found = page_of(rows, "id", after=after)
    return {"items": found.rows, "next": found.after}


@contacts.post("/", response={201: ContactOut}, operation_id="add_contact")
@api(MANAGE, bound=True)
def add_one(request: Any, given: ContactIn) -> Status[Contact]:
    """A new contact, without access to the portal."""
    company = _company(request, given.company)
    about: Any = given.dict(exclude={"company"})
    return Status(201, add_contact(request.actor, company, **about))


@contacts.get("/{uuid:contact_id}/", response={200: ContactOut}, operation_id="get_contact")
@api(VIEW, bound=True)
def get_contact(request: Any, contact_id: UUID) -> Contact:
    """One contact."""
    return _contact(request, contact_id)


@contacts.patch("/{uuid:contact_id}/", response={200: ContactOut}, operation_id="change_contact")
@api(MANAGE, bound=True)
def change_one(request: Any, contact_id: UUID, given: ContactChange) -> Contact:
    """Change what is given and leave the rest."""
    contact = _contact(request, contact_id)
    said: Any = given.dict(exclude_unset=True, exclude_none=True)
    return change_contact(request.actor, contact, **said)


@colleagues.get("/", response={200: ColleaguePage}, operation_id="list_colleagues")
@api(SEE_COLLEAGUES, to=(ContactActor,), bound=True)
def list_colleagues(request: Any, after: After = "") -> dict[str, Any]:
    """For a client's token: who works at the own company."""
    rows = queries.contacts(request.actor).filter(is_active=True)
    found = page_of(rows, "id", after=after)
    return {"items": found.rows, "next": found.after}


def _company(request: Any, company_id: UUID) -> Company:
    mind_company(request, company_id)
    return queries.company(request.actor, company_id)


def _contact(request: Any, contact_id: UUID) -> Contact:
    found = queries.contact(request.actor, contact_id)
    mind_company(request, found.company_id)
    return found


def _access(request: Any, company: Company) -> dict[str, Any]:
    switch = queries.switch_of(request.actor, company)
    company = queries.company(request.actor, company.pk)
    return {
        "company": company.pk,
        "portal_enabled": company.portal_enabled,
        "contact_id": switch.primary_id if switch else None,
    }
