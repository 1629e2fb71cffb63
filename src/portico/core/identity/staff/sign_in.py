"""Staff come in: password, then the authenticator app. The cookie of a half session opens nothing
but the second half.
"""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portico.core.access.actors import Staff, Visitor
from portico.core.access.forms import attempt
from portico.core.access.pages import TenantRequest, public
from portico.kernel.origin import current_origin
from portico.ui.pages import form_page, page, refused

from .. import cookies, queries, totp
from ..actions import limit
from ..actions.enter import Opened
from ..actions.factor import WrongCode, confirm_factor, prepare_factor
from ..actions.invite import ask_for_password_link
from ..actions.passkey import ask_to_enter, ask_to_prove
from ..actions.passkey_door import check_passkey, enter_staff
from ..actions.password import LinkEnded, follow_link
from ..actions.staff_door import WRONG, check_factor, check_password, complete_new
from ..ceremony import answer_of, hand_over, options, place_of, remember, stranger
from ..models import StaffLink, StaffSession
from ..ports import staff_offers
from ..rules import safe_next
from ..sessions import session_of
from ..who import as_staff
from .forms import FactorForm, ForgottenForm, LinkForm, NewAppForm, PasswordForm

SOMEBODY = Visitor()
HOME = "/staff/"

type View = Callable[..., HttpResponse]


def _door(view: View) -> View:
    """Whoever is in already goes on; nothing of these pages is ever kept by a cache."""

    @wraps(view)
    def guarded(request: TenantRequest) -> HttpResponse:
        if isinstance(request.actor, Staff):
            return redirect(_next(request) or HOME)
        return view(request)

    return public(never_cache(guarded))  # type: ignore[return-value] # it is what came in


def _second(view: Callable[[TenantRequest, StaffSession], HttpResponse]) -> View:
    """For whoever has typed the right password within the last minutes; all others start over."""

    @wraps(view)
    def guarded(request: TenantRequest) -> HttpResponse:
        half: object = getattr(request, "session_row", None)
        if not isinstance(half, StaffSession):
            return _on(request, "staff:identity:login")
        return view(request, half)

    return _door(guarded)


@require_http_methods(["GET", "HEAD", "POST"])
@_door
def login(request: TenantRequest) -> HttpResponse:
    """Password first; which half was wrong is never said."""
    form = PasswordForm(request.POST or None)
    around = _login_page(request, form)
    if request.method != "POST":
        return page(request, "identity/staff/login.html", around)
    if form.is_valid():
        email = form.cleaned_data["email"].strip().lower()
        _limit(request, email)
        opened = check_password(
            SOMEBODY,
            email=email,
            password=form.cleaned_data["password"],
            device=cookies.value(request, cookies.DEVICE),
        )
        if opened is not None:
            return _with(request, opened, _on(request, _half_way(opened)))
        form.add_error(None, str(WRONG))
    return refused(request, "identity/staff/login.html", around)


@require_POST
@_door
def passkey_options(request: TenantRequest) -> HttpResponse:
    """A challenge for this browser; the same for everybody."""
    limit.check_limits(SOMEBODY, *limit.for_passkey())
    browser = stranger(request)
    return remember(
        options(ask_to_enter(SOMEBODY, place=place_of(request), browser=browser)), browser
    )


@require_POST
@_door
def passkey(request: TenantRequest) -> HttpResponse:
    """A passkey is both factors in one."""
    limit.check_limits(SOMEBODY, *limit.for_passkey())
    opened = enter_staff(
        SOMEBODY,
        answer=answer_of(request),
        place=place_of(request),
        browser=cookies.value(request, cookies.PASSKEY),
        device=cookies.value(request, cookies.DEVICE),
    )
    if opened is not None:
        return _with(request, opened, redirect(_next(request) or HOME))
    around = _login_page(request, PasswordForm()) | {"passkey_failed": True}
    return refused(request, "identity/staff/login.html", around)


@require_POST
@_second
def code_options(request: TenantRequest, half: StaffSession) -> HttpResponse:
    """One of the colleague's own passkeys is to sign this."""
    limit.check_limits(SOMEBODY, (limit.FACTOR, str(half.staff_id)))
    browser = cookies.value(request, cookies.STAFF)
    return options(ask_to_prove(as_staff(half.staff), place=place_of(request), browser=browser))


@require_http_methods(["GET", "HEAD", "POST"])
@_second
def code(request: TenantRequest, half: StaffSession) -> HttpResponse:
    """The code from the app, or a recovery code."""
    form = FactorForm(request.POST if "code" in request.POST else None)
    around = {"form": form, "next": _next(request), **_ways(request, half)}
    if request.method != "POST":
        return page(request, "identity/staff/code.html", around)
    if "credential" in request.POST:
        opened = _passkey_as_second(request, half)
        if opened is not None:
            return _with(request, opened, redirect(_next(request) or HOME))
        return refused(request, "identity/staff/code.html", around | {"passkey_failed": True})
    if form.is_valid():
        limit.check_limits(SOMEBODY, (limit.FACTOR, str(half.staff_id)))
        device = cookies.value(request, cookies.DEVICE)
        me, typed = as_staff(half.staff), form.cleaned_data["code"]
        opened = check_factor(me, half, code=typed, device=device)
        if opened is not None:
            return _with(request, opened, redirect(_next(request) or HOME))
        form.add_error("code", str(WrongCode().words))
    return refused(request, "identity/staff/code.html", around)


