"""The settings at a glance: what needs somebody, and every part with its state."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portico.core.access.menu import Part, Setting, State, settings_for
from portico.core.access.pages import StaffRequest, staff_page
from portico.ui.pages import page

from ..permissions import VIEW


@dataclass(frozen=True, slots=True)
class Line:
    """One part of the product on the overview."""

    setting: Setting
    state: State


@require_safe
@staff_page(VIEW)
def overview(request: StaffRequest) -> HttpResponse:
    """What needs somebody first, then the three cards; without a line, a card is absent."""
    lines = [
        Line(one, one.state(request.actor) if one.state else State())
        for one in settings_for(request.actor)
    ]
    titles = {Part.PORTAL: _("Portal"), Part.SERVICE: _("Service"), Part.SYSTEM: _("System")}
    parts = [
        (part.value, title, [line for line in lines if line.setting.part == part])
        for part, title in titles.items()
    ]
    context = {
        "asks": sorted((one for one in lines if one.state.ask), key=lambda one: one.state.tone),
        "parts": [part for part in parts if part[2]],
    }
    return page(request, "settings/staff/overview.html", context)
