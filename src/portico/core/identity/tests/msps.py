"""MSPs with their preset roles and an owner, for the contexts between identity and settings."""

from django.test import Client

from portico.core.access.actors import System
from portico.core.access.permissions import Permission
from portico.core.identity.tests.factories import signed_in_staff
from portico.core.people.models import StaffUser
from portico.core.people.tests.factories import a_staff_user
from portico.core.roles.actions.install import install_presets
from portico.core.roles.models import Role
from portico.core.roles.tests.factories import a_role, a_staff_grant
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.tenancy import Scope, scope, staff_scope


def an_msp(name: str = "Northbeam") -> Tenant:
    tenant = a_tenant(name)
    with scope(inside(tenant)):
        install_presets(System("tests"), language="en")
        a_staff_grant(a_staff_user("Olga Owner"), Role.objects.get(key="owner"))
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
