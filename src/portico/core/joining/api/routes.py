"""Portal links for machines: made, replaced, ended; a token is in one answer only."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from django.utils import timezone
from ninja import Query, Router, Status

from portico.core.access.actors import Contact, Staff
from portico.core.access.pages import api, mind_company, own_company
from portico.core.people import queries as people
from portico.core.roles.queries import portal_role
from portico.kernel.keyset import page_of

from .. import queries
from ..actions.links import About, NewLink, create_link, revoke_link
from ..actions.rotate import rotate_link
from ..actions.send import url_of
from ..models import PortalLink
from ..permissions import MANAGE
from ..rules import checked_domains
from .schemas import LinkIn, LinkOut, LinkPage, NewLinkOut, RevokeIn, RotateIn

router = Router()
routers = {"links": router}
BOTH = (Staff, Contact)


@router.get("/", response={200: LinkPage}, operation_id="list_links")
@api(MANAGE, to=BOTH, bound=True)
def list_links(
    request: Any,
    after: Annotated[str, Query(max_length=100)] = "",
    company: UUID | None = None,
) -> dict[str, Any]:
    """Links, the newest first."""
    rows = queries.links(request.actor)
    for only in filter(None, (company, own_company(request))):
        rows = rows.filter(company_id=only)
    found = page_of(rows, "-id", after=after)
    return {"items": found.rows, "next": found.after}


@router.post("/", response={201: NewLinkOut}, operation_id="make_link")
@api(MANAGE, to=BOTH, bound=True)
def make(request: Any, given: LinkIn) -> Status[dict[str, Any]]:
    """A way into the portal of exactly this company; its address is in this answer only."""
    mind_company(request, given.company)
    company = people.company(request.actor, given.company)
    about = About(
        until=timezone.now() + timedelta(days=given.days),
        role=portal_role(request.actor, given.role),
        mode=given.mode,
        domains=checked_domains(" ".join(given.domains)),
        max_uses=given.max_uses,
        display_name=given.display_name,
        reminders=given.reminders,
    )
    return Status(201, _shown(request, create_link(request.actor, company, about=about)))


@router.post(
    "/{uuid:portallink_id}/rotation/", response={201: NewLinkOut}, operation_id="rotate_link"
)
@api(MANAGE, to=BOTH, bound=True)
def rotate(request: Any, portallink_id: UUID, given: RotateIn) -> Status[dict[str, Any]]:
    """A new link with the same settings; the old one ends at once, or after some grace."""
    row = _link(request, portallink_id)
    return Status(
        201, _shown(request, rotate_link(request.actor, row, grace_hours=given.grace_hours))
    )


@router.post(
    "/{uuid:portallink_id}/revocation/", response={200: LinkOut}, operation_id="revoke_link"
)
@api(MANAGE, to=BOTH, bound=True)
def revoke(request: Any, portallink_id: UUID, given: RevokeIn) -> PortalLink:
    """Nobody joins with it any more; who has joined keeps access."""
    return revoke_link(request.actor, _link(request, portallink_id), reason=given.reason)


def _link(request: Any, link_id: UUID) -> PortalLink:
    found = queries.link(request.actor, link_id)
    mind_company(request, found.company_id)
    return found


def _shown(request: Any, made: NewLink) -> dict[str, Any]:
    """The address for whoever asked; clients do not see which hosts there are besides theirs."""
    host = request.get_host().partition(":")[0] if isinstance(request.actor, Contact) else ""
    url = url_of(made.token, host=host)
    return {**LinkOut.from_orm(made.row).dict(by_alias=True), "url": url}
