"""Optional parts of the product, each with a switch; the page is absent while there are none."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portico.core.access.pages import StaffRequest, staff_page
from portico.ui.pages import page
from portico.ui.toasts import flash

from .. import queries
from ..actions.extras import choose_extras
from ..permissions import MANAGE


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def extras(request: StaffRequest) -> HttpResponse:
    """Switch them on and off; what is switched off keeps its data."""
    if not (known := queries.optional_contexts()):
        raise Http404
    if request.method == "POST":
        choose_extras(request.actor, wanted=request.POST.getlist("extra"))
        flash(request, _("Saved. It counts from the next click."))
        return redirect("staff:settings:extras")
    rows = [(label, title, request.tenant.has(label)) for label, title in known.items()]
    return page(request, "settings/staff/extras.html", {"extras": rows})
