"""Roles, and who gets in with which, for machines."""

from typing import Any
from uuid import UUID

from ninja import Router

from portico.core.access.actors import Contact as ContactActor
from portico.core.access.actors import Staff
from portico.core.access.pages import api, mind_company
from portico.core.people import queries as people
from portico.core.people.models import Contact

from .. import queries
from ..actions.access import close_access, open_access
from ..actions.choosing import set_default_role
from ..actions.leaver import let_go
from ..models import Role
from ..permissions import GIVE_ACCESS, MANAGE
from .schemas import (
    REACHES,
    AccessIn,
    AccessOut,
    ClosingIn,
    DefaultRoleIn,
    DepartureIn,
    RoleOut,
)

BOTH = (Staff, ContactActor)
roles, access = Router(), Router()
routers = {"roles": roles, "contacts": access}


@roles.get("/", response={200: list[RoleOut]}, operation_id="list_roles")
@api(GIVE_ACCESS, to=BOTH, bound=True)
def list_roles(request: Any) -> list[Role]:
    """The roles that the token's owner may see; for a client those that may be given."""
    return list(queries.roles(request.actor))


@roles.put("/default/", response={200: RoleOut}, operation_id="set_default_role")
@api(MANAGE)
def choose_default(request: Any, given: DefaultRoleIn) -> Role:
    """What new people get where no rule and no company says anything else."""
    return set_default_role(request.actor, queries.role(request.actor, given.role))


@access.put("/{uuid:contact_id}/access/", response={200: AccessOut}, operation_id="open_access")
@api(GIVE_ACCESS, to=BOTH, bound=True)
def open_one(request: Any, contact_id: UUID, given: AccessIn) -> Contact:
    """Let the contact sign in, with exactly this role; counts from the next request."""
    contact = _contact(request, contact_id)
    role = queries.portal_role(request.actor, given.role)
    reach = REACHES[given.reach] if given.reach else None
    return open_access(request.actor, contact, role=role, reach=reach)


@access.delete("/{uuid:contact_id}/access/", response={200: AccessOut}, operation_id="close_access")
@api(GIVE_ACCESS, to=BOTH, bound=True)
def close_one(request: Any, contact_id: UUID, given: ClosingIn) -> Contact:
    """Nobody signs in as this contact any more; sessions and tokens end with the next request."""
    return close_access(request.actor, _contact(request, contact_id), reason=given.reason)


@access.post("/{uuid:contact_id}/departure/", response={200: AccessOut}, operation_id="let_go")
@api(GIVE_ACCESS, to=BOTH, bound=True)
def leave(request: Any, contact_id: UUID, given: DepartureIn) -> Contact:
    """Somebody leaves: access ends for good, what is open is handed over, the history stays."""
    contact = _contact(request, contact_id)
    heir = people.contact(request.actor, given.successor) if given.successor else None
    return let_go(request.actor, contact, reason=given.reason, successor=heir)


def _contact(request: Any, contact_id: UUID) -> Contact:
    found = people.contact(request.actor, contact_id)
    mind_company(request, found.company_id)
    return found
