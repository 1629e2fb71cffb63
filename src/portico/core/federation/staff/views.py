"""The tab of a company, where staff set single sign-on up with its people, or lift it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from portico.core.access.pages import StaffRequest, staff_page
from portico.core.access.permissions import NotVisible
from portico.core.people.frame import company_frame
from portico.core.people.models import Company
from portico.core.people.queries import company as company_row

from .. import desk, queries
from ..actions import domains
from ..permissions import MANAGE


@require_GET
@staff_page(MANAGE)
def overview(request: StaffRequest, company_id: UUID) -> HttpResponse:
    return desk.show_overview(request, _door(request, company_row(request.actor, company_id)))


@require_POST
@staff_page(MANAGE)
def add(request: StaffRequest, company_id: UUID) -> HttpResponse:
    return desk.add(request, _door(request, company_row(request.actor, company_id)))


@require_POST
@staff_page(MANAGE)
def domain_add(request: StaffRequest, company_id: UUID) -> HttpResponse:
    return desk.add_domain(request, _door(request, company_row(request.actor, company_id)))


@require_GET
@staff_page(MANAGE)
def connection(request: StaffRequest, connection_id: UUID) -> HttpResponse:
    found = queries.connection(request.actor, connection_id)
    return desk.show_connection(request, _door_of(request, found.company_id), found)


@require_POST
@staff_page(MANAGE)
def facts(request: StaffRequest, connection_id: UUID) -> HttpResponse:
    found = queries.connection(request.actor, connection_id)
    return desk.save_facts(request, _door_of(request, found.company_id), found)


@require_POST
@staff_page(MANAGE)
def rules(request: StaffRequest, connection_id: UUID) -> HttpResponse:
    found = queries.connection(request.actor, connection_id)
    return desk.save_rules(request, _door_of(request, found.company_id), found)


@require_POST
@staff_page(MANAGE)
def refresh(request: StaffRequest, connection_id: UUID) -> HttpResponse:
    found = queries.connection(request.actor, connection_id)
    return desk.refresh(_door_of(request, found.company_id), found)


@require_POST
@staff_page(MANAGE)
def activation(request: StaffRequest, connection_id: UUID) -> HttpResponse:
    found = queries.connection(request.actor, connection_id)
    return desk.activate(request, _door_of(request, found.company_id), found)


@require_POST
@staff_page(MANAGE)
def stop(request: StaffRequest, connection_id: UUID) -> HttpResponse:
    found = queries.connection(request.actor, connection_id)
    return desk.stop(request, _door_of(request, found.company_id), found)


@require_POST
@staff_page(MANAGE)
def remove(request: StaffRequest, connection_id: UUID) -> HttpResponse:
    found = queries.connection(request.actor, connection_id)
    return desk.remove(request, _door_of(request, found.company_id), found)


@require_POST
@staff_page(MANAGE)
def forget(request: StaffRequest, subject_id: UUID) -> HttpResponse:
    found = queries.subject(request.actor, subject_id)
    return desk.forget(request, _door_of(request, found.company_id), subject_id)


@require_POST
@staff_page(MANAGE)
def domain_check(request: StaffRequest, domain_id: UUID) -> HttpResponse:
    return _changed(request, domain_id, domains.ask_dns)


@require_POST
@staff_page(MANAGE)
def domain_removal(request: StaffRequest, domain_id: UUID) -> HttpResponse:
    return _changed(request, domain_id, domains.remove_domain)


@require_POST
@staff_page(MANAGE)
def enforcement(request: StaffRequest, domain_id: UUID) -> HttpResponse:
    return _changed(request, domain_id, domains.enforce)


@require_POST
@staff_page(MANAGE)
def release(request: StaffRequest, domain_id: UUID) -> HttpResponse:
    """Break glass: the mailed link works again at once."""
    return _changed(request, domain_id, domains.release)


def _changed(request: StaffRequest, domain_id: UUID, deed: Callable[..., None]) -> HttpResponse:
    found = queries.domain(request.actor, domain_id)
    return desk.change_domain(_door_of(request, found.company_id), found, deed)


def _door_of(request: StaffRequest, company_id: UUID | None) -> desk.Door:
    if company_id is None:
        raise NotVisible("company")
    return _door(request, company_row(request.actor, company_id))


def _door(request: StaffRequest, company: Company) -> desk.Door:
    request.menu_slug = "directory"

    def url(name: str, *ids: Any) -> str:  # Any: ids of rows
        about_company = name in {"overview", "add", "domains"}
        return reverse(
            f"staff:federation:{name}", args=ids or ([company.pk] if about_company else [])
        )

    around = company_frame(request.actor, company, tab="federation")
    return desk.Door(request.actor, company, "federation/staff", url, around, tests=False)
