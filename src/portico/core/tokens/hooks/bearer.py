"""Tells `identity` who holds the token of a request."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest

from portico.core.access.actors import Contact, Staff
from portico.core.identity.ports import reads_bearer
from portico.kernel.origin import current_origin, set_origin
from portico.kernel.tenancy import become, portal_scope, staff_scope

from ..queries import holder


@reads_bearer
def go_on(request: HttpRequest, tenant: UUID) -> Staff | Contact | None:
    """Go on as whoever holds the token; cookies count for nothing."""
    found = holder(request.headers.get("Authorization", ""))
    request.token = found  # type: ignore[attr-defined] # None without one
    if found is None:
        return None
    actor = found.actor
    request.only_company = found.company  # type: ignore[attr-defined]
    if isinstance(actor, Contact):
        become(portal_scope(tenant, company=actor.company_id, contact=actor.id))
    else:
        become(staff_scope(tenant))
    set_origin(replace(current_origin(), door="api"))
    return actor