def _ways(request: TenantRequest, half: StaffSession) -> dict[str, bool]:
    ways = queries.ways_of(as_staff(half.staff))
    here = bool(ways.here(place_of(request).rp_id))
    return {"has_app": ways.app_at is not None, "has_passkey": here}


def _passkey_as_second(request: TenantRequest, half: StaffSession) -> Opened | None:
    return check_passkey(
        as_staff(half.staff),
        half,
        answer=answer_of(request),
        place=place_of(request),
        browser=cookies.value(request, cookies.STAFF),
        device=cookies.value(request, cookies.DEVICE),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@_second
def app(request: TenantRequest, half: StaffSession) -> HttpResponse:
    """Nobody works here without a second factor: it is set up before the first page."""
    if _has_factor(half):
        return _on(request, "staff:identity:code")
    me, form = as_staff(half.staff), NewAppForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        limit.check_limits(SOMEBODY, (limit.FACTOR, str(half.staff_id)))
        typed = form.cleaned_data["code"]
        session = session_of(request)
        codes = attempt(form, lambda: confirm_factor(me, code=typed, session=session))
        if codes:
            opened = complete_new(me, half, device=cookies.value(request, cookies.DEVICE))
            shown = {"codes": codes, "next": _next(request) or HOME}
            return _with(request, opened, page(request, "identity/staff/codes.html", shown))
    waiting = prepare_factor(me, session=session_of(request))  # also by looking: not in use yet
    secret = totp.grouped(waiting)
    around = {"form": form, "next": _next(request), "secret": secret}
    return form_page(request, "identity/staff/app.html", around)


@require_safe
@_second
def app_picture(request: TenantRequest, half: StaffSession) -> HttpResponse:
    """The QR code of the app that is being set up."""
    if _has_factor(half):
        raise Http404
    return picture(request, as_staff(half.staff))  # also by looking: not in use yet


def picture(request: TenantRequest, me: Staff) -> HttpResponse:
    """The waiting secret as an SVG image, for nobody but its owner and no cache."""
    svg = totp.picture(
        prepare_factor(me, session=session_of(request)), name=me.email, issuer=request.tenant.name
    )
    return HttpResponse(svg, content_type="image/svg+xml")


@require_http_methods(["GET", "HEAD", "POST"])
@_door
def forgotten(request: TenantRequest) -> HttpResponse:
    """Ask for a link to set a new password; the answer tells nothing about the address."""
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].strip().lower()
        _limit(request, email)
        ask_for_password_link(SOMEBODY, email=email)
        return redirect("staff:identity:forgotten_sent")
    return form_page(request, "identity/staff/forgotten.html", {"form": form})


@require_safe
@_door
def forgotten_sent(request: TenantRequest) -> HttpResponse:
    """The mail is on its way, if the address is a colleague's."""
    return page(request, "identity/staff/forgotten_sent.html", {})


@require_http_methods(["GET", "HEAD", "POST"])
@_door
def join(request: TenantRequest) -> HttpResponse:
    """The invitation: set a password. Opening the page changes nothing."""
    return _follow(request, StaffLink.Purpose.JOIN, "identity/staff/join.html")


@require_http_methods(["GET", "HEAD", "POST"])
@_door
def password(request: TenantRequest) -> HttpResponse:
    """The link for a lost password; a new one ends all sessions."""
    return _follow(request, StaffLink.Purpose.PASSWORD, "identity/staff/password.html")


def _follow(request: TenantRequest, purpose: StaffLink.Purpose, template: str) -> HttpResponse:
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        machine = limit.machine_key(current_origin().ip)
        limit.check_limits(SOMEBODY, (limit.TRY_MACHINE, machine))
        given = form.cleaned_data
        device = cookies.value(request, cookies.DEVICE)
        try:
            opened = attempt(
                form,
                lambda: follow_link(
                    SOMEBODY,
                    token=given["token"],
                    purpose=purpose,
                    password=given["password"],
                    device=device,
                ),
                ending=LinkEnded,
            )
        except LinkEnded:
            return page(request, "identity/staff/ended.html", {"purpose": purpose}, status=410)
        if opened is not None:
            return _with(request, opened, _on(request, _half_way(opened)))
    return form_page(request, template, {"form": form})


def _login_page(request: TenantRequest, form: PasswordForm) -> dict[str, object]:
    return {"form": form, "next": _next(request), "offers": staff_offers()}


def _limit(request: TenantRequest, email: str) -> None:
    device = cookies.value(request, cookies.DEVICE)
    known = device if queries.staff_has_been_here(email, device) else ""
    limit.check_limits(SOMEBODY, *limit.for_password(email, known=known))


def _with(request: TenantRequest, opened: Opened, response: HttpResponse) -> HttpResponse:
    return hand_over(request, response, opened, cookie=cookies.STAFF)


def _half_way(opened: Opened) -> str:
    """Code, or first the app."""
    if isinstance(opened.row, StaffSession) and _has_factor(opened.row):
        return "staff:identity:code"
    return "staff:identity:app"


def _has_factor(half: StaffSession) -> bool:
    ways = queries.ways_of(as_staff(half.staff))
    return bool(ways.app_at or ways.passkeys)


def _on(request: TenantRequest, name: str) -> HttpResponse:
    """To another page of the door, without losing where the person wanted to go."""
    query = urlencode({"next": _next(request)}) if _next(request) else ""
    return redirect(f"{reverse(name)}?{query}" if query else reverse(name))


def _next(request: TenantRequest) -> str:
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    return safe_next(wanted, door="staff")
