"""Who signed in and what happened to tickets, for the client's own administrator."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from portico.core.access.pages import PortalRequest, portal_page
from portico.ui.pages import page
from portico.ui.tables import Pager, url_with

from .. import queries
from ..events import words_of
from ..models import Moment
from ..permissions import VIEW_COMPANY

SIZE = 50


@require_safe
@portal_page(VIEW_COMPANY)
def activity(request: PortalRequest) -> HttpResponse:
    """The newest first; an address that cannot be read begins at the top."""
    rows = queries.company_moments(request.actor)
    if (after := _key(request.GET.get("after", ""))) is not None:
        rows = rows.filter(id__lt=after)
    found = list(rows[: SIZE + 1])
    shown = found[:SIZE]
    words = ngettext("%(number)s entry", "%(number)s entries", len(shown))
    pager = Pager(
        older_url=url_with(request.GET, after=str(shown[-1].pk)) if len(found) > SIZE else "",
        words=words % {"number": len(shown)},
    )
    context = {"lines": [(one, words_of(one.name), _more(one)) for one in shown], "pager": pager}
    return page(request, "journal/portal/activity.html", context)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _more(one: Moment) -> str:
    """What there is to add, in words."""
    if one.name == "identity.login" and one.data.get("new_device"):
        return _("on a device that was not seen before")
    return str(one.data.get("new", "")) if one.name == "tickets.status_changed" else ""
