"""What the pages before a portal session share: who is let past, and where it goes on."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from portico.core.access.actors import Contact, Visitor
from portico.core.access.pages import TenantRequest, public

from ..models import PortalSession
from ..rules import safe_next

SOMEBODY = Visitor()
HOME = "/portal/"

type View = Callable[..., HttpResponse]


def door(view: View) -> View:
    """Whoever is in already goes on; nothing of these pages is ever kept by a cache."""

    @wraps(view)
    def guarded(request: TenantRequest, /, **named: UUID) -> HttpResponse:
        if isinstance(request.actor, Contact):
            return redirect(next_of(request) or HOME)
        return view(request, **named)

    return public(never_cache(guarded))  # type: ignore[return-value] # it is what came in


def second_door(view: Callable[[TenantRequest, PortalSession], HttpResponse]) -> View:
    """For whoever has given the first factor; all others start over."""

    @wraps(view)
    def guarded(request: TenantRequest) -> HttpResponse:
        if (half := half_of(request)) is None:
            return on(request, "portal:identity:login")
        return view(request, half)

    return door(guarded)


def half_of(request: TenantRequest) -> PortalSession | None:
    """The session that waits for its second factor."""
    row: object = getattr(request, "session_row", None)
    return row if isinstance(row, PortalSession) and row.needs_factor else None


def next_of(request: TenantRequest) -> str:
    """Where the person was going when the door stood in the way; a path of the portal only."""
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    return safe_next(wanted, door="portal")


def on(request: TenantRequest, name: str) -> HttpResponse:
    """To another page of the door, without losing where the person wanted to go."""
    wanted = next_of(request)
    return redirect(reverse(name) + (f"?{urlencode({'next': wanted})}" if wanted else ""))
