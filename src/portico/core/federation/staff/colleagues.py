"""Where single sign-on for our own colleagues is set up."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from portico.core.access.pages import StaffRequest, staff_page

from .. import desk, queries
from ..permissions import MANAGE_STAFF
from ..round_trip import leave

NAMES = {"overview": "colleagues", "add": "colleagues_add"}


@require_GET
@staff_page(MANAGE_STAFF)
def overview(request: StaffRequest) -> HttpResponse:
    return desk.show_overview(request, _door(request))


@require_POST
@staff_page(MANAGE_STAFF)
def add(request: StaffRequest) -> HttpResponse:
    return desk.add(request, _door(request))


@require_GET
@staff_page(MANAGE_STAFF)
def connection(request: StaffRequest, connection_id: UUID) -> HttpResponse:
    found = queries.staff_connection(request.actor, connection_id)
    return desk.show_connection(request, _door(request), found)


@require_POST
@staff_page(MANAGE_STAFF)
def facts(request: StaffRequest, connection_id: UUID) -> HttpResponse:
    found = queries.staff_connection(request.actor, connection_id)
    return desk.save_facts(request, _door(request), found)


@require_POST
@staff_page(MANAGE_STAFF)
def rules(request: StaffRequest, connection_id: UUID) -> HttpResponse:
    found = queries.staff_connection(request.actor, connection_id)
    return desk.save_rules(request, _door(request), found)


@require_POST
@staff_page(MANAGE_STAFF)
def refresh(request: StaffRequest, connection_id: UUID) -> HttpResponse:
    return desk.refresh(_door(request), queries.staff_connection(request.actor, connection_id))


@require_POST
@staff_page(MANAGE_STAFF)
def test(request: StaffRequest, connection_id: UUID) -> HttpResponse:
    """A real round trip in this browser."""
    found = queries.staff_connection(request.actor, connection_id)
    return leave(request, desk.test(request, _door(request), found))


@require_GET
@staff_page(MANAGE_STAFF)
def test_result(request: StaffRequest, attempt_id: UUID) -> HttpResponse:
    found = queries.staff_attempt(request.actor, attempt_id)
    return desk.show_result(request, _door(request), found)


@require_POST
@staff_page(MANAGE_STAFF)
def activation(request: StaffRequest, connection_id: UUID) -> HttpResponse:
    found = queries.staff_connection(request.actor, connection_id)
    return desk.activate(request, _door(request), found)


@require_POST
@staff_page(MANAGE_STAFF)
def stop(request: StaffRequest, connection_id: UUID) -> HttpResponse:
    found = queries.staff_connection(request.actor, connection_id)
    return desk.stop(request, _door(request), found)


@require_POST
@staff_page(MANAGE_STAFF)
def remove(request: StaffRequest, connection_id: UUID) -> HttpResponse:
    found = queries.staff_connection(request.actor, connection_id)
    return desk.remove(request, _door(request), found)


@require_POST
@staff_page(MANAGE_STAFF)
def forget(request: StaffRequest, staffsubject_id: UUID) -> HttpResponse:
    return desk.forget(request, _door(request), staffsubject_id)


def _door(request: StaffRequest) -> desk.Door:
    request.menu_slug = "settings"
    return desk.Door(request.actor, None, "federation/colleagues", _url)


def _url(name: str, *ids: Any) -> str:
    """Any: ids of rows."""
    return reverse(f"staff:federation:{NAMES.get(name, f'our_{name}')}", args=ids)
