"""How the portal does: each check red or green, with what to do."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from portico.core.access.pages import StaffRequest, staff_page
from portico.ui.pages import page

from ..permissions import VIEW
from ..queries.health import OK, checks


@require_safe
@staff_page(VIEW)
def health(request: StaffRequest) -> HttpResponse:
    """What is not well comes first."""
    found = checks()
    context = {
        "problems": [one for one in found if one.tone != OK],
        "well": [one for one in found if one.tone == OK],
    }
    return page(request, "settings/staff/health.html", context)
