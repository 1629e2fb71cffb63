"""Change several tickets at once."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from portico.core.access.pages import StaffRequest, staff_page
from portico.core.access.permissions import Refusal
from portico.kernel.ids import id_from
from portico.ui.toasts import flash

from .. import queries
from ..actions.change import change_ticket
from ..permissions import VIEW
from .change import changes_of

MOST = 100
IDLE = {"assignee": "-", "status": "", "priority": ""}  # what untouched selects send


@require_POST
@staff_page(VIEW)
def changes_create(request: StaffRequest) -> HttpResponse:
    """The same change for every ticked ticket; what refuses is named, the others are done."""
    ticked = _ticked(request)
    if ticked and not _wants_a_change(request):
        flash(request, _("Choose what to change: who, status or priority."), tone="bad")
        return redirect(_back(request))
    done, refused, changes = 0, [], changes_of(request)
    for ticket in [queries.ticket(request.actor, one) for one in ticked]:
        try:
            change_ticket(request.actor, ticket, changes)
            done += 1
        except Refusal as problem:
            refused.append(f"{request.tenant.ticket_prefix}{ticket.number}: {problem}")
    if done:
        words = ngettext("%(number)s ticket changed.", "%(number)s tickets changed.", done)
        flash(request, words % {"number": done})
    for words in refused[:3]:
        flash(request, words, tone="bad")
    if not done and not refused:
        flash(request, _("Tick the tickets you want to change first."), tone="bad")
    return redirect(_back(request))


def _ticked(request: StaffRequest) -> list[UUID]:
    found = map(id_from, request.POST.getlist("ticket")[:MOST])
    return list(dict.fromkeys(one for one in found if one is not None))


def _wants_a_change(request: StaffRequest) -> bool:
    """Whether one of the bar's selects was touched; without it no ticket would change."""
    return any(request.POST.get(name, idle) != idle for name, idle in IDLE.items())


def _back(request: StaffRequest) -> str:
    """The list as it was, with its filters."""
    url = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(url, allowed_hosts=None) and url.startswith("/staff/")
    return url if safe else "/staff/tickets/"
