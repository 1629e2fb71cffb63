"""What a signed-in contact looks after: language, sessions, the company, and signing out."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portico.core.access.menu import own_pages
from portico.core.access.pages import PortalRequest, signed_in_contact
from portico.core.access.permissions import NotVisible, Refusal
from portico.core.people.queries import contact as contact_row
from portico.kernel.origin import current_origin
from portico.ui.pages import form_page, page
from portico.ui.toasts import flash

from .. import cookies, queries
from ..actions.account import change_own_place
from ..actions.enter import is_half
from ..actions.finish import switch_company
from ..actions.leave import end_session, revoke_own_session
from ..actions.own_password import may_have_password
from ..ceremony import hand_over, place_of
from ..models import Ending, Method
from ..rules import device_words, place_words
from .door import HOME, next_of, on
from .forms import PlaceForm


@require_POST
@signed_in_contact
def logout(request: PortalRequest) -> HttpResponse:
    """Out; the next click asks for a new link."""
    end_session(request.actor, request.session_row, how=Ending.USER)
    flash(request, _("You are signed out."))
    response = redirect("portal:identity:login")
    cookies.take(response, cookies.PORTAL)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_contact
def account(request: PortalRequest) -> HttpResponse:
    """Details, where one is signed in, language and time."""
    me = contact_row(request.actor, request.actor.id)
    form = PlaceForm(request.POST or None, initial={"language": me.language, "zone": me.zone})
    if request.method == "POST" and form.is_valid():
        change_own_place(request.actor, **form.cleaned_data)
        flash(request, _("Saved."))
        return redirect("portal:identity:account")
    around = {
        "me": me,
        "form": form,
        "sessions": _sessions(request),
        "places": queries.places(),
        "ways": queries.ways_of(request.actor),
        "here": place_of(request).rp_id,
        "may_password": may_have_password(request.actor),
        "may_passkeys": queries.may_have_passkeys(request.actor),
        "more": own_pages("portal", request.actor),
        "days": request.tenant.session_days,
        "hours": request.tenant.idle_hours,
    }
    return form_page(request, "identity/portal/account.html", around)


@require_POST
@signed_in_contact
def session_end(request: PortalRequest, session_id: UUID) -> HttpResponse:
    """Sign one of the own browsers out."""
    for session in queries.own_sessions(idle_hours=request.tenant.idle_hours):
        if session.id == session_id:
            if session_id == request.session_row.id:
                return logout(request)  # type: ignore[return-value] # an HttpResponse
            revoke_own_session(request.actor, session)
            flash(request, _("That browser is signed out."))
            return redirect("portal:identity:account")
    raise NotVisible("session")


@require_POST
@signed_in_contact
def others_end(request: PortalRequest) -> HttpResponse:
    """Sign every other browser out."""
    for session in queries.own_sessions(idle_hours=request.tenant.idle_hours):
        if session.id != request.session_row.id:
            revoke_own_session(request.actor, session)
    flash(request, _("You are signed out everywhere else."))
    return redirect("portal:identity:account")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_contact
def companies(request: PortalRequest) -> HttpResponse:
    """Where the person is a contact; changing the company is a new session."""
    if request.method == "POST":
        return _switch(request)
    around = {"places": queries.places(), "next": next_of(request)}
    return page(request, "identity/portal/companies.html", around)


def _switch(request: PortalRequest) -> HttpResponse:
    try:
        wanted = UUID(request.POST.get("contact", ""))
    except ValueError as problem:
        raise Refusal(_("Choose one of your companies.")) from problem
    if wanted == request.actor.id:
        return redirect(next_of(request) or HOME)
    device = cookies.value(request, cookies.DEVICE)
    session = request.session_row
    opened = switch_company(request.actor, session, contact_id=wanted, device=device)
    half = is_half(opened.row)
    response = on(request, "portal:identity:second") if half else redirect(next_of(request) or HOME)
    return hand_over(request, response, opened, cookie=cookies.PORTAL)


def _sessions(request: PortalRequest) -> list[dict[str, object]]:
    """The running sessions with their browsers in words, this one first."""
    running = queries.own_sessions(idle_hours=request.tenant.idle_hours)
    shown = [
        {
            "row": one,
            "device": device_words(one.user_agent),
            "place": place_words(one.ip, here=current_origin().ip),
            "method": Method(one.method).label,
            "is_this": one.id == request.session_row.id,
        }
        for one in running
    ]
    return sorted(shown, key=lambda one: not one["is_this"])
