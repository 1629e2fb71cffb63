"""A new MSP: its row and host, roles, brand and owner, all of it or nothing."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, System, called
from portico.core.access.permissions import Conflict, Refusal
from portico.core.identity.actions.invite import invite_staff
from portico.core.journal.acting import action, record
from portico.core.people.actions.staff import add_staff_user
from portico.core.people.models import StaffUser
from portico.core.roles.actions.grant import grant_to_staff
from portico.core.roles.actions.install import install_presets
from portico.core.roles.models import OWNER
from portico.core.tenants.making import TooLate, make_tenant
from portico.core.tenants.models import Tenant
from portico.kernel.postgres.conflicts import refusing
from portico.kernel.tenancy import scope, staff_scope
from portico.ui.assets import DEFAULT_BRAND

from ..events import TenantCreated
from ..permissions import MAKE_TENANT
from ..rules.hosts import HostTaken, host_name
from ..rules.places import brand_colour, known_language, known_zone, tenant_slug
from .stylesheet import wear_colour
from .tenant import company_name

SET_UP = System(called("setup", _("Set-up")))
# Named here and not in `site`: web processes load neither importing nor demo, and show their log.
IMPORT = System(called("import", _("Import")))  # what a file brings, row by row
DEMO = System(called("demo", _("Demo data")))


@dataclass(frozen=True, slots=True)
class Owner:
    """Who may do everything in a new tenant."""

    name: str
    email: str


class SlugTaken(Refusal):
    """Another tenant has this short name."""

    def __init__(self) -> None:
        super().__init__(_("This short name is in use already."), field="slug")


class NotTheFirst(Conflict):
    """The first tenant exists; the page that makes it is gone."""

    def __init__(self) -> None:
        super().__init__(_("This installation has been set up already."))


@action(MAKE_TENANT, writes=("tenants",))
def create_tenant(  # noqa: PLR0913  everything that a new tenant cannot be without
    actor: Actor,
    *,
    name: str,
    slug: str,
    host: str,
    language: str,
    zone: str,
    owner_name: str,
    owner_email: str,
    colour: str = DEFAULT_BRAND,
    only_first: bool = False,
) -> Tenant:
    """Make a tenant and invite its owner; only outside a scope. `only_first` refuses a second."""
    tenant = Tenant(
        name=company_name(name),
        slug=tenant_slug(slug),
        language=known_language(language),
        zone=known_zone(zone),
    )
    owner = Owner(owner_name, owner_email)
    staff = furnish(actor, tenant, host=host, colour=colour, owner=owner, only_first=only_first)
    with scope(staff_scope(tenant.id)):
        invite_staff(SET_UP, staff)
    return tenant


def furnish(
    actor: Actor, tenant: Tenant, *, host: str, colour: str, owner: Owner, only_first: bool
) -> StaffUser:
    """Insert the row and put everything in its place; inside an action. Returns the owner."""
    host = host_name(host)
    _insert(tenant, host=host, only_first=only_first)
    with scope(staff_scope(tenant.id)):
        wear_colour(tenant, brand_colour(colour))
        tenant.save(update_fields=["colour", "css_hash"])
        roles = install_presets(SET_UP, language=tenant.language)
        staff = add_staff_user(SET_UP, name=owner.name, email=owner.email)
        grant_to_staff(SET_UP, staff, role=roles[OWNER])
        record(actor, TenantCreated(tenant=tenant.id, host=host, language=tenant.language))
    return staff


def _insert(tenant: Tenant, *, host: str, only_first: bool) -> None:
    taken = {"tenants_host_host_key": HostTaken(), "tenants_tenant_slug_key": SlugTaken()}
    try:
        with refusing(taken):
            make_tenant(tenant, host=host, only_first=only_first)
    except TooLate as problem:
        raise NotTheFirst from problem
