"""A client's own admin says that a colleague has left, or is back."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portico.core.access.forms import attempt
from portico.core.access.pages import PortalRequest, portal_page
from portico.core.people import queries as people
from portico.core.roles.actions.leaver import HasLeft, let_go, take_back
from portico.core.roles.permissions import GIVE_ACCESS
from portico.ui.pages import form_page
from portico.ui.toasts import flash

from ..leaving import around_form, leaver_form

ONE = "portal:directory:person"


@require_http_methods(["GET", "HEAD", "POST"])
@portal_page(GIVE_ACCESS)
def leaving(request: PortalRequest, contact_id: UUID) -> HttpResponse:
    """Says what will happen; then it does."""
    actor, request.menu_slug = request.actor, "colleagues"
    found = people.contact(actor, contact_id)
    form = leaver_form(request, actor, found)
    if attempt(form, lambda: let_go(actor, found, **form.cleaned_data), ending=HasLeft):
        flash(request, _("%(name)s has left. What they wrote stays.") % {"name": found.name})
        return redirect(ONE, found.pk)
    context = around_form(request, form) | {"contact": found}
    return form_page(request, "directory/portal/leaving.html", context)


@require_POST
@portal_page(GIVE_ACCESS)
def come_back(request: PortalRequest, contact_id: UUID) -> HttpResponseRedirect:
    """It was a mistake, or they are back."""
    found = people.contact(request.actor, contact_id)
    take_back(request.actor, found)
    flash(request, _("%(name)s works there again. Now open the access.") % {"name": found.name})
    return redirect(ONE, found.pk)
