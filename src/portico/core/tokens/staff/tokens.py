"""API tokens of one's own: made, shown once, revoked."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portico.core.access.forms import attempt
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.access.permissions import Refusal
from portico.core.identity import queries as identity
from portico.core.identity.actions.tokens import NewToken, revoke_token
from portico.core.identity.permissions import CREATE_TOKEN
from portico.core.people import queries as people
from portico.core.people.models import Company
from portico.ui.pages import form_page
from portico.ui.toasts import flash

from .. import queries
from ..actions.staff import create_limited_token
from ..forms import TokenForm
from ..rules import offered

HERE = "staff:tokens:tokens"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CREATE_TOKEN)
def tokens(request: StaffRequest) -> HttpResponse:
    """The list, and the form for one more; a new secret is shown in this one answer."""
    may = offered(request.actor)
    form = TokenForm(request.POST or None, offered=may)
    around: dict[str, object] = {"form": form, "secret": ""}
    if request.method == "POST" and (made := attempt(form, lambda: _make(request, form))):
        around |= {"form": TokenForm(offered=may), "secret": made.secret}
    found = identity.tokens_of(request.actor)
    limits = queries.limits_of([one.pk for one in found])
    around["tokens"] = [{"row": one, "limit": limits.get(one.pk)} for one in found]
    around["now"] = timezone.now()
    return form_page(request, "tokens/staff/tokens.html", around)


def _make(request: StaffRequest, form: TokenForm) -> NewToken:
    given = form.cleaned_data
    days = given["days"]
    return create_limited_token(
        request.actor,
        name=given["name"],
        scopes=form.wanted(),
        company=_company(request, given["company"]),
        expires_at=timezone.now() + timedelta(days=int(days)) if days else None,
    )


def _company(request: StaffRequest, name: str) -> Company | None:
    """The one company of this name; a wrong word never means “all of them”."""
    if not name.strip():
        return None
    found = people.companies(request.actor).filter(name__iexact=name.strip()).order_by("id")[:2]
    if len(rows := list(found)) != 1:
        raise Refusal(_("There is not exactly one company of this name."), field="company")
    return rows[0]


@require_POST
@staff_page(CREATE_TOKEN)
def token_revoke(request: StaffRequest, token_id: UUID) -> HttpResponse:
    """From now on it opens nothing."""
    revoke_token(request.actor, identity.own_token(request.actor, token_id))
    flash(request, _("The token no longer works."))
    return redirect(HERE)
