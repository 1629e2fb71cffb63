"""A client's own ways to sign in: passkeys, authenticator app, recovery codes, password; and the
fresh proof that changing them asks for.
"""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portico.core.access.forms import attempt
from portico.core.access.pages import PortalRequest, TenantRequest, public, signed_in_contact
from portico.core.access.proof import freshly_proved
from portico.ui.pages import form_page, page
from portico.ui.toasts import flash

from .. import own_ways, queries, totp
from ..actions import limit
from ..actions.factor import confirm_factor, prepare_factor, remove_factor, renew_recovery_codes
from ..actions.own_password import may_have_password, remove_own_password, set_own_password
from ..own_ways import PORTAL
from ..sessions import session_of
from .forms import NewAppForm, NewPasswordForm
from .second import picture


@require_POST
@signed_in_contact
@freshly_proved
def passkey_options(request: PortalRequest) -> HttpResponse:
    return own_ways.add_options(request, PORTAL)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_contact
@freshly_proved
def passkey_new(request: PortalRequest) -> HttpResponse:
    return own_ways.passkey_new(request, PORTAL)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_contact
@freshly_proved
def passkey(request: PortalRequest, passkey_id: UUID) -> HttpResponse:
    return own_ways.passkey(request, passkey_id, PORTAL)


@require_POST
@signed_in_contact
@freshly_proved
def passkey_removal(request: PortalRequest, passkey_id: UUID) -> HttpResponse:
    return own_ways.passkey_removal(request, passkey_id, PORTAL)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_contact
@freshly_proved
def app(request: PortalRequest) -> HttpResponse:
    """Set up an authenticator app, or another one."""
    form = NewAppForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _limit(request)
        typed = form.cleaned_data["code"]
        session = session_of(request)
        codes = attempt(form, lambda: confirm_factor(request.actor, code=typed, session=session))
        if codes:
            return page(request, "identity/portal/new_codes.html", {"codes": codes})
    me, session = request.actor, session_of(request)
    waiting = prepare_factor(me, session=session)  # also by looking: not in use yet
    secret = totp.grouped(waiting)
    around = {"form": form, "secret": secret, "ways": queries.ways_of(request.actor)}
    return form_page(request, "identity/portal/app.html", around)


@never_cache
@require_safe
@signed_in_contact
@freshly_proved
def app_picture(request: PortalRequest) -> HttpResponse:
    """The QR code of the app that is being set up."""
    return picture(request, request.actor)


@require_POST
@signed_in_contact
@freshly_proved
def app_removal(request: PortalRequest) -> HttpResponse:
    remove_factor(request.actor)
    flash(request, _("The app is removed, and its recovery codes with it."))
    return redirect("portal:identity:account")


@require_POST
@signed_in_contact
@freshly_proved
def recovery_codes(request: PortalRequest) -> HttpResponse:
    """Ten new codes, shown once; the old ones no longer work."""
    codes = renew_recovery_codes(request.actor)
    return page(request, "identity/portal/new_codes.html", {"codes": codes})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_contact
@freshly_proved
def password(request: PortalRequest) -> HttpResponse:
    """A password of one's own, where the rules allow one."""
    if not may_have_password(request.actor):
        return redirect("portal:identity:account")
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        new = form.cleaned_data["password"]
        attempt(form, lambda: set_own_password(request.actor, request.session_row, password=new))
        if form.is_valid():
            flash(request, _("Your password is set. Your other sessions have ended."))
            return redirect("portal:identity:account")
    around = {"form": form, "ways": queries.ways_of(request.actor)}
    return form_page(request, "identity/portal/new_password.html", around)


@require_POST
@signed_in_contact
@freshly_proved
def password_removal(request: PortalRequest) -> HttpResponse:
    remove_own_password(request.actor)
    flash(request, _("Your password is removed. You sign in by e-mail or with a passkey."))
    return redirect("portal:identity:account")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_contact
def proof(request: PortalRequest) -> HttpResponse:
    return own_ways.proof(request, PORTAL)


@require_POST
@signed_in_contact
def proof_options(request: PortalRequest) -> HttpResponse:
    return own_ways.proof_options(request, PORTAL)


@require_POST
@signed_in_contact
def proof_mail(request: PortalRequest) -> HttpResponse:
    return own_ways.mail_code(request, PORTAL)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
def not_me(request: TenantRequest) -> HttpResponse:
    return own_ways.not_me(request, PORTAL)


def _limit(request: PortalRequest) -> None:
    limit.check_own_limit(request.actor, limit.CLIENT_FACTOR)
