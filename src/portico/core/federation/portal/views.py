"""Where the client's own IT sets single sign-on up."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from portico.core.access.pages import PortalRequest, portal_page
from portico.core.people.queries import company as company_row

from .. import desk, queries
from ..actions import domains
from ..permissions import MANAGE
from ..round_trip import leave


@require_GET
@portal_page(MANAGE)
def overview(request: PortalRequest) -> HttpResponse:
    return desk.show_overview(request, _door(request))


@require_POST
@portal_page(MANAGE)
def add(request: PortalRequest) -> HttpResponse:
    return desk.add(request, _door(request))


@require_GET
@portal_page(MANAGE)
def connection(request: PortalRequest, connection_id: UUID) -> HttpResponse:
    found = queries.connection(request.actor, connection_id)
    return desk.show_connection(request, _door(request), found)


@require_POST
@portal_page(MANAGE)
def facts(request: PortalRequest, connection_id: UUID) -> HttpResponse:
    found = queries.connection(request.actor, connection_id)
    return desk.save_facts(request, _door(request), found)


@require_POST
@portal_page(MANAGE)
def rules(request: PortalRequest, connection_id: UUID) -> HttpResponse:
    found = queries.connection(request.actor, connection_id)
    return desk.save_rules(request, _door(request), found)


@require_POST
@portal_page(MANAGE)
def refresh(request: PortalRequest, connection_id: UUID) -> HttpResponse:
    return desk.refresh(_door(request), queries.connection(request.actor, connection_id))


@require_POST
@portal_page(MANAGE)
def test(request: PortalRequest, connection_id: UUID) -> HttpResponse:
    """A real round trip in this browser."""
    found = queries.connection(request.actor, connection_id)
    return leave(request, desk.test(request, _door(request), found))


@require_GET
@portal_page(MANAGE)
def test_result(request: PortalRequest, attempt_id: UUID) -> HttpResponse:
    found = queries.attempt(request.actor, attempt_id)
    return desk.show_result(request, _door(request), found)


@require_POST
@portal_page(MANAGE)
def activation(request: PortalRequest, connection_id: UUID) -> HttpResponse:
    found = queries.connection(request.actor, connection_id)
    return desk.activate(request, _door(request), found)


@require_POST
@portal_page(MANAGE)
def stop(request: PortalRequest, connection_id: UUID) -> HttpResponse:
    return desk.stop(request, _door(request), queries.connection(request.actor, connection_id))


@require_POST
@portal_page(MANAGE)
def remove(request: PortalRequest, connection_id: UUID) -> HttpResponse:
    return desk.remove(request, _door(request), queries.connection(request.actor, connection_id))


@require_POST
@portal_page(MANAGE)
def forget(request: PortalRequest, subject_id: UUID) -> HttpResponse:
    return desk.forget(request, _door(request), subject_id)


@require_POST
@portal_page(MANAGE)
def domain_add(request: PortalRequest) -> HttpResponse:
    return desk.add_domain(request, _door(request))


@require_POST
@portal_page(MANAGE)
def domain_check(request: PortalRequest, domain_id: UUID) -> HttpResponse:
    found = queries.domain(request.actor, domain_id)
    return desk.change_domain(_door(request), found, domains.ask_dns)


@require_POST
@portal_page(MANAGE)
def domain_removal(request: PortalRequest, domain_id: UUID) -> HttpResponse:
    found = queries.domain(request.actor, domain_id)
    return desk.change_domain(_door(request), found, domains.remove_domain)


@require_POST
@portal_page(MANAGE)
def enforcement(request: PortalRequest, domain_id: UUID) -> HttpResponse:
    found = queries.domain(request.actor, domain_id)
    return desk.change_domain(_door(request), found, domains.enforce)


@require_POST
@portal_page(MANAGE)
def release(request: PortalRequest, domain_id: UUID) -> HttpResponse:
    found = queries.domain(request.actor, domain_id)
    return desk.change_domain(_door(request), found, domains.release)


def _door(request: PortalRequest) -> desk.Door:
    company = company_row(request.actor, request.actor.company_id)
    return desk.Door(request.actor, company, "federation/portal", _url)


def _url(name: str, *ids: Any) -> str:
    """Any: ids of rows."""
    return reverse(f"portal:federation:{name}", args=ids)
