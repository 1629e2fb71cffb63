"""What the operator does to tenants from the command line; sees that they are there, no more."""

from django.utils.translation import gettext as _

from portico.core.access.actors import Actor, Operator, System
from portico.core.access.permissions import Refusal
from portico.core.identity.actions.colleagues import enable_staff
from portico.core.identity.actions.factor import reset_factor
from portico.core.identity.actions.invite import invite_staff, mail_password_link
from portico.core.journal.acting import action, record
from portico.core.people.models import StaffUser
from portico.core.roles.models import OWNER, StaffGrant
from portico.core.tenants.making import Known, known_tenants, set_status
from portico.core.tenants.models import Tenant
from portico.core.tenants.queries import forget_tenants
from portico.kernel.tenancy import scope, staff_scope

from ..events import TenantResumed, TenantSuspended
from ..permissions import OPERATE
from .hosts import add_host

OPERATOR = System(Operator().name)  # inside the tenant whose owner it helps


class NoSuchTenant(Refusal):
    """The command names a tenant that is not here."""

    def __init__(self, slug: str) -> None:
        super().__init__(_("There is no tenant “%(slug)s”.") % {"slug": slug}, field="slug")


class NoSuchOwner(Refusal):
    """The address belongs to nobody who holds the owner role."""

    def __init__(self) -> None:
        super().__init__(_("No owner of this tenant has this address."), field="email")


def tenant_named(slug: str) -> Known:
    """The tenant with this short name; raises `NoSuchTenant`."""
    found = next((one for one in known_tenants() if one.slug == slug), None)
    if found is None:
        raise NoSuchTenant(slug)
    return found


@action(OPERATE)
def suspend_tenant(actor: Actor, *, slug: str) -> None:
    """Close the portal: its people see 404 from the next click on; nothing is lost."""
    tenant = tenant_named(slug)
    set_status(tenant.id, Tenant.Status.SUSPENDED)
    forget_tenants()
    with scope(staff_scope(tenant.id)):
        record(actor, TenantSuspended(tenant=tenant.id))


@action(OPERATE)
def resume_tenant(actor: Actor, *, slug: str) -> None:
    """Open the portal again."""
    tenant = tenant_named(slug)
    set_status(tenant.id, Tenant.Status.ACTIVE)
    with scope(staff_scope(tenant.id)):
        record(actor, TenantResumed(tenant=tenant.id))


@action(OPERATE)
def add_tenant_host(actor: Actor, *, slug: str, host: str) -> None:  # noqa: ARG001
    """One more host for a tenant that cannot open its own settings."""
    with scope(staff_scope(tenant_named(slug).id)):
        add_host(OPERATOR, host=host)


@action(OPERATE)
def reset_owner(actor: Actor, *, slug: str, email: str) -> str:  # noqa: ARG001
    """Let an owner in again who lost password and phone; returns the link, which is mailed too."""
    with scope(staff_scope(tenant_named(slug).id)):
        staff = enable_staff(OPERATOR, _owner(email))
        if staff.status == StaffUser.Status.INVITED:
            return invite_staff(OPERATOR, staff)
        reset_factor(OPERATOR, staff)
        return mail_password_link(OPERATOR, staff)


def _owner(email: str) -> StaffUser:
    owners = StaffGrant.objects.filter(role__key=OWNER).values("staff_id")
    found = StaffUser.objects.filter(pk__in=owners, email=email.strip().lower()).first()
    if found is None:
        raise NoSuchOwner
    return found
