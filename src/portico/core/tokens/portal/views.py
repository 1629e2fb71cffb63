"""A client's own tokens: made, shown once, revoked."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portico.core.access.forms import attempt
from portico.core.access.pages import PortalRequest, portal_page
from portico.ui.pages import form_page
from portico.ui.toasts import flash

from .. import queries
from ..actions.client import create_client_token, revoke_client_token
from ..forms import ClientTokenForm
from ..permissions import CREATE_TOKEN
from ..rules import offered

HERE = "portal:tokens:tokens"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@portal_page(CREATE_TOKEN)
def tokens(request: PortalRequest) -> HttpResponse:
    """The list, and the form for one more; a new secret is shown in this one answer."""
    may = offered(request.actor)
    form = ClientTokenForm(request.POST or None, offered=may)
    around: dict[str, object] = {"form": form, "secret": ""}
    made = None
    if request.method == "POST":
        made = attempt(form, lambda: create_client_token(request.actor, **form.cleaned_data))
    if made:
        around |= {"form": ClientTokenForm(offered=may), "secret": made.secret}
    around["tokens"] = queries.client_tokens(request.actor)
    around["now"] = timezone.now()
    return form_page(request, "tokens/portal/tokens.html", around)


@require_POST
@portal_page(CREATE_TOKEN)
def token_revoke(request: PortalRequest, clienttoken_id: UUID) -> HttpResponse:
    """From now on it opens nothing."""
    revoke_client_token(request.actor, queries.client_token(request.actor, clienttoken_id))
    flash(request, _("The token no longer works."))
    return redirect(HERE)
