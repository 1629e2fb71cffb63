"""Signing in by mail. Asking is the same for everybody, links change nothing until a button is
pressed, and only the browser that asked gets in.
"""

from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from portico.core.access.pages import TenantRequest
from portico.kernel.crypto.tokens import new_secret, typed_code
from portico.kernel.origin import current_origin
from portico.ui.pages import form_page, page, refused
from portico.ui.toasts import flash

from .. import cookies, ports, queries
from ..actions import limit
from ..actions.ask import Browser, ask_to_sign_in
from ..actions.enter import Opened, is_half
from ..actions.finish import TIME_TO_CHOOSE, finish_sign_in
from ..actions.offer import take_offer
from ..actions.prove import (
    MOST_TRIES,
    Outcome,
    Proof,
    prove_by_code,
    prove_by_secret,
    started_here,
    state_of,
)
from ..ceremony import hand_over
from ..models import LoginRequest, PortalSession
from ..policy import passwords_are_used
from ..rules import device_words, safe_next
from .door import HOME, SOMEBODY, door, half_of, next_of, on
from .forms import CodeForm, EmailForm

STILL_KNOWN = timedelta(days=1)  # so that after the link has ended one click sends another
ANSWERABLE = {Outcome.PROVEN, Outcome.TOO_MANY_TRIES}  # a link still works when codes no longer do


@require_http_methods(["GET", "HEAD", "POST"])
@door
def login(request: TenantRequest) -> HttpResponse:
    """Ask for a link. The answer tells nothing about the address."""
    if half_of(request) is not None:
        return on(request, "portal:identity:second")
    form = EmailForm(request.POST or None)
    around = {"form": form, "next": next_of(request), "offers": ports.offers(request)}
    around["passwords"] = passwords_are_used()
    if request.method != "POST":
        around["closed"] = queries.closed_company(cookies.value(request, cookies.PORTAL))
        return page(request, "identity/portal/login.html", around)
    if not form.is_valid():
        return refused(request, "identity/portal/login.html", around)
    if offer := ports.demanded(form.cleaned_data["email"].strip().lower()):
        return redirect(offer.url)
    return _start(request, email=form.cleaned_data["email"], next_path=next_of(request))


@require_http_methods(["GET", "HEAD", "POST"])
@door
def check(request: TenantRequest) -> HttpResponse:
    """The mail is on its way; its code can be typed here."""
    browser = cookies.value(request, cookies.BROWSER)
    if request.method != "POST":
        return _check_page(request, queries.request_of_browser(browser), CodeForm())
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _check_page(request, queries.request_of_browser(browser), form)
    _limit_tries()
    proof = prove_by_code(SOMEBODY, code=form.cleaned_data["code"], browser=browser)
    if proof.outcome is Outcome.WRONG_CODE and proof.request:
        counted = bool(typed_code(form.cleaned_data["code"]))
        form.add_error("code", _wrong_code(proof.request) if counted else _no_code())
        return _check_page(request, proof.request, form)
    return _after(request, proof)


@require_http_methods(["GET", "HEAD", "POST"])
@door
def link(request: TenantRequest, request_id: UUID) -> HttpResponse:
    """The mailed link: a page with a button. Opening it changes nothing, however often."""
    browser = cookies.value(request, cookies.BROWSER)
    if request.method == "POST":
        _limit_tries()
        secret = request.POST.get("secret", "")[: cookies.LONGEST_VALUE]
        return _after(
            request,
            prove_by_secret(SOMEBODY, request_id=request_id, secret=secret, browser=browser),
        )
    found = queries.login_request(request_id)
    if found is None or (outcome := state_of(found)) not in ANSWERABLE:
        return _ended(request, state_of(found), found)
    if not started_here(found, browser):
        return _ended(request, Outcome.OTHER_BROWSER, found)
    around = {**_about(found), "form": CodeForm(), "may_type": outcome is Outcome.PROVEN}
    return page(request, "identity/portal/link.html", around)


@require_POST
@door
def again(request: TenantRequest, request_id: UUID | None = None) -> HttpResponse:
    """One click for another mail to the same address, after the first was lost or has ended.

    Only for the browser that has typed this address: whoever merely holds an old link learns
    nothing of it and sends nobody mail.
    """
    mine = queries.request_of_browser(cookies.value(request, cookies.BROWSER))
    found = queries.login_request(request_id) if request_id else mine
    if found is None or mine is None or found.email != mine.email:
        return redirect("portal:identity:login")
    return _start(request, email=found.email, next_path=found.next_path)


@require_http_methods(["GET", "HEAD", "POST"])
@door
def choose(request: TenantRequest) -> HttpResponse:
    """People who share a mailbox say which of them it is."""
    found = queries.request_of_browser(cookies.value(request, cookies.BROWSER))
    if found is None or not _may_choose(found):
        return _ended(request, state_of(found), found)
    people = queries.contacts_at(found.email)
    if request.method == "POST":
        wanted = request.POST.get("contact", "")
        chosen = next((one for one in people if str(one.pk) == wanted), None)
        if chosen is not None:
            return _enter(request, found, chosen.pk)
    around = {"people": people, "email": found.email}
    return page(request, "identity/portal/choose.html", around)


def _start(request: TenantRequest, *, email: str, next_path: str) -> HttpResponse:
    """The same statements for any address; a job does what depends on it."""
    email = email.strip().lower()
    device = cookies.value(request, cookies.DEVICE)
    known = queries.has_been_here(email, device)
    limit.check_limits(SOMEBODY, *limit.for_asking(email, known=device if known else ""))
    browser = new_secret()
    asked = ask_to_sign_in(
        SOMEBODY,
        email=email,
        host=request.get_host().partition(":")[0].lower(),
        browser=Browser(browser, cookies.value(request, cookies.BROWSER), known),
        minutes=request.tenant.sign_in_minutes,
        next_path=next_path,
    )
    response = redirect("portal:identity:check")
    cookies.give(response, cookies.BROWSER, browser, until=asked.expires_at + STILL_KNOWN)
    return response


