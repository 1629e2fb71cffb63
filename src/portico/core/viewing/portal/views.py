"""What a viewing leaves at the portal: its end, and what the client may know of it."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portico.core.access.pages import PortalRequest, TenantRequest, portal_page, public
from portico.core.journal.permissions import VIEW_COMPANY
from portico.core.journal.queries import moments
from portico.ui.pages import page
from portico.ui.tables import asked_page, pager

from .. import cookie, queries

SIZE = 50


@require_safe
@never_cache
@public
def ended(request: TenantRequest) -> HttpResponse:
    """The viewing is over: the browser forgets it, and the desk is one click away."""
    response = page(request, "viewing/portal/ended.html", {})
    cookie.take(response)
    return response


@require_safe
@portal_page(VIEW_COMPANY)
def one(request: PortalRequest, viewing_id: UUID) -> HttpResponse:
    """Every page that was looked at, for the client's own administrator."""
    row = queries.viewing(request.actor, viewing_id)
    looked = moments(row.pk).filter(name="viewing.page")
    found = asked_page(request.GET, looked, "id", size=SIZE)
    context = {"row": row, "moments": found.rows, "pager": pager(request.GET, found)}
    return page(request, "viewing/portal/one.html", context)
