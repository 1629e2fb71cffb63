"""Pages of both doors about the own ways to sign in; each door says which it is.

The doors' modules wrap these in their decorators: signed in, and freshly proved where it weighs.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from portico.core.access.actors import Visitor
from portico.core.access.forms import attempt
from portico.core.access.pages import PortalRequest, StaffRequest, TenantRequest
from portico.core.access.proof import is_fresh
from portico.ui.pages import form_page, page
from portico.ui.toasts import flash

from . import cookies, queries
from .actions import limit
from .actions.enter import Opened
from .actions.factor import WrongCode
from .actions.not_me import say_not_me
from .actions.passkey import (
    add_passkey,
    ask_to_add,
    ask_to_prove,
    remove_passkey,
    rename_passkey,
)
from .actions.password import LinkEnded
from .actions.prove_again import (
    ask_for_mailed_code,
    prove_with_code,
    prove_with_mail,
    prove_with_passkey,
)
from .ceremony import answer_of, hand_over, options, place_of
from .forms import FactorForm, MailedCodeForm, NotMeForm, PasskeyForm
from .rules import safe_next

type Signed = PortalRequest | StaffRequest


@dataclass(frozen=True, slots=True)
class Door:
    """What differs: the cookie, the frame of the pages, and the names of their addresses."""

    name: str
    cookie: str
    frame: str

    def url(self, page: str, *args: object) -> str:
        return reverse(f"{self.name}:identity:{page}", args=args or None)

    @property
    def home(self) -> str:
        return f"/{self.name}/"


PORTAL = Door("portal", cookies.PORTAL, "ui/portal.html")
STAFF = Door("staff", cookies.STAFF, "ui/staff.html")


def add_options(request: Signed, door: Door) -> HttpResponse:
    """What the browser is to make."""
    _limit(request)
    browser = cookies.value(request, door.cookie)
    return options(
        ask_to_add(request.actor, tenant=request.tenant, place=place_of(request), browser=browser)
    )


def passkey_new(request: Signed, door: Door) -> HttpResponse:
    """A name first, then the browser asks for a finger, a face or a PIN."""
    form = PasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = attempt(
            form,
            lambda: add_passkey(
                request.actor,
                answer=answer_of(request),
                place=place_of(request),
                browser=cookies.value(request, door.cookie),
                name=form.cleaned_data["name"],
            ),
        )
        if added:
            flash(request, _("Passkey added. Next time you can sign in with it."))
            return redirect(door.url("account"))
    around = _around(door) | {"form": form, "options": door.url("passkey_options")}
    return form_page(request, "identity/own/passkey_new.html", around)


def passkey(request: Signed, passkey_id: UUID, door: Door) -> HttpResponse:
    """Another name for a passkey; the button beside it removes it."""
    row = queries.own_passkey(request.actor, passkey_id)
    form = PasskeyForm(request.POST or None, initial={"name": row.name})
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        attempt(form, lambda: rename_passkey(request.actor, passkey_id=row.pk, name=name))
        if form.is_valid():
            flash(request, _("Saved."))
            return redirect(door.url("account"))
    elsewhere = row.rp_id != place_of(request).rp_id
    around = {"form": form, "passkey": row, "elsewhere": elsewhere}
    around["removal"] = door.url("passkey_removal", row.pk)
    return form_page(request, "identity/own/passkey.html", _around(door) | around)


def passkey_removal(request: Signed, passkey_id: UUID, door: Door) -> HttpResponse:
    remove_passkey(request.actor, passkey_id=passkey_id)
    flash(request, _("The passkey is removed. It opens nothing here any more."))
    return redirect(door.url("account"))


def proof(request: Signed, door: Door) -> HttpResponse:
    """Prove once more who you are, then go on where you were."""
    if is_fresh(request.session_row.proved_at):
        return redirect(_next(request, door))
    form = _proof_form(request)
    opened = _proved(request, form, door) if request.method == "POST" else None
    if opened is not None:
        return hand_over(request, redirect(_next(request, door)), opened, cookie=door.cookie)
    ways = queries.ways_of(request.actor)
    around = {
        "form": form,
        "next": _next(request, door),
        "has_app": ways.app_at is not None,
        "has_passkey": bool(ways.here(place_of(request).rp_id)),
        "by_mail": isinstance(form, MailedCodeForm),
        "passkey_failed": "credential" in request.POST,
        "mailed": "mailed" in request.GET or "code" in request.POST,
        "mail_url": door.url("proof_mail") if door is PORTAL else "",
        "options": door.url("proof_options"),
    }
    return form_page(request, "identity/own/proof.html", _around(door) | around)


def proof_options(request: Signed, door: Door) -> HttpResponse:
    """One of the person's own passkeys is to sign this."""
    _limit(request)
    browser = cookies.value(request, door.cookie)
    return options(ask_to_prove(request.actor, place=place_of(request), browser=browser))


def not_me(request: TenantRequest, door: Door) -> HttpResponse:
    """The link of the mail about a new device. Opening it changes nothing; the button does."""
    form = NotMeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            say_not_me(Visitor(), secret=form.cleaned_data["token"], door=door.name)
        except LinkEnded as no:
            around = _around(door) | {"words": no.words}
            return page(request, "identity/own/not_me_ended.html", around, status=410)
        response = page(request, "identity/own/not_me_done.html", _around(door))
        cookies.take(response, door.cookie)
        return response
    return form_page(request, "identity/own/not_me.html", _around(door) | {"form": form})


def _proof_form(request: Signed) -> FactorForm | MailedCodeForm:
    """The mailed code is for those who have nothing better."""
    typed = request.POST if "code" in request.POST else None
    return FactorForm(typed) if queries.has_better(request.actor) else MailedCodeForm(typed)


def mail_code(request: Signed, door: Door) -> HttpResponse:
    """Send a code to the own mailbox; the page then waits for it."""
    if not queries.has_better(request.actor):
        limit.check_own_limit(request.actor, limit.PROOF_MAIL)
        ask_for_mailed_code(request.actor, browser=cookies.value(request, door.cookie))
    query = urlencode({"mailed": "1", "next": _next(request, door)})
    return redirect(f"{door.url('proof')}?{query}")


def _proved(request: Signed, form: FactorForm | MailedCodeForm, door: Door) -> Opened | None:
    browser = cookies.value(request, door.cookie)
    me, session = request.actor, request.session_row
    if "credential" in request.POST:
        place = place_of(request)
        return prove_with_passkey(
            me, session, answer=answer_of(request), place=place, browser=browser
        )
    if not form.is_valid():
        return None
    _limit(request)
    code = form.cleaned_data["code"]
    if isinstance(form, FactorForm):
        opened, words = prove_with_code(me, session, code=code), str(WrongCode().words)
    else:
        opened = prove_with_mail(me, session, code=code, browser=browser)
        words = _("This code is not right. Look for the newest e-mail, or have another one sent.")
    if opened is None:
        form.add_error("code", words)
    return opened


def _next(request: Signed, door: Door) -> str:
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    return safe_next(wanted, door=door.name) or door.home


def _around(door: Door) -> dict[str, Any]:
    """Any: what templates take."""
    return {"frame": door.frame, "account": door.url("account")}


def _limit(request: Signed) -> None:
    """A session left open must not be a place to guess codes."""
    kind = limit.FACTOR if request.actor.kind == "staff" else limit.CLIENT_FACTOR
    limit.check_own_limit(request.actor, kind)
