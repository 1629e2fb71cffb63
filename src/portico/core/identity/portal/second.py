"""The second factor of clients, where the rules ask for one: given, or set up on the spot."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portico.core.access.actors import Contact
from portico.core.access.forms import attempt
from portico.core.access.pages import TenantRequest
from portico.core.access.proof import is_fresh
from portico.ui.pages import form_page, page
from portico.ui.toasts import flash

from .. import cookies, queries, totp
from ..actions import limit
from ..actions.enter import Opened
from ..actions.factor import WrongCode, confirm_factor, prepare_factor
from ..actions.leave import end_session
from ..actions.passkey import add_passkey, ask_to_add, ask_to_prove
from ..actions.prove_again import finish_second, prove_with_code, prove_with_passkey
from ..ceremony import answer_of, hand_over, options, place_of
from ..forms import FactorForm, PasskeyForm
from ..models import Ending, Method, PortalSession
from ..policy import is_strong, rules_of
from ..rules import HALF_SESSION
from ..sessions import session_of
from ..who import as_contact
from .door import HOME, next_of, on, second_door
from .forms import NewAppForm

BY_MAIL = frozenset({Method.LINK, Method.CODE, Method.STAFF_CODE})


@require_http_methods(["GET", "HEAD", "POST"])
@second_door
def second(request: TenantRequest, half: PortalSession) -> HttpResponse:
    """Passkey or code; whoever has neither sets one up."""
    if not is_strong(half.person_id):
        if not _mailbox_was_proved(half):
            return _mailbox_first(request, half)  # also by looking: only ends what opens nothing
        return on(request, "portal:identity:second_new")
    form = FactorForm(request.POST if "code" in request.POST else None)
    failed = False
    if request.method == "POST":
        opened = _proved(request, half, form)
        if opened is not None:
            return _in(request, opened)
        failed = "credential" in request.POST
    ways = queries.ways_of(as_contact(half.contact))
    around = {
        "form": form,
        "next": next_of(request),
        "has_app": ways.app_at is not None,
        "has_passkey": bool(ways.here(place_of(request).rp_id)),
        "passkey_failed": failed,
    }
    return form_page(request, "identity/portal/second.html", around)


@require_http_methods(["GET", "HEAD", "POST"])
@second_door
def second_new(request: TenantRequest, half: PortalSession) -> HttpResponse:
    """A first passkey, straight after the mailbox was proved."""
    me = _without_factor(half)
    form = PasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = attempt(form, lambda: _added(request, me, form.cleaned_data["name"]))
        if added:
            return _in(request, finish_second(me, half, method=Method.PASSKEY))
    allowed = rules_of(half.company_id).passkeys
    around = {"form": form, "next": next_of(request), "passkeys": allowed}
    return form_page(request, "identity/portal/second_new.html", around)


@require_http_methods(["GET", "HEAD", "POST"])
@second_door
def second_app(request: TenantRequest, half: PortalSession) -> HttpResponse:
    """A first authenticator app; its recovery codes are shown once."""
    me, form = _without_factor(half), NewAppForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _limit(half)
        typed, session = form.cleaned_data["code"], session_of(request)
        codes = attempt(form, lambda: confirm_factor(me, code=typed, session=session))
        if codes:
            opened = finish_second(me, half, method=Method.MAIL_APP)
            shown = {"codes": codes, "next": next_of(request) or HOME}
            answer = page(request, "identity/portal/second_codes.html", shown)
            return hand_over(request, answer, opened, cookie=cookies.PORTAL)
    waiting = prepare_factor(me, session=session_of(request))  # also by looking: not in use yet
    secret = totp.grouped(waiting)
    around = {"form": form, "next": next_of(request), "secret": secret}
    return form_page(request, "identity/portal/second_app.html", around)


@require_safe
@second_door
def second_picture(request: TenantRequest, half: PortalSession) -> HttpResponse:
    """The QR code of the app that is being set up."""
    return picture(request, _without_factor(half))  # also by looking: not in use yet


@require_POST
@second_door
def second_options(request: TenantRequest, half: PortalSession) -> HttpResponse:
    """What the browser is to do: show a passkey, or make the first one."""
    me, place = as_contact(half.contact), place_of(request)
    browser = cookies.value(request, cookies.PORTAL)
    _limit(half)
    if is_strong(half.person_id):
        return options(ask_to_prove(me, place=place, browser=browser))
    _without_factor(half)
    return options(ask_to_add(me, tenant=request.tenant, place=place, browser=browser))


def picture(request: TenantRequest, me: Contact) -> HttpResponse:
    """The waiting secret as an SVG image, for nobody but its owner and no cache."""
    issuer = request.tenant.portal_name or request.tenant.name
    secret = prepare_factor(me, session=session_of(request))
    svg = totp.picture(secret, name=me.email, issuer=issuer)
    return HttpResponse(svg, content_type="image/svg+xml")


def _proved(request: TenantRequest, half: PortalSession, form: FactorForm) -> Opened | None:
    me = as_contact(half.contact)
    if "credential" in request.POST:
        browser = cookies.value(request, cookies.PORTAL)
        return prove_with_passkey(
            me, half, answer=answer_of(request), place=place_of(request), browser=browser
        )
    if not form.is_valid():
        return None
    _limit(half)
    opened = prove_with_code(me, half, code=form.cleaned_data["code"])
    if opened is None:
        form.add_error("code", str(WrongCode().words))
    return opened


def _added(request: TenantRequest, me: Contact, name: str) -> object:
    browser = cookies.value(request, cookies.PORTAL)
    return add_passkey(
        me, answer=answer_of(request), place=place_of(request), browser=browser, name=name
    )


def _without_factor(half: PortalSession) -> Contact:
    """Whoever has a factor gives that one: a new one is set up by those who have none."""
    if is_strong(half.person_id) or not _mailbox_was_proved(half):
        raise Http404("second factor")
    return as_contact(half.contact)


def _mailbox_was_proved(half: PortalSession) -> bool:
    """Just now? A session becomes half also by other rules, another role or another company, and
    whoever finds it open then must not set up what opens the door from now on.
    """
    if half.method == Method.PASSWORD:
        return False
    by_mail = half.method in BY_MAIL and timezone.now() - half.created_at < HALF_SESSION
    return by_mail or is_fresh(half.proved_at)


def _mailbox_first(request: TenantRequest, half: PortalSession) -> HttpResponse:
    """A guessed password or a browser left open sets up nothing that lasts."""
    end_session(as_contact(half.contact), half, how=Ending.REPLACED)
    flash(request, _("Sign in by e-mail this time. Then you set up your second factor."))
    response = on(request, "portal:identity:login")
    cookies.take(response, cookies.PORTAL)
    return response


def _in(request: TenantRequest, opened: Opened) -> HttpResponse:
    response = redirect(next_of(request) or HOME)
    return hand_over(request, response, opened, cookie=cookies.PORTAL)


def _limit(half: PortalSession) -> None:
    limit.check_limits(as_contact(half.contact), (limit.CLIENT_FACTOR, str(half.person_id)))
