"""The page of the mail server, and its test."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portico.core.access.forms import attempt
from portico.core.access.pages import StaffRequest, staff_page
from portico.ui.pages import page, refused
from portico.ui.toasts import flash

from .. import queries
from ..actions.server import ask_for_test, change_server, remove_server
from ..permissions import MANAGE
from ..rules.words import explained
from .forms import ServerForm, form_of
from .progress import progress_of

TEMPLATE = "mail/staff/server.html"


@require_http_methods(["GET", "POST"])
@staff_page(MANAGE)
def mail_server(request: StaffRequest) -> HttpResponse:
    if request.method == "POST":
        return _change(request)
    return page(request, TEMPLATE, _context(request, form_of(queries.own_server())), "test")


def _change(request: StaffRequest) -> HttpResponse:
    form = ServerForm(request.POST)
    attempt(form, lambda: change_server(request.actor, **form.facts()))
    if not form.is_valid():
        return refused(request, TEMPLATE, _context(request, form))
    if "test" in request.POST:
        ask_for_test(request.actor)
    flash(request, _("Mail server saved"))
    return redirect("staff:mail:server")


@require_POST
@staff_page(MANAGE)
def mail_test(request: StaffRequest) -> HttpResponse:
    """Ask for a test mail; how it goes is told by the page, also after a reload."""
    ask_for_test(request.actor)
    return redirect("staff:mail:server")


@require_POST
@staff_page(MANAGE)
def server_removal(request: StaffRequest) -> HttpResponse:
    remove_server(request.actor)
    flash(request, _("Mail server removed"))
    return redirect("staff:mail:server")


def _context(request: StaffRequest, form: ServerForm) -> dict[str, Any]:
    request.menu_slug = "settings"
    health = queries.health(request.actor)
    outage = health.outage
    return {
        "form": form,
        "own": queries.own_server(),
        "health": health,
        "trouble": explained(outage.reason, code=outage.code, answer=outage.answer)
        if outage
        else None,
        "progress": progress_of(queries.latest_test(request.actor)),
        "has_fallback": bool(settings.SMTP_URL),
        "is_demo": settings.MAIL_FOLDER is not None,
    }
