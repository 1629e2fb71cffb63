"""A client's own admin invites colleagues by a link, and says yes or no to who waits."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portico.core.access.forms import attempt
from portico.core.access.pages import PortalRequest, portal_page
from portico.core.access.permissions import Refusal, can
from portico.core.people import queries as people
from portico.core.roles import queries as roles
from portico.core.roles.models import Role
from portico.ui.pages import form_page
from portico.ui.toasts import flash

from .. import queries
from ..actions.decide import approve, refuse
from ..actions.links import About, NewLink, create_link, revoke_link
from ..actions.send import addresses_in, send_link, url_of
from ..models import Mode
from ..permissions import APPROVE, MANAGE
from .forms import ApproveForm, InviteForm

PAGE = "portal:joining:invite"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@portal_page(MANAGE)
def invite(request: PortalRequest) -> HttpResponse:
    """The company's working links, who waits, and one more link. A new one is shown once."""
    choices = list(roles.portal_roles(request.actor))
    form = InviteForm(request.POST or None, roles=choices)
    around: dict[str, object] = {"form": form, "url": ""}
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: _make(request, form))
        if made:
            url = url_of(made.token, host=_host(request))
            around |= {"form": InviteForm(roles=choices), "url": url}
            around["sent"] = bool(form.cleaned_data["to"].strip())
    company = people.company(request.actor, request.actor.company_id)
    around["links"] = queries.working_links_of(request.actor, company)
    may = can(request.actor, APPROVE)
    around["waiting"] = list(queries.requests(request.actor).order_by("id")[:50]) if may else []
    around["approve_form"] = ApproveForm(roles=choices)
    return form_page(request, "joining/portal/invite.html", around)


def _make(request: PortalRequest, form: InviteForm) -> NewLink:
    """Both or neither: a wrong address leaves no link behind."""
    given = form.cleaned_data
    company = people.company(request.actor, request.actor.company_id)
    to = addresses_in(given["to"]) if given["to"].strip() else []
    about = About(
        until=timezone.now() + timedelta(days=given["days"]),
        role=form.roles[given["role"]],
        mode=Mode.DOMAINS,
        domains=queries.known_domains(request.actor, company),
        max_uses=max(given["max_uses"] or 0, len(to)) or None,
    )
    with transaction.atomic():
        made = create_link(request.actor, company, about=about)
        if to:
            send_link(request.actor, made.row, to=to, host=_host(request))
    return made


def _host(request: PortalRequest) -> str:
    """Where this admin is: the portal does not read the tenant's other hosts."""
    return request.get_host().partition(":")[0].lower()


@require_POST
@portal_page(MANAGE)
def end(request: PortalRequest, portallink_id: UUID) -> HttpResponse:
    """Nobody joins with it any more."""
    revoke_link(request.actor, queries.link(request.actor, portallink_id))
    flash(request, _("The link no longer works."))
    return redirect(PAGE)


@require_POST
@portal_page(APPROVE)
def approve_one(request: PortalRequest, joinrequest_id: UUID) -> HttpResponse:
    """Yes, with one of the roles that this admin may give."""
    asked = queries.request(request.actor, joinrequest_id)
    approve(request.actor, asked, role=_role(request))
    flash(request, _("They are in. We have written to them."))
    return redirect(PAGE)


@require_POST
@portal_page(APPROVE)
def refuse_one(request: PortalRequest, joinrequest_id: UUID) -> HttpResponse:
    """No."""
    refuse(request.actor, queries.request(request.actor, joinrequest_id))
    flash(request, _("They were told that it did not work out."))
    return redirect(PAGE)


def _role(request: PortalRequest) -> Role:
    form = ApproveForm(request.POST, roles=roles.portal_roles(request.actor))
    if not form.is_valid():
        raise Refusal(_("Choose a role."))
    found: Role = form.roles[form.cleaned_data["role"]]
    return found