def _limit_tries() -> None:
    limit.check_limits(SOMEBODY, (limit.TRY_MACHINE, limit.machine_key(current_origin().ip)))


def _after(request: TenantRequest, proof: Proof) -> HttpResponse:
    """A good proof leads in, perhaps by way of the question who it is; all else says what to do."""
    if not proof.holds or proof.request is None:
        return _ended(request, proof.outcome, proof.request)
    people = queries.contacts_at(proof.request.email)
    if not people:  # access was closed while the mail was on its way
        return _ended(request, Outcome.USED, None)
    if queries.must_choose(people):
        return redirect("portal:identity:choose")
    return _enter(request, proof.request, people[0].pk)


def _enter(request: TenantRequest, found: LoginRequest, contact_id: UUID) -> HttpResponse:
    device = cookies.value(request, cookies.DEVICE)
    opened = finish_sign_in(SOMEBODY, found, contact_id=contact_id, device=device)
    response = redirect(_then(found, opened))
    cookies.take(response, cookies.BROWSER)
    _offer_passkey(request, opened)
    return hand_over(request, response, opened, cookie=cookies.PORTAL)


def _then(found: LoginRequest, opened: Opened) -> str:
    """Where the person was going, by way of the second factor where the rules ask for one."""
    wanted = safe_next(found.next_path, door="portal")
    if not is_half(opened.row):
        return wanted or HOME
    return reverse("portal:identity:second") + (f"?{urlencode({'next': wanted})}" if wanted else "")


def _offer_passkey(request: TenantRequest, opened: Opened) -> None:
    """Said once to each person, after a sign-in by mail: there is an easier way."""
    row = opened.row
    if isinstance(row, PortalSession) and not is_half(row) and take_offer(SOMEBODY, row):
        words = _("Next time without e-mail?")
        where, link = reverse("portal:identity:passkey_new"), _("Add a passkey")
        flash(request, format_html('{} <a href="{}">{}</a>', words, where, link))


def _may_choose(found: LoginRequest) -> bool:
    if found.used_at is None or found.finished_at is not None:
        return False
    return found.used_at > timezone.now() - TIME_TO_CHOOSE


def _check_page(request: TenantRequest, found: LoginRequest | None, form: CodeForm) -> HttpResponse:
    if found is None:
        return redirect("portal:identity:login")
    if (outcome := state_of(found)) is not Outcome.PROVEN:
        return _ended(request, outcome, found)
    around = {**_about(found), "form": form, "sender": request.tenant.email}
    around["offers"] = ports.offers(request, found.email)  # depends on the domain only
    return form_page(request, "identity/portal/check.html", around)


def _about(found: LoginRequest) -> dict[str, object]:
    """What the person who asked may see of it again: their own words, when, and from where."""
    left = int((found.expires_at - timezone.now()).total_seconds())
    return {
        "asked": found,
        "device": device_words(found.user_agent),
        "seconds_left": max(left, 0),
        "here": reverse("portal:identity:check"),
    }


def _ended(request: TenantRequest, outcome: Outcome, found: LoginRequest | None) -> HttpResponse:
    """This link or code opens nothing, and here is what does."""
    elsewhere = outcome is Outcome.OTHER_BROWSER
    heading, words = _words(outcome)
    mine = queries.request_of_browser(cookies.value(request, cookies.BROWSER))
    asked = found if found and mine and found.email == mine.email else None
    around = {"heading": heading, "words": words, "elsewhere": elsewhere, "asked": asked}
    template = "identity/portal/ended.html"
    return page(request, template, around, status=403 if elsewhere else 410)


def _wrong_code(found: LoginRequest) -> str:
    left = MOST_TRIES - found.tries
    said = _("This code is not right. Take the one from the newest e-mail that you asked for here.")
    more = ngettext("%(n)d try left.", "%(n)d tries left.", left) % {"n": left}
    return f"{said} {more}"


def _no_code() -> str:
    """Nothing was counted, so no number is named; what a code looks like is no secret."""
    return _(
        "That cannot be the code: it has eight characters, and A, E, I, L, O, U, 0 and 1 are never "
        "among them. Copy it from the newest e-mail that you asked for here."
    )


def _words(outcome: Outcome) -> tuple[str, str]:
    """Heading and explanation, in the words of somebody who wants to help."""
    ended = _("This link has ended")
    match outcome:
        case Outcome.OTHER_BROWSER:
            return _("Type the code where you started"), _(
                "You asked for this link in another browser or on another device. Go back there "
                "and type the code from the e-mail. That keeps your account yours, even when a "
                "program opens your mail."
            )
        case Outcome.USED:
            return _("This link was used already"), _(
                "Each link works once. If you are not signed in, ask for another one."
            )
        case Outcome.REPLACED:
            return _("There is a newer link"), _(
                "This address was asked for again, and only the newest e-mails work. Look for "
                "the newest one that names your browser, or ask for another one."
            )
        case Outcome.TOO_MANY_TRIES:
            return _("Those were too many tries"), _(
                "After five wrong codes we stop. Ask for another e-mail and use the code in it."
            )
        case Outcome.WRONG_LINK:
            return _("This link is not complete"), _(
                "A part at its end is missing. Open it from the e-mail again, or type the code."
            )
        case _:
            return ended, _("Links work only for a few minutes. Ask for another one.")
