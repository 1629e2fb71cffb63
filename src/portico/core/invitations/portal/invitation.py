"""The page that an invitation leads to. Opening it changes nothing; pressing its button lets
nobody in, but leads to the sign-in with the address filled in.
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portico.core.access.actors import Contact, Visitor
from portico.core.access.pages import TenantRequest, public
from portico.core.identity.actions import limit
from portico.kernel.origin import current_origin
from portico.ui.pages import page, refused

from ..actions.answer import Shown, Standing, ask_again, decline, open_invitation
from .forms import TokenForm

SOMEBODY = Visitor()
PAGE = "invitations/portal/invitation.html"

type View = Callable[[TenantRequest], HttpResponse]


def _door(view: View) -> View:
    """Whoever is in already needs no invitation; no cache keeps anything of these pages."""

    @wraps(view)
    def guarded(request: TenantRequest, /) -> HttpResponse:
        if isinstance(request.actor, Contact):
            return redirect("/portal/")
        if request.method == "POST":
            machine = limit.machine_key(current_origin().ip)
            limit.check_limits(SOMEBODY, (limit.TRY_MACHINE, machine))
        return view(request)

    return public(never_cache(guarded))  # type: ignore[return-value] # it is what came in


@require_http_methods(["GET", "HEAD", "POST"])
@_door
def invitation(request: TenantRequest) -> HttpResponse:
    """Who invites, and a button; behind it, to what, and the way to sign in."""
    form = TokenForm(request.POST or None)
    if request.method != "POST":
        return page(request, PAGE, {"form": form})
    if not form.is_valid():
        return refused(request, PAGE, {"form": form})
    shown = open_invitation(SOMEBODY, token=form.cleaned_data["token"])
    context = {"shown": shown, "token": form.cleaned_data["token"], **_about(shown)}
    if shown.standing is Standing.GOOD:
        return page(request, "invitations/portal/welcome.html", context)
    return page(request, "invitations/portal/ended.html", context, status=410)


def _about(shown: Shown) -> dict[str, object]:
    """Only for whoever holds a link that still works."""
    if shown.standing is not Standing.GOOD or shown.invitation is None:
        return {}
    contact = shown.invitation.contact
    return {"invitation": shown.invitation, "contact": contact, "company": contact.company}


@require_POST
@_door
def again(request: TenantRequest) -> HttpResponse:
    """Ask for a new invitation; the answer is the same for every link."""
    form = TokenForm(request.POST)
    if form.is_valid():
        ask_again(SOMEBODY, token=form.cleaned_data["token"])
    return page(request, "invitations/portal/asked.html", {})


@require_POST
@_door
def refusal(request: TenantRequest) -> HttpResponse:
    """I want no invitations."""
    form = TokenForm(request.POST)
    if form.is_valid():
        decline(SOMEBODY, token=form.cleaned_data["token"])
    return page(request, "invitations/portal/declined.html", {})
