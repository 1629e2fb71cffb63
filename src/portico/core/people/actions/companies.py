"""Add companies, and change what is known about them."""

from typing import TypedDict, Unpack

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from portico.core.access.actors import Actor
from portico.core.access.permissions import Refusal
from portico.core.journal.acting import action, record
from portico.kernel.changes import change
from portico.kernel.postgres.conflicts import refusing

from ..events import CompanyAdded, CompanyChanged
from ..models import Company, StaffUser
from ..permissions import MANAGE
from ..rules import a_name
from .shutting import close_portal


class AboutCompany(TypedDict, total=False):
    """What can be said about a company besides its name."""

    short_name: str
    status: str
    owner: StaffUser | None
    industry: str
    phone: str
    website: str
    external_ref: str


class AboutCompanyNamed(AboutCompany, total=False):
    """The same with the name, for changes."""

    name: str


class ReferenceTaken(Refusal):
    """Another row carries this reference of a foreign system."""

    def __init__(self) -> None:
        words = lazy("This reference belongs to another one already.")
        super().__init__(words, field="external_ref")


TAKEN = "people_company_external_ref"


@action(MANAGE)
def add_company(actor: Actor, *, name: str, **about: Unpack[AboutCompany]) -> Company:
    """A new client organisation. Two may have the same name; their references differ."""
    is_client = about.get("status", Company.Status.ACTIVE) == Company.Status.ACTIVE
    with refusing({TAKEN: ReferenceTaken()}):
        company = Company.objects.create(name=a_name(name), portal_enabled=is_client, **about)
    record(actor, CompanyAdded(company=company.id), on=company, after={"name": company.name})
    return company


@action(MANAGE)
def change_company(actor: Actor, company: Company, **values: Unpack[AboutCompanyNamed]) -> Company:
    """Change what is given and leave the rest; nothing is recorded if nothing differs."""
    company = Company.objects.select_for_update().get(pk=company.pk)
    if "name" in values:
        values["name"] = a_name(values["name"])
    if not (changed := change(company, values)):
        return company
    with refusing({TAKEN: ReferenceTaken()}):
        company.save(update_fields=changed.fields)
    fact = CompanyChanged(company=company.id, fields=changed.fields)
    record(actor, fact, on=company, before=changed.before, after=changed.after)
    if company.portal_enabled and company.status != Company.Status.ACTIVE:
        close_portal(actor, company, reason=_("The company is not an active client any more."))
    return company
