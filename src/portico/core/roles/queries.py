"""The permissions that somebody holds right now; read on every request, never kept."""

from uuid import UUID

from portico.core.access.actors import Reach

from .models import Grant, RolePermission, StaffGrant


def grants_of_contact(contact_id: UUID) -> dict[str, Reach]:
    """Permission code → widest reach, in one query."""
    rows = Grant.objects.filter(contact_id=contact_id).values_list(
        "role__permissions__code", "reach"
    )
    held: dict[str, Reach] = {}
    for code, reach in rows:
        if code:
            held[code] = max(held.get(code, Reach.OWN), Reach(reach))
    return held


def grants_of_staff(staff_id: UUID) -> frozenset[str]:
    """Every permission code that the employee's roles hold, in one query."""
    rows = StaffGrant.objects.filter(staff_id=staff_id).values_list(
        "role__permissions__code", flat=True
    )
    return frozenset(code for code in rows if code)


def codes_of_role(role_id: UUID) -> set[str]:
    return set(RolePermission.objects.filter(role_id=role_id).values_list("code", flat=True))
