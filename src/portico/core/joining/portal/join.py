"""Joining: a link that only a pressed button opens, a mailbox to prove, and then in or waiting.

The token comes in the body of a POST, from the part of the address that no server sees. All of it
happens in the scope of the door, also in a browser where somebody is signed in already.
"""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.csp import CSP
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portico.core.access.actors import Visitor
from portico.core.access.pages import TenantRequest
from portico.core.identity import cookies
from portico.core.identity.actions import limit
from portico.core.identity.actions.ask import Browser
from portico.core.identity.actions.enter import Opened, is_half
from portico.core.identity.actions.finish import TIME_TO_CHOOSE, finish_sign_in
from portico.core.identity.actions.prove import MOST_TRIES, Outcome, prove_by_code, state_of
from portico.core.identity.ceremony import hand_over
from portico.core.identity.models import LoginRequest
from portico.core.identity.ports import demanded, offers
from portico.core.identity.queries import contacts_at, request_of_browser
from portico.kernel.crypto.tokens import new_secret
from portico.kernel.origin import current_origin
from portico.ui.pages import form_page, page

from .. import queries
from ..actions.ask import Wanted, ask_to_join, wish_for_link
from ..actions.enter import Way, Went, go_on
from ..actions.using import open_link
from ..models import JoinRequest, Mode, PortalLink
from ..queries import Knock
from ..rules import find_token, looks_shared
from .door import in_door, join_page
from .forms import CodeForm, FramedForm, JoinForm, PasteForm, WishForm

SOMEBODY = Visitor()
HOME = "/portal/"
STILL_KNOWN = timedelta(days=1)  # so that the waiting page stays where it is
OPEN_MACHINE = limit.Limit("join.machine", 60, 5)
WISH_MACHINE = limit.Limit("join.wish", 5, 300)
ASK_LINK = limit.Limit("join.link", 120, 10)


@require_http_methods(["GET", "HEAD", "POST"])
@join_page
def start(request: TenantRequest) -> HttpResponse:
    """The address of every link: it changes nothing until somebody presses the button."""
    form = PasteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = request.POST.get("email", "")[:254]
        return _opened(request, form.cleaned_data["token"], email=email)
    return form_page(request, "joining/portal/start.html", {"form": form})


def _opened(request: TenantRequest, text: str, *, email: str = "") -> HttpResponse:
    limit.check_limits(SOMEBODY, (OPEN_MACHINE, limit.machine_key(current_origin().ip)))
    if (knock := queries.behind(text)) is None:
        return _ended(request)
    _speak(knock.link)
    open_link(SOMEBODY, knock)
    if not _lets_in(knock.link):
        return _ended(request)
    first = {"token": find_token(text), "email": email or _email_of(knock)}
    form = JoinForm(initial=first, sites=queries.sites_of(knock.link.company))
    around = {"form": form, "offers": offers(request, first["email"])}
    return page(request, "joining/portal/join.html", _about(knock.link) | around)


def _speak(link: PortalLink) -> None:
    """The language in which it was sent, up to the end of this request; else the portal's."""
    if link.language in dict(settings.LANGUAGES):
        translation.activate(link.language)


def _email_of(knock: Knock) -> str:
    """Whoever holds a mailed link has read the mail; the address on it is no secret to them."""
    return knock.recipient.email if knock.recipient else ""


def _lets_in(link: PortalLink) -> bool:
    return link.is_working and queries.portal_is_open(link.company)


@require_POST
@join_page
def ask(request: TenantRequest) -> HttpResponse:
    """Name and address were typed: mail a code, whoever the address belongs to."""
    knock = queries.behind(request.POST.get("token", ""))
    if knock is None or not _lets_in(knock.link):
        return _ended(request)
    _speak(knock.link)
    form = JoinForm(request.POST, sites=queries.sites_of(knock.link.company))
    warned = form.is_valid() and _warns(form)
    if not form.is_valid():
        around = _about(knock.link) | {"form": form, "warned": warned}
        around["offers"] = offers(request, form.cleaned_data.get("email", "").strip().lower())
        return form_page(request, "joining/portal/join.html", around)
    return _mail_code(request, knock, form)


def _warns(form: JoinForm) -> bool:
    """A mailbox that several people read: each of them needs an account of their own."""
    if form.cleaned_data["shared"] or not looks_shared(form.cleaned_data["email"]):
        return False
    form.add_error(
        "email",
        _(
            "This looks like a mailbox that several people read. Use your own address, or say "
            "below that you share it."
        ),
    )
    return True


