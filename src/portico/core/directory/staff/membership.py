"""May a person belong to several companies? A rule for the whole tenant."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portico.core.access.forms import attempt
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.people import queries as people
from portico.core.people.actions.membership import change_membership
from portico.core.people.permissions import MANAGE_RULES
from portico.ui.pages import form_page
from portico.ui.toasts import flash

from .forms import MembershipForm


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE_RULES)
def membership(request: StaffRequest) -> HttpResponse:
    """Refused while somebody is with several; the words name some of them."""
    stored = {"one_company": people.one_company_only(request.actor)}
    form = MembershipForm(request.POST if request.method == "POST" else None, initial=stored)
    if request.method == "POST" and form.is_valid():
        one = form.cleaned_data["one_company"]
        attempt(form, lambda: change_membership(request.actor, one_company=one))
        if form.is_valid():
            flash(request, _("Saved. It counts from the next click."))
            return redirect("staff:directory:membership")
    return form_page(request, "directory/staff/membership.html", {"form": form})
