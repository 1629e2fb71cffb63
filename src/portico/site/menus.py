"""The menus of a page once more, for one that is open while its reader's permissions change."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portico.core.access.pages import (
    PortalRequest,
    StaffRequest,
    signed_in_contact,
    signed_in_staff,
)
from portico.ui.pages import asked_for, page
from portico.ui.shell import nav

from .shell import shell

DRAWER = {"drawer_menu": "ui/menu.html"}


@require_safe
@never_cache
@signed_in_contact
def portal_menu(request: PortalRequest) -> HttpResponse:
    """One piece of the portal's shell."""
    places = {"side_menu": "ui/portal_before.html", "tab_menu": "ui/portal_after.html", **DRAWER}
    return _menu(request, places)


@require_safe
@never_cache
@signed_in_staff
def staff_menu(request: StaffRequest) -> HttpResponse:
    """One piece of the desk's shell."""
    return _menu(request, {"side_menu": "ui/staff_before.html", **DRAWER})


def _menu(request: PortalRequest | StaffRequest, places: dict[str, str]) -> HttpResponse:
    """`?on=` is the entry that is open on the page that asks; without script nobody comes here."""
    piece = asked_for(request)
    if piece not in places:
        return redirect("front")
    request.menu_slug = request.GET.get("on", "")[:40] or "-"
    found = shell(request)["shell"]
    drawn = found() if callable(found) else found
    context = {"shell": drawn, "menu": nav(drawn.nav, drawn.active)}
    return page(request, places[piece], context, piece)
