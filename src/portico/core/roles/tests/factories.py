"""Roles for tests."""

from portico.core.access.actors import System
from portico.core.access.permissions import Permission
from portico.core.people.models import StaffUser
from portico.core.roles.models import Role, RolePermission, StaffGrant
from portico.kernel.writes import writing


def a_role(name: str = "Employee", *may: Permission, audience: str = "contacts") -> Role:
    with writing("roles"):
        role = Role.objects.create(audience=audience, name=name)
        RolePermission.objects.bulk_create(
            RolePermission(role=role, code=permission.code) for permission in may
        )
    return role


def a_staff_grant(staff: StaffUser, role: Role) -> StaffGrant:
    with writing("roles"):
        return StaffGrant.objects.create(staff=staff, role=role)


SETUP = System("setup")