def _mail_code(request: TenantRequest, knock: Knock, form: JoinForm) -> HttpResponse:
    site = form.cleaned_data.get("site")
    wanted = Wanted(
        email=form.cleaned_data["email"].strip().lower(),
        name=form.name,
        site=next((one for one in knock.link.company.sites.all() if str(one.pk) == site), None),
        is_shared=form.cleaned_data["shared"],
    )
    return _send_code(request, knock, wanted)


@require_POST
@join_page
def again(request: TenantRequest) -> HttpResponse:
    """Nothing came, or it came too late: another code to the same address."""
    login, asked = _mine(request)
    if login is None or asked is None or asked.step != JoinRequest.Step.ASKED:
        return redirect("portal:joining:code")
    if asked.link is None or not _lets_in(asked.link):
        return _ended(request)
    wanted = Wanted(email=asked.email, name=asked.name, site=asked.site, is_shared=asked.is_shared)
    return _send_code(request, Knock(asked.link, queries.recipient_of(asked)), wanted)


def _send_code(request: TenantRequest, knock: Knock, wanted: Wanted) -> HttpResponse:
    asking = limit.for_asking(wanted.email, known="")
    limit.check_limits(SOMEBODY, (ASK_LINK, knock.link.pk.hex), *asking)
    browser = new_secret()
    login = ask_to_join(
        SOMEBODY,
        knock,
        wanted=wanted,
        host=request.get_host().partition(":")[0].lower(),
        browser=Browser(browser, cookies.value(request, cookies.BROWSER)),
    )
    response = redirect("portal:joining:code")
    cookies.give(response, cookies.BROWSER, browser, until=login.expires_at + STILL_KNOWN)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@join_page
def code(request: TenantRequest) -> HttpResponse:
    """Type the code from the mail; five tries, as at sign-in."""
    login, asked = _mine(request)
    if login is None or asked is None:
        return redirect("portal:joining:start")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _typed(request, login, asked, form)
    return _code_page(request, login, asked, form)


def _typed(
    request: TenantRequest, login: LoginRequest, asked: JoinRequest, form: CodeForm
) -> HttpResponse:
    """Tries are counted before codes are compared."""
    limit.check_limits(SOMEBODY, (limit.TRY_MACHINE, limit.machine_key(current_origin().ip)))
    browser = cookies.value(request, cookies.BROWSER)
    proof = prove_by_code(SOMEBODY, code=form.cleaned_data["code"], browser=browser)
    if proof.outcome is Outcome.WRONG_CODE and proof.request:
        form.add_error("code", _wrong_code(proof.request))
        return _code_page(request, proof.request, asked, form)
    if not proof.holds or proof.request is None:
        return _code_page(request, proof.request or login, asked, CodeForm())
    return _went(request, _go_on(request, asked, proof.request))


def _go_on(
    request: TenantRequest, asked: JoinRequest, login: LoginRequest, *, too: bool = False
) -> Went:
    device = cookies.value(request, cookies.DEVICE)
    return go_on(SOMEBODY, asked, login=login, device=device, too=too)


def _went(request: TenantRequest, went: Went) -> HttpResponse:
    match went.way:
        case Way.CHOOSE:
            return redirect("portal:joining:also")
        case Way.WAIT:
            return redirect("portal:joining:waiting")
        case Way.IN if went.opened:
            return _signed_in(request, went.opened)
        case Way.ELSEWHERE:
            return _to_provider(went.email)
    return _ended(request)


def _to_provider(email: str) -> HttpResponse:
    """The mailbox is proven and the contact is there; signing in is the company's own matter."""
    offer = demanded(email)
    return redirect(offer.url if offer else reverse("portal:identity:login"))


def _signed_in(request: TenantRequest, opened: Opened) -> HttpResponse:
    response = redirect("portal:identity:second" if is_half(opened.row) else HOME)
    cookies.take(response, cookies.BROWSER)
    return hand_over(request, response, opened, cookie=cookies.PORTAL)


@require_http_methods(["GET", "HEAD", "POST"])
@join_page
def also(request: TenantRequest) -> HttpResponse:
    """Only after the mailbox was proved: there is an account elsewhere. Join here, too?"""
    login, asked = _mine(request)
    if login is None or asked is None or not _may_choose(login) or asked.link is None:
        return redirect("portal:joining:start")
    known = contacts_at(asked.email)
    if request.method == "POST" and request.POST.get("join") == "yes":
        return _went(request, _go_on(request, asked, login, too=True))
    if request.method == "POST" and known:
        device = cookies.value(request, cookies.DEVICE)
        opened = finish_sign_in(SOMEBODY, login, contact_id=known[0].pk, device=device)
        return _signed_in(request, opened)
    around = _about(asked.link) | {"asked": asked, "elsewhere": known[:5]}
    return page(request, "joining/portal/also.html", around)


