"""The door of the join pages: whose scope, what browsers may keep, and what they tell others."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from portico.core.access.pages import TenantRequest, public
from portico.kernel.tenancy import door_scope, scope

type View = Callable[..., HttpResponse]

SITE = "Sec-Fetch-Site"  # only browsers set it, no script can


def join_page(view: View) -> View:
    """A page for anybody with a link; no other page learns where its visitor comes from."""
    return csrf_exempt(public(_own_forms(csrf_protect(in_door(view)))))  # type: ignore[return-value] # it is what came in


def in_door(view: View) -> View:
    """In the scope of the door, and kept by no cache.

    Nobody is signed in here: the menu of whoever is elsewhere needs more than this scope shows.
    """

    @wraps(view)
    def guarded(request: TenantRequest, /, **named: UUID) -> HttpResponse:
        request.actor = None
        with scope(door_scope(request.tenant.id)):
            response = view(request, **named)
        told = SITE in request.headers
        response["Referrer-Policy"] = "no-referrer" if told else "same-origin"
        return response

    return public(never_cache(guarded))  # type: ignore[return-value] # it is what came in


def _own_forms(view: View) -> View:
    """Pages that tell no referrer send `Origin: null` with their own forms, too.

    Browsers that say themselves that a form comes from the same origin are believed that; the
    token in the form and the cookie are compared as everywhere. Of all others a `null` is refused.
    """

    @wraps(view)
    def read(request: HttpRequest, /, **named: UUID) -> HttpResponse:
        if request.headers.get("Origin") == "null" and request.headers.get(SITE) == "same-origin":
            request.META["HTTP_ORIGIN"] = f"{request.scheme}://{request.get_host()}"
        return view(request, **named)

    return read
