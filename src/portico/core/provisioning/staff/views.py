"""Directories of clients, and of the whole tenant, at the desk."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portico.core.access.actors import Actor
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.people import queries as people
from portico.core.people.frame import company_frame
from portico.core.people.models import Company

from .. import pages, queries
from ..permissions import MANAGE


def _around(actor: Actor, company: Company | None) -> dict[str, Any]:
    return company_frame(actor, company, tab="provisioning") if company else {}


def _overview_url(company_id: UUID | None) -> str:
    if company_id is None:
        return reverse("staff:provisioning:tenant")
    return reverse("staff:provisioning:company", args=[company_id])


DOOR = pages.Door("staff", _around, _overview_url)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def company(request: StaffRequest, company_id: UUID) -> HttpResponse:
    """The directories of one client."""
    return pages.overview(request, DOOR, people.company(request.actor, company_id))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def tenant(request: StaffRequest) -> HttpResponse:
    """Directories that serve several clients."""
    request.menu_slug = "settings"
    return pages.overview(request, DOOR, None)


@require_safe
@staff_page(MANAGE)
def connection(request: StaffRequest, scimconnection_id: UUID) -> HttpResponse:
    row = queries.connection(request.actor, scimconnection_id)
    return pages.connection_page(request, DOOR, row)


@never_cache
@require_POST
@staff_page(MANAGE)
def token(request: StaffRequest, scimconnection_id: UUID) -> HttpResponse:
    return pages.rotate(request, DOOR, queries.connection(request.actor, scimconnection_id))


@require_POST
@staff_page(MANAGE)
def state(request: StaffRequest, scimconnection_id: UUID) -> HttpResponse:
    return pages.switch(request, DOOR, queries.connection(request.actor, scimconnection_id))


@require_POST
@staff_page(MANAGE)
def domains(request: StaffRequest, scimconnection_id: UUID) -> HttpResponse:
    return pages.name_domains(request, DOOR, queries.connection(request.actor, scimconnection_id))


@require_POST
@staff_page(MANAGE)
def source(request: StaffRequest, scimconnection_id: UUID) -> HttpResponse:
    return pages.save_source(request, DOOR, queries.connection(request.actor, scimconnection_id))


@require_POST
@staff_page(MANAGE)
def reading(request: StaffRequest, scimconnection_id: UUID) -> HttpResponse:
    return pages.read_again(request, DOOR, queries.connection(request.actor, scimconnection_id))


@require_POST
@staff_page(MANAGE)
def group(request: StaffRequest, scimconnection_id: UUID, scimgroup_id: UUID) -> HttpResponse:
    row = queries.connection(request.actor, scimconnection_id)
    return pages.give_role(request, DOOR, row, queries.group(row, scimgroup_id))


@require_POST
@staff_page(MANAGE)
def removal(request: StaffRequest, scimconnection_id: UUID) -> HttpResponse:
    return pages.remove(request, DOOR, queries.connection(request.actor, scimconnection_id))
