"""MSPs as an installation has them: made by the operator, with owner and roles."""

from django.test import Client

from portico.core.access.actors import Operator
from portico.core.access.permissions import Permission
from portico.core.identity.tests.factories import signed_in_staff
from portico.core.people.models import StaffUser
from portico.core.people.tests.factories import a_staff_user
from portico.core.roles.tests.factories import a_role, a_staff_grant
from portico.core.settings.actions.make_tenant import create_tenant
from portico.core.settings.rules.places import slug_from
from portico.core.tenants.models import Tenant
from portico.kernel.ids import new_id
from portico.kernel.tenancy import Scope, scope, staff_scope
from portico.kernel.writes import writing


def an_msp(name: str = "Northbeam", **fields: str) -> Tenant:
    """A whole tenant; its owner has joined."""
    slug = f"{slug_from(name)[:20]}-{new_id().hex[-8:]}"
    given = {
        "name": name,
        "slug": slug,
        "host": f"{slug}.example.com",
        "language": "en",
        "zone": "Europe/London",
        "owner_name": "Olga Owner",
        "owner_email": "olga@msp.example",
    } | fields
    tenant = create_tenant(Operator(), **given)  # type: ignore[arg-type] # all are texts
    with scope(inside(tenant)), writing("people"):
        StaffUser.objects.update(status=StaffUser.Status.ACTIVE)
    return tenant


def inside(tenant: Tenant) -> Scope:
    """`with scope(inside(tenant)):` sees what its staff sees."""
    return staff_scope(tenant.id)


def the_owner(tenant: Tenant) -> Client:
    """A browser in which the tenant's owner is signed in."""
    with scope(inside(tenant)):
        staff = StaffUser.objects.get(name="Olga Owner")
    return signed_in_staff(staff)


def somebody(tenant: Tenant, *may: Permission, name: str = "Tess Technician") -> Client:
    """A browser in which an employee with just these permissions is signed in."""
    with scope(inside(tenant)):
        staff = a_staff_user(name)
        a_staff_grant(staff, a_role(f"Role of {name}", *may, audience="staff"))
    return signed_in_staff(staff)
