"""My day: what waits for the desk and for me."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portico.core.access.pages import StaffRequest, signed_in_staff
from portico.ui.pages import page

from ..ports import filled


@require_safe
@signed_in_staff
def home(request: StaffRequest) -> HttpResponse:
    cards = filled(request.actor, "staff")
    now = timezone.localtime()
    return page(
        request, "home/staff/home.html", {"cards": cards, "hour": now.hour, "today": now.date()}
    )
