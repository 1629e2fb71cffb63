"""Everything an employee of the MSP can find."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from portico.core.access.pages import StaffRequest, signed_in_staff
from portico.ui.pages import page

from .. import queries
from ..rules import LONGEST_QUERY


@require_safe
@signed_in_staff
def results(request: StaffRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    groups = queries.results(request.actor, request.tenant, words) if words else []
    return page(request, "search/staff/results.html", {"words": words, "groups": groups})
