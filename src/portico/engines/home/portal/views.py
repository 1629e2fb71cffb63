"""A contact's first page: what waits for me, then all the rest."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portico.core.access.menu import pages_at_hand
from portico.core.access.pages import PortalRequest, signed_in_contact
from portico.ui.pages import page

from ..ports import filled


@require_safe
@signed_in_contact
def home(request: PortalRequest) -> HttpResponse:
    cards = filled(request.actor, "portal")
    now = timezone.localtime()
    context = {
        "cards": cards,
        "hour": now.hour,
        "today": now.date(),
        "at_hand": pages_at_hand("portal"),
    }
    return page(request, "home/portal/home.html", context)