def _may_choose(login: LoginRequest) -> bool:
    if login.used_at is None or login.finished_at is not None:
        return False
    return login.used_at > timezone.now() - TIME_TO_CHOOSE


@require_safe
@join_page
def waiting(request: TenantRequest) -> HttpResponse:
    """A person says yes or no; nothing else to do."""
    _login, asked = _mine(request)
    shown = {JoinRequest.Step.WAITING, JoinRequest.Step.APPROVED, JoinRequest.Step.JOINED}
    if asked is None or asked.link is None or asked.step not in shown:
        return redirect("portal:joining:start")
    around = _about(asked.link) | {
        "asked": asked,
        "other_domain": asked.why == "domain",
        "is_in": asked.step != JoinRequest.Step.WAITING,
        "phone": request.tenant.phone,
    }
    return page(request, "joining/portal/waiting.html", around)


@require_POST
@join_page
def wish(request: TenantRequest) -> HttpResponse:
    """The link has ended: ask for a new one. The answer is the same for everybody."""
    form = WishForm(request.POST)
    knock = queries.behind(request.POST.get("token", ""))
    link = knock.link if knock else None
    if not form.is_valid():
        return _ended(request, form=form)
    limit.check_limits(SOMEBODY, (WISH_MACHINE, limit.machine_key(current_origin().ip)))
    given = form.cleaned_data
    wish_for_link(SOMEBODY, link, email=given["email"], note=given["note"])
    return page(request, "joining/portal/wished.html", {"email": given["email"]})


@require_safe
@join_page
def framed(request: TenantRequest, portallink_id: UUID | None = None) -> HttpResponse:
    """Inside another site: no cookie, only the address, and on in a window of its own."""
    response = page(request, "joining/portal/framed.html", {"csrf_token": ""})
    policy = {
        **settings.SECURE_CSP,
        "frame-ancestors": queries.origins_of(portallink_id) or [CSP.NONE],
    }
    response._csp_config = policy  # type: ignore[attr-defined] # read by Django's middleware
    return response


@csrf_exempt  # it only shows a page: a frame has no cookie, and nothing is changed or sent
@require_POST
@in_door
def from_frame(request: TenantRequest) -> HttpResponse:
    """The window of its own: the address is filled in, and the button opens the link."""
    form = FramedForm(request.POST)
    form.is_valid()
    given = form.cleaned_data
    around = {
        "form": PasteForm(initial={"token": find_token(given.get("token", ""))}),
        "email": given.get("email", ""),
    }
    return page(request, "joining/portal/start.html", around)


def _mine(request: HttpRequest) -> tuple[LoginRequest | None, JoinRequest | None]:
    """What was started in this browser."""
    login = request_of_browser(cookies.value(request, cookies.BROWSER))
    asked = queries.request_of_login(login.pk) if login else None
    if asked and asked.link:
        _speak(asked.link)
    return login, asked


def _about(link: PortalLink) -> dict[str, object]:
    """What a visitor with a good link may know of it."""
    return {
        "link": link,
        "company_name": link.name_in(get_language() or ""),
        "asker": link.created_by_name if link.created_by_kind != "system" else "",
        "role": link.role,
        "domains": link.domains if link.mode == Mode.DOMAINS else [],
        "waits": link.mode == Mode.ALWAYS,
    }


def _code_page(
    request: TenantRequest, login: LoginRequest, asked: JoinRequest, form: CodeForm
) -> HttpResponse:
    if asked.link is None:
        return redirect("portal:joining:start")
    outcome = state_of(login)
    if asked.step == JoinRequest.Step.WAITING:
        return redirect("portal:joining:waiting")
    around = _about(asked.link) | {
        "asked": login,
        "form": form,
        "sender": request.tenant.email,
        "over": outcome is not Outcome.PROVEN,
    }
    return form_page(request, "joining/portal/code.html", around)


def _wrong_code(login: LoginRequest) -> str:
    left = MOST_TRIES - login.tries
    said = _("That is not the code we sent.")
    more = ngettext("%(n)d try left.", "%(n)d tries left.", left) % {"n": left}
    return f"{said} {more}"


def _ended(request: TenantRequest, *, form: WishForm | None = None) -> HttpResponse:
    """The same for links that ended, were used up, revoked, or never existed.

    Why is for whoever made the link, not for whoever found it.
    """
    text = request.POST.get("token", "")
    shown = form or WishForm(initial={"token": find_token(text)})
    around = {"form": shown, "phone": request.tenant.phone}
    return page(request, "joining/portal/ended.html", around, status=422 if form else 410)
