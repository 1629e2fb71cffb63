"""The page of the way out for mail, one form for each way, and its test."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portico.core.access.forms import attempt
from portico.core.access.pages import StaffRequest, staff_page
from portico.ui.pages import page, refused
from portico.ui.tables import Tab
from portico.ui.toasts import flash

from .. import queries
from ..actions.server import ask_for_test, remove_server
from ..forms import FORMS, WayForm, form_of
from ..models import MailServer
from ..permissions import MANAGE
from ..rules.words import explained
from .progress import progress_of

TEMPLATE = "mail/staff/server.html"
Way = MailServer.Way


@require_http_methods(["GET", "POST"])
@staff_page(MANAGE)
def mail_server(request: StaffRequest) -> HttpResponse:
    if request.method == "POST":
        return _change(request)
    way = _way(request)
    form = form_of(queries.own_server(), way)
    return page(request, TEMPLATE, _context(request, way, form), "test")


def _change(request: StaffRequest) -> HttpResponse:
    way = _way(request)
    form = form_of(queries.own_server(), way, request.POST)
    attempt(form, lambda: form.save(request.actor))
    if not form.is_valid():
        return refused(request, TEMPLATE, _context(request, way, form))
    if "test" in request.POST:
        ask_for_test(request.actor)
    flash(request, _("Mail server saved") if way == Way.SMTP else _("Mailbox saved"))
    return redirect("staff:mail:server")


def _way(request: StaffRequest) -> str:
    """The one that the form is about, that was asked for, or that is in use."""
    asked = request.POST.get("way") or request.GET.get("way", "")
    if asked in FORMS:
        return asked
    own = queries.own_server()
    return own.way if own else Way.SMTP.value


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
    flash(request, _("Removed: e-mail no longer leaves this way"))
    return redirect("staff:mail:server")


def _context(request: StaffRequest, way: str, form: WayForm) -> dict[str, Any]:
    request.menu_slug = "settings"
    health = queries.health(request.actor)
    outage, own = health.outage, queries.own_server()
    return {
        "form": form,
        "way": way,
        "tabs": [
            Tab(url=f"?way={value}", text=str(text), current=value == way)
            for value, text in Way.choices
        ],
        "own": own,
        "is_own": own is not None and own.way == way,
        "health": health,
        "trouble": explained(outage.reason, code=outage.code, answer=outage.answer)
        if outage
        else None,
        "progress": progress_of(queries.latest_test(request.actor)),
        "has_fallback": bool(settings.SMTP_URL),
        "is_demo": settings.MAIL_FOLDER is not None,
    }
