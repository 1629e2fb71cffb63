"""Coming in without a mail: with a passkey, or with a password where the rules allow one."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portico.core.access.pages import TenantRequest
from portico.ui.pages import page, refused

from .. import cookies, ports, queries
from ..actions import limit
from ..actions.enter import Opened, is_half
from ..actions.own_password import enter_with_password
from ..actions.passkey import ask_to_enter
from ..actions.passkey_door import enter_portal
from ..ceremony import answer_of, hand_over, options, place_of, remember, stranger
from ..policy import passwords_are_used
from .door import HOME, SOMEBODY, door, next_of, on
from .forms import EmailForm, PasswordForm


@require_POST
@door
def passkey_options(request: TenantRequest) -> HttpResponse:
    """A challenge for this browser; the same for everybody."""
    limit.check_limits(SOMEBODY, *limit.for_passkey())
    browser = stranger(request)
    asked = ask_to_enter(SOMEBODY, place=place_of(request), browser=browser)
    return remember(options(asked), browser)


@require_POST
@door
def passkey(request: TenantRequest) -> HttpResponse:
    """The browser's answer: in, or back to the page with the other ways."""
    limit.check_limits(SOMEBODY, *limit.for_passkey())
    opened = enter_portal(
        SOMEBODY,
        answer=answer_of(request),
        place=place_of(request),
        browser=cookies.value(request, cookies.PASSKEY),
        device=cookies.value(request, cookies.DEVICE),
    )
    if opened is not None:
        return _in(request, opened)
    around = {"form": EmailForm(), "next": next_of(request), "offers": ports.offers(request)}
    said = {"passkey_failed": True, "passwords": passwords_are_used()}
    return refused(request, "identity/portal/login.html", around | said)


@require_http_methods(["GET", "HEAD", "POST"])
@door
def password(request: TenantRequest) -> HttpResponse:
    """Address and password; what was wrong, or whether anybody has them, is never said."""
    if not passwords_are_used():
        return redirect("portal:identity:login")
    form = PasswordForm(request.POST or None)
    around = {"form": form, "next": next_of(request)}
    if request.method != "POST":
        return page(request, "identity/portal/password.html", around)
    if form.is_valid():
        email = form.cleaned_data["email"].strip().lower()
        if offer := ports.demanded(email):
            return redirect(offer.url)
        _limit(request, email)
        opened = enter_with_password(
            SOMEBODY,
            email=email,
            password=form.cleaned_data["password"],
            device=cookies.value(request, cookies.DEVICE),
        )
        if opened is not None:
            return _in(request, opened)
        form.add_error(None, _("E-mail or password is not right."))
    return refused(request, "identity/portal/password.html", around)


def _limit(request: TenantRequest, email: str) -> None:
    device = cookies.value(request, cookies.DEVICE)
    known = device if queries.has_been_here(email, device) else ""
    limit.check_limits(SOMEBODY, *limit.for_client_password(email, known=known))


def _in(request: TenantRequest, opened: Opened) -> HttpResponse:
    """On to where the person was going, by way of the second factor where one is missing."""
    half = is_half(opened.row)
    response = on(request, "portal:identity:second") if half else redirect(next_of(request) or HOME)
    return hand_over(request, response, opened, cookie=cookies.PORTAL)
