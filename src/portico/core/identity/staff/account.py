"""What staff look after themselves: details, password, second factor, sessions."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portico.core.access.forms import attempt
from portico.core.access.menu import own_pages
from portico.core.access.pages import StaffRequest, signed_in_staff
from portico.core.access.permissions import NotVisible, can
from portico.core.access.proof import freshly_proved
from portico.core.people.queries import staff_user
from portico.kernel.origin import current_origin
from portico.ui.pages import form_page, page
from portico.ui.toasts import flash

from .. import cookies, queries, totp
from ..actions import limit
from ..actions.account import change_own_details
from ..actions.factor import confirm_factor, prepare_factor, renew_recovery_codes
from ..actions.leave import end_session, revoke_session
from ..actions.password import WrongPassword, change_password, password_is_right
from ..actions.tokens import revoke_own_tokens
from ..models import Ending
from ..permissions import CREATE_TOKEN
from ..rules import device_words, place_words
from ..sessions import session_of
from .forms import ChangePasswordForm, ConfirmForm, DetailsForm, ReplaceAppForm
from .sign_in import picture

FEW = 3  # recovery codes: time for new ones


@require_POST
@signed_in_staff
def logout(request: StaffRequest) -> HttpResponse:
    """Out; the next click asks for password and code."""
    end_session(request.actor, request.session_row, how=Ending.USER)
    flash(request, _("You are signed out."))
    response = redirect("staff:identity:login")
    cookies.take(response, cookies.STAFF)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_staff
def account(request: StaffRequest) -> HttpResponse:
    """Details, and everything that keeps others out."""
    me = staff_user(request.actor, request.actor.id)
    known = {name: getattr(me, name) for name in ("name", "title", "phone", "language", "zone")}
    form = DetailsForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        attempt(form, lambda: change_own_details(request.actor, **form.cleaned_data))
        if form.is_valid():
            flash(request, _("Saved."))
            return redirect("staff:identity:account")
    around = {"me": me, "form": form, "more": own_pages("staff", request.actor), **_safety(request)}
    return form_page(request, "identity/staff/account.html", around)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_staff
@freshly_proved
def password(request: StaffRequest) -> HttpResponse:
    """A new password; every other session ends, and API tokens where that stays ticked."""
    has_tokens = bool(queries.tokens_of(request.actor))
    form = ChangePasswordForm(request.POST or None, has_tokens=has_tokens)
    if request.method == "POST" and form.is_valid():
        _limit(request)
        given = form.cleaned_data
        attempt(
            form,
            lambda: change_password(
                request.actor, request.session_row, old=given["old"], new=given["password"]
            ),
        )
        if form.is_valid():
            if given.get("tokens"):
                revoke_own_tokens(request.actor)
            flash(request, _("Your password is changed."))
            return redirect("staff:identity:account")
    return form_page(request, "identity/staff/change_password.html", {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_staff
@freshly_proved
def app(request: StaffRequest) -> HttpResponse:
    """Another phone: the new app counts from its first right code."""
    form = ReplaceAppForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _password_is_right(request, form):
        typed = form.cleaned_data["code"]
        session = session_of(request)
        codes = attempt(form, lambda: confirm_factor(request.actor, code=typed, session=session))
        if codes:
            return page(request, "identity/staff/new_codes.html", {"codes": codes})
    me, session = request.actor, session_of(request)
    waiting = prepare_factor(me, session=session)  # also by looking: not in use yet
    secret = totp.grouped(waiting)
    return form_page(request, "identity/staff/new_app.html", {"form": form, "secret": secret})


@never_cache
@require_safe
@signed_in_staff
@freshly_proved
def app_picture(request: StaffRequest) -> HttpResponse:
    """The QR code of the app that is being set up."""
    return picture(request, request.actor)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_staff
@freshly_proved
def recovery_codes(request: StaffRequest) -> HttpResponse:
    """Ten new codes, shown once; the old ones no longer work."""
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _password_is_right(request, form):
        codes = renew_recovery_codes(request.actor)
        return page(request, "identity/staff/new_codes.html", {"codes": codes})
    return form_page(request, "identity/staff/recovery_codes.html", {"form": form})


@require_POST
@signed_in_staff
def session_end(request: StaffRequest, session_id: UUID) -> HttpResponse:
    """Sign one of the own browsers out."""
    running = queries.staff_sessions(request.actor.id, idle_hours=request.tenant.idle_hours)
    found = next((one for one in running if one.pk == session_id), None)
    if found is None:
        raise NotVisible("session")
    if found.pk == request.session_row.id:
        return logout(request)  # type: ignore[return-value] # an HttpResponse
    revoke_session(request.actor, found)
    flash(request, _("That browser is signed out."))
    return redirect("staff:identity:account")


@require_POST
@signed_in_staff
def others_end(request: StaffRequest) -> HttpResponse:
    """Sign every other browser out."""
    for one in queries.staff_sessions(request.actor.id, idle_hours=request.tenant.idle_hours):
        if one.pk != request.session_row.id:
            revoke_session(request.actor, one)
    flash(request, _("You are signed out everywhere else."))
    return redirect("staff:identity:account")


def _safety(request: StaffRequest) -> dict[str, object]:
    """Second factor, sessions and tokens in figures."""
    me, here = request.actor.id, request.session_row.id
    running = queries.staff_sessions(me, idle_hours=request.tenant.idle_hours)
    sessions = [
        {
            "row": one,
            "device": device_words(one.user_agent),
            "place": place_words(one.ip, here=current_origin().ip),
            "is_this": one.pk == here,
        }
        for one in running
    ]
    return {
        "secret": queries.secret_of(me),
        "passkeys": queries.ways_of(request.actor).passkeys,
        "codes_left": (left := queries.recovery_codes_left(me)),
        "codes_are_few": left <= FEW,
        "sessions": sorted(sessions, key=lambda one: not one["is_this"]),
        "may_have_tokens": can(request.actor, CREATE_TOKEN),
        "has_tokens": bool(queries.tokens_of(request.actor)),
    }


def _password_is_right(request: StaffRequest, form: ConfirmForm | ReplaceAppForm) -> bool:
    _limit(request)
    if password_is_right(request.actor.id, form.cleaned_data["old"]):
        return True
    form.add_error("old", str(WrongPassword().words))
    return False


def _limit(request: StaffRequest) -> None:
    """A session left open must not be a place to guess the password."""
    limit.check_limits(request.actor, (limit.OWN_PASSWORD, str(request.actor.id)))
