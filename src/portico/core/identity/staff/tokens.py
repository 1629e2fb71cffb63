"""API tokens of one's own: made, shown once, revoked."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portico.core.access.pages import StaffRequest, staff_page
from portico.ui.pages import form_page
from portico.ui.toasts import flash

from .. import queries
from ..actions.tokens import create_token, revoke_token
from ..permissions import CREATE_TOKEN
from .forms import TokenForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CREATE_TOKEN)
def tokens(request: StaffRequest) -> HttpResponse:
    """The list, and the form for one more; a new secret is shown in this one answer."""
    form = TokenForm(request.POST or None)
    around: dict[str, object] = {"form": form, "secret": ""}
    if request.method == "POST" and form.is_valid():
        days = form.cleaned_data["days"]
        until = timezone.now() + timedelta(days=int(days)) if days else None
        made = create_token(request.actor, name=form.cleaned_data["name"], expires_at=until)
        around |= {"form": TokenForm(), "secret": made.secret}
    around["tokens"] = queries.tokens_of(request.actor)
    around["now"] = timezone.now()
    return form_page(request, "identity/staff/tokens.html", around)


@require_POST
@staff_page(CREATE_TOKEN)
def token_revoke(request: StaffRequest, token_id: UUID) -> HttpResponse:
    """From now on it opens nothing."""
    revoke_token(request.actor, queries.own_token(request.actor, token_id))
    flash(request, _("The token no longer works."))
    return redirect("staff:identity:tokens")
