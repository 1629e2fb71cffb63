"""A contact chooses which e-mails come at once, daily or not at all."""

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portico.core.access.pages import PortalRequest, signed_in_contact

from ..pages import choices_page


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_contact
def choices(request: PortalRequest) -> HttpResponse:
    return choices_page(request, door="portal")
