"""Everything a contact can find."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from portico.core.access.pages import PortalRequest, signed_in_contact
from portico.ui.pages import page

from .. import queries
from ..rules import LONGEST_QUERY


@require_safe
@signed_in_contact
def results(request: PortalRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    groups = queries.results(request.actor, request.tenant, words) if words else []
    return page(request, "search/portal/results.html", {"words": words, "groups": groups})
