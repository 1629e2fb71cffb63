"""Change what the MSP says about itself, and how long sign-ins last."""

from typing import TypedDict, Unpack

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Refusal
from portico.core.journal.acting import action, record
from portico.core.tenants.models import Tenant
from portico.core.tenants.queries import forget_tenants, this_tenant
from portico.kernel.changes import change

from ..events import CompanyDataChanged, SignInRulesChanged
from ..permissions import MANAGE
from ..rules.links import web_address
from ..rules.numbers import check_lifetimes
from ..rules.places import known_language, known_zone

LIFETIMES = frozenset({"sign_in_minutes", "idle_hours", "session_days"})


class CompanyData(TypedDict, total=False):
    """What a tenant may say about itself."""

    name: str
    portal_name: str
    phone: str
    hours: str
    email: str
    address: str
    website: str
    language: str
    zone: str
    ticket_prefix: str
    sign_in_minutes: int
    idle_hours: int
    session_days: int


def locked_tenant() -> Tenant:
    """The row of the tenant, for a change; two at once follow one another."""
    return Tenant.objects.select_for_update().get(pk=this_tenant().pk)


@action(MANAGE)
def change_company_data(actor: Actor, **values: Unpack[CompanyData]) -> Tenant:
    """Change what is given and leave the rest; pages and mails follow at once."""
    tenant = locked_tenant()
    _check(values)
    if not (changed := change(tenant, values)):
        return tenant
    tenant.save(update_fields=changed.fields)
    forget_tenants()
    fact = (
        SignInRulesChanged(fields=changed.fields)
        if LIFETIMES & set(changed.fields)
        else CompanyDataChanged(fields=changed.fields)
    )
    record(actor, fact, on=tenant, before=changed.before, after=changed.after)
    return tenant


def _check(values: CompanyData) -> None:
    if "name" in values:
        values["name"] = company_name(values["name"])
    if "website" in values:
        values["website"] = web_address(values["website"], field="website")
    if "language" in values:
        known_language(values["language"])
    if "zone" in values:
        known_zone(values["zone"])
    check_lifetimes(dict(values))


def company_name(text: str) -> str:
    """The MSP's own name, which every page and mail shows."""
    if not (name := " ".join(text.split())):
        raise Refusal(_("Write the name of your company."), field="name")
    return name
