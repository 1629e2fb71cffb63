"""Who signed in and what happened to tickets, for the client's own administrator."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from portico.core.access.pages import PortalRequest, portal_page
from portico.ui.pages import page
from portico.ui.tables import asked_page, pager

from .. import queries
from ..events import words_of
from ..models import Moment
from ..permissions import VIEW_COMPANY

SIZE = 50


@require_safe
@portal_page(VIEW_COMPANY)
def activity(request: PortalRequest) -> HttpResponse:
    """The newest first."""
    found = asked_page(request.GET, queries.company_moments(request.actor), "-id", size=SIZE)
    words = ngettext("%(number)s entry", "%(number)s entries", len(found.rows))
    context = {
        "lines": [(one, words_of(one.name), _more(one)) for one in found.rows],
        "pager": pager(request.GET, found, words=words % {"number": len(found.rows)}),
    }
    return page(request, "journal/portal/activity.html", context)


def _more(one: Moment) -> str:
    """What there is to add, in words."""
    if one.name == "identity.login" and one.data.get("new_device"):
        return _("on a device that was not seen before")
    return str(one.data.get("new", "")) if one.name == "tickets.status_changed" else ""
