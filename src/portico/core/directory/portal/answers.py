"""Help about the portal: questions that others have asked."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from portico.core.access.pages import PortalRequest, signed_in_contact
from portico.kernel.text import one_line
from portico.ui.pages import page

from ..helping import help_for


@require_safe
@signed_in_contact
def help_page(request: PortalRequest) -> HttpResponse:
    """All answers; `?about=tickets` brings those for a page to the top, opened."""
    about = one_line(request.GET.get("about", ""), longest=30)
    request.menu_slug = "help"
    entries = help_for(request.actor, about=about)
    return page(request, "directory/portal/help.html", {"entries": entries, "about": about})
