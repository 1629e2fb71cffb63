"""What clients want to change, and what they may change without asking."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portico.core.access.forms import attempt
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.people import queries as people
from portico.core.people.permissions import VIEW as VIEW_PEOPLE
from portico.ui.pages import form_page, page
from portico.ui.tables import asked_page, pager
from portico.ui.toasts import flash

from .. import queries
from ..actions.decide import approve_request, reject_request, set_field_rules
from ..models import Field
from ..permissions import DECIDE, SET_RULES
from ..rules import USUAL
from .forms import RejectForm, RulesForm

HERE = "staff:profile:requests"
SHOWN = 10
WEEK = 604_800


@require_safe
@staff_page(DECIDE)
def request_list(request: StaffRequest) -> HttpResponse:
    """The oldest first; below it what was decided last."""
    found = asked_page(request.GET, queries.requests(request.actor), "id")
    context = {
        "rows": found.rows,
        "pager": pager(request.GET, found),
        "decided": queries.decided_requests(request.actor)[:SHOWN],
    }
    return page(request, "profile/staff/requests.html", context)


@require_POST
@staff_page(DECIDE)
def approve(request: StaffRequest, changerequest_id: UUID) -> HttpResponseRedirect:
    """Apply it at once."""
    found = queries.request(request.actor, changerequest_id)
    approve_request(request.actor, found)
    flash(request, _("Done. %(name)s is told.") % {"name": found.contact.name})
    return redirect(HERE)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(DECIDE)
def reject(request: StaffRequest, changerequest_id: UUID) -> HttpResponse:
    """Refuse it, with a reason."""
    found = queries.request(request.actor, changerequest_id)
    form = RejectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: reject_request(request.actor, found, reason=reason)):
            flash(request, _("Refused. %(name)s is told why.") % {"name": found.contact.name})
            return redirect(HERE)
    return form_page(request, "profile/staff/reject.html", {"form": form, "one": found})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(SET_RULES)
def rules(request: StaffRequest) -> HttpResponse:
    """At once, after approval, or not by clients."""
    request.menu_slug = "settings"
    stored = {**USUAL, **queries.chosen_rules()}
    form = RulesForm(request.POST or None, initial={key: str(stored[key]) for key in Field.values})
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        if attempt(form, lambda: set_field_rules(request.actor, rules=given)) is not None:
            flash(request, _("Saved. It counts from the next click."))
            return redirect("staff:profile:rules")
    return form_page(request, "profile/staff/rules.html", {"form": form})


@require_safe
@staff_page(VIEW_PEOPLE)
def picture(request: StaffRequest, contact_id: UUID, mark: str) -> HttpResponse:
    """The picture of a contact."""
    found = queries.picture(people.contact(request.actor, contact_id).pk, mark)
    response = HttpResponse(bytes(found.content), content_type="image/webp")
    patch_cache_control(response, private=True, max_age=WEEK)
    return response
