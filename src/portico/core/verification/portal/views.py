"""The own support PIN, questions of the desk, and whether it is really us who calls."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portico.core.access.forms import attempt
from portico.core.access.pages import PortalRequest, signed_in_contact
from portico.core.identity.actions import limit
from portico.ui.pages import form_page, page
from portico.ui.toasts import flash

from .. import queries
from ..actions.ask import answer as answer_check
from ..actions.callers import check_caller
from .forms import CallerForm

PAGE = "verification/portal/pin.html"


@never_cache
@require_safe
@signed_in_contact
def pin(request: PortalRequest) -> HttpResponse:
    """Big digits to read out; an employee who only looks sees none."""
    return page(request, PAGE, _around(request) | {"form": CallerForm()}, "questions")


@require_POST
@signed_in_contact
def answer(request: PortalRequest, check_id: UUID) -> HttpResponse:
    """“Yes, it is me”, or “No”."""
    is_me = request.POST.get("is_me") == "yes"
    answer_check(request.actor, queries.check(request.actor, check_id), is_me=is_me)
    if is_me:
        flash(request, _("Thank you. They know now that it is you."))
    else:
        flash(request, _("Thank you. We have told them that it is not you."))
    return redirect("portal:verification:pin")


@never_cache
@require_POST
@signed_in_contact
def caller(request: PortalRequest) -> HttpResponse:
    """Whose code it is, or a clear no."""
    form = CallerForm(request.POST)
    context: dict[str, Any] = {"form": form}
    if form.is_valid() and attempt(form, lambda: _held_back(request)):
        found = check_caller(request.actor, code=form.cleaned_data["code"])
        context |= {"asked": True, "caller": found}
    return form_page(request, PAGE, _around(request) | context)


def _held_back(request: PortalRequest) -> bool:
    """Whoever tries many codes waits; what was counted stays counted when it is refused."""
    limit.check_own_limit(request.actor, limit.CALLER)
    return True


def _around(request: PortalRequest) -> dict[str, Any]:
    return {
        "pin": None if request.actor.viewer else queries.own_pin(request.actor),
        "is_looking": request.actor.viewer is not None,
        "waiting": list(queries.waiting(request.actor)[:3]),
        "asked": False,
        "caller": None,
    }
