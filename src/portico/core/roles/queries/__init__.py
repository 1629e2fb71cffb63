"""Reading roles: what they hold, who holds them, which one somebody gets, and why."""

from portico.core.people.standing import Reason

from .choosing import Chosen, company_default, default_role_for, default_roles_for, rule, rules_of
from .effective import Effective, Held, Via, effective_access, with_role
from .guests import guest_here, guests_of
from .held import (
    grants_beside,
    grants_of_contact,
    grants_of_staff,
    read_grants,
    read_staff_grants,
    staff_grants_beside,
)
from .roles import (
    Affected,
    LastOwner,
    affected,
    codes_of_role,
    default_role,
    differs_from_preset,
    grants_among,
    holders,
    mark,
    matrix,
    permissions,
    portal_role,
    portal_roles,
    require_an_owner,
    role,
    roles,
    vouches_for_company,
)

__all__ = [
    "Affected",
    "Chosen",
    "Effective",
    "Held",
    "LastOwner",
    "Reason",
    "Via",
    "affected",
    "codes_of_role",
    "company_default",
    "default_role",
    "default_role_for",
    "default_roles_for",
    "differs_from_preset",
    "effective_access",
    "grants_among",
    "grants_beside",
    "grants_of_contact",
    "grants_of_staff",
    "guest_here",
    "guests_of",
    "holders",
    "mark",
    "matrix",
    "permissions",
    "portal_role",
    "portal_roles",
    "read_grants",
    "read_staff_grants",
    "require_an_owner",
    "role",
    "roles",
    "rule",
    "rules_of",
    "staff_grants_beside",
    "vouches_for_company",
    "with_role",
]
