"""A client's own IT connects its directory."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portico.core.access.actors import Actor
from portico.core.access.pages import PortalRequest, portal_page
from portico.core.people import queries as people
from portico.core.people.models import Company

from .. import pages, queries
from ..permissions import MANAGE


def _around(actor: Actor, company: Company | None) -> dict[str, Any]:  # noqa: ARG001
    return {"company": company}


def _overview_url(company_id: UUID | None) -> str:  # noqa: ARG001  one's own company
    return reverse("portal:provisioning:overview")


DOOR = pages.Door("portal", _around, _overview_url)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@portal_page(MANAGE)
def overview(request: PortalRequest) -> HttpResponse:
    """The directories of the own company."""
    own = people.company(request.actor, request.actor.company_id)
    return pages.overview(request, DOOR, own)


@require_safe
@portal_page(MANAGE)
def connection(request: PortalRequest, scimconnection_id: UUID) -> HttpResponse:
    row = queries.connection(request.actor, scimconnection_id)
    return pages.connection_page(request, DOOR, row)


@never_cache
@require_POST
@portal_page(MANAGE)
def token(request: PortalRequest, scimconnection_id: UUID) -> HttpResponse:
    return pages.rotate(request, DOOR, queries.connection(request.actor, scimconnection_id))


@require_POST
@portal_page(MANAGE)
def state(request: PortalRequest, scimconnection_id: UUID) -> HttpResponse:
    return pages.switch(request, DOOR, queries.connection(request.actor, scimconnection_id))


@require_POST
@portal_page(MANAGE)
def source(request: PortalRequest, scimconnection_id: UUID) -> HttpResponse:
    return pages.save_source(request, DOOR, queries.connection(request.actor, scimconnection_id))


@require_POST
@portal_page(MANAGE)
def reading(request: PortalRequest, scimconnection_id: UUID) -> HttpResponse:
    return pages.read_again(request, DOOR, queries.connection(request.actor, scimconnection_id))


@require_POST
@portal_page(MANAGE)
def group(request: PortalRequest, scimconnection_id: UUID, scimgroup_id: UUID) -> HttpResponse:
    row = queries.connection(request.actor, scimconnection_id)
    return pages.give_role(request, DOOR, row, queries.group(row, scimgroup_id))
