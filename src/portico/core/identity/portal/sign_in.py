"""Signing in by mail. Asking is the same for everybody, links change nothing until a button is
pressed, and only the browser that asked gets in.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from uuid import UUID

from django.http import HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portico.core.access.actors import Contact, Visitor
from portico.core.access.pages import TenantRequest, public
from portico.kernel.crypto.tokens import new_secret, typed_code
from portico.kernel.origin import current_origin
from portico.ui.pages import form_page, page, refused

from .. import cookies, queries
from ..actions import limit
from ..actions.ask import Browser, ask_to_sign_in
from ..actions.finish import TIME_TO_CHOOSE, finish_sign_in
from ..actions.prove import (
    MOST_TRIES,
    Outcome,
    Proof,
    prove_by_code,
    prove_by_secret,
    started_here,
    state_of,
)
from ..models import LoginRequest
from ..rules import device_words, safe_next
from .forms import CodeForm, EmailForm

SOMEBODY = Visitor()
HOME = "/portal/"
STILL_KNOWN = timedelta(days=1)  # so that after the link has ended one click sends another
ANSWERABLE = {Outcome.PROVEN, Outcome.TOO_MANY_TRIES}  # a link still works when codes no longer do


type View = Callable[..., HttpResponse]


def _door(view: View) -> View:
    """Whoever is in already goes on; nothing of these pages is ever kept by a cache."""

    @wraps(view)
    def guarded(request: TenantRequest, /, **named: UUID) -> HttpResponse:
        if isinstance(request.actor, Contact):
            return redirect(next_of(request) or HOME)
        return view(request, **named)

    return public(never_cache(guarded))  # type: ignore[return-value] # it is what came in


@require_http_methods(["GET", "HEAD", "POST"])
@_door
def login(request: TenantRequest) -> HttpResponse:
    """Ask for a link. The answer tells nothing about the address."""
    form = EmailForm(request.POST or None)
    around = {"form": form, "next": next_of(request)}
    if request.method != "POST":
        return page(request, "identity/portal/login.html", around)
    if not form.is_valid():
        return refused(request, "identity/portal/login.html", around)
    return _start(request, email=form.cleaned_data["email"], next_path=next_of(request))


@require_http_methods(["GET", "HEAD", "POST"])
@_door
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
@_door
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
@_door
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
@_door
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
    response = redirect(safe_next(found.next_path, door="portal") or HOME)
    cookies.give(response, cookies.PORTAL, opened.secret, until=opened.until)
    cookies.give_device(response, opened.device)
    cookies.take(response, cookies.BROWSER)
    rotate_token(request)
    return response


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


def next_of(request: TenantRequest) -> str:
    """Where the person was going when the door stood in the way; a path of the portal only."""
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    return safe_next(wanted, door="portal")
