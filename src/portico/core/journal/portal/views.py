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
from ..ports import Named, kinds_of
from ..telling import in_short

SIZE = 50


@require_safe
@portal_page(VIEW_COMPANY)
def activity(request: PortalRequest) -> HttpResponse:
    """The newest first."""
    found = asked_page(request.GET, queries.company_moments(request.actor), "-id", size=SIZE)
    words = ngettext("%(number)s entry", "%(number)s entries", len(found.rows))
    things = queries.things_of(request.actor, found.rows)
    context = {
        "lines": [_line(one, things.get(one.subject_id)) for one in found.rows],
        "pager": pager(request.GET, found, words=words % {"number": len(found.rows)}),
    }
    return page(request, "journal/portal/activity.html", context)


def _line(one: Moment, about: Named | None) -> dict[str, object]:
    """Of what the reader may not see (any more), only what happened is told."""
    words = words_of(one.name)
    hidden = kinds_of(one.name) and about is None
    more = "" if hidden else _more(one, words)
    return {"moment": one, "words": words, "about": about, "more": more}


def _more(one: Moment, words: str) -> str:
    """What there is to add."""
    if one.name == "identity.login" and one.data.get("new_device"):
        return _("on a device that was not seen before")
    return in_short(one.name, one.data, title=words)
