"""Invitations for machines: sent, sent again, taken back."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Status

from portico.core.access.actors import Contact, Staff
from portico.core.access.pages import api, mind_company, own_company
from portico.core.people import queries as people
from portico.core.roles.queries import portal_role
from portico.kernel.keyset import page_of

from .. import queries
from ..actions.single import invite, resend, revoke
from ..models import Invitation
from ..permissions import INVITE
from .schemas import InvitationIn, InvitationOut, InvitationPage

router = Router()
BOTH = (Staff, Contact)


@router.get("/", response={200: InvitationPage}, operation_id="list_invitations")
@api(INVITE, to=BOTH, bound=True)
def list_invitations(
    request: Any,
    after: Annotated[str, Query(max_length=100)] = "",
    company: UUID | None = None,
) -> dict[str, Any]:
    """Invitations, the newest first."""
    rows = queries.invitations(request.actor)
    for only in filter(None, (company, own_company(request))):
        rows = rows.filter(company_id=only)
    found = page_of(rows, "-id", after=after)
    return {"items": found.rows, "next": found.after}


@router.post("/", response={201: InvitationOut}, operation_id="invite")
@api(INVITE, to=BOTH, bound=True)
def invite_one(request: Any, given: InvitationIn) -> Status[Invitation]:
    """Give access and mail a link; the link of before dies."""
    contact = people.contact(request.actor, given.contact)
    mind_company(request, contact.company_id)
    role = portal_role(request.actor, given.role)
    return Status(201, invite(request.actor, contact, role=role, message=given.message))


@router.post(
    "/{uuid:invitation_id}/repetition/",
    response={201: InvitationOut},
    operation_id="resend_invitation",
)
@api(INVITE, to=BOTH, bound=True)
def resend_one(request: Any, invitation_id: UUID) -> Status[Invitation]:
    """The same invitation with a new link; the old one no longer works."""
    return Status(201, resend(request.actor, _invitation(request, invitation_id).contact))


@router.post(
    "/{uuid:invitation_id}/revocation/",
    response={200: InvitationOut},
    operation_id="revoke_invitation",
)
@api(INVITE, to=BOTH, bound=True)
def revoke_one(request: Any, invitation_id: UUID) -> Invitation:
    """The link dies, and who has never signed in has no access any more."""
    revoke(request.actor, _invitation(request, invitation_id).contact)
    return queries.invitation(request.actor, invitation_id)


def _invitation(request: Any, invitation_id: UUID) -> Invitation:
    found = queries.invitation(request.actor, invitation_id)
    mind_company(request, found.company_id)
    return found
