"""Colleagues go to their own provider and come back, half in: their second factor follows here."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portico.core.access.actors import Staff
from portico.core.access.pages import TenantRequest, public
from portico.core.identity import cookies
from portico.core.identity.actions.enter import Opened
from portico.core.identity.ceremony import hand_over

from .. import queries, round_trip
from ..actions.colleagues import enter_half
from ..models import SsoAttempt

HOME = "/staff/"


def _enter(attempt: SsoAttempt, device: str) -> Opened:
    return enter_half(  # also by looking: the last step of a way that began with a button
        round_trip.SOMEBODY, attempt, device=device
    )


def _inside(request: TenantRequest, opened: Opened, there: str) -> HttpResponse:
    """To the second factor."""
    url = reverse("staff:identity:app")
    response = redirect(f"{url}?{urlencode({'next': there})}" if there else url)
    return hand_over(request, response, opened, cookie=cookies.STAFF)


SIDE = round_trip.Side(
    door="staff", active=queries.active_staff_connection, enter=_enter, inside=_inside
)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
def start(request: TenantRequest, connection_id: UUID) -> HttpResponse:
    """One button that leads to the provider."""
    if isinstance(request.actor, Staff):
        return redirect(round_trip.wanted(request, SIDE) or HOME)
    return round_trip.start(request, SIDE, connection_id)


@require_GET
@never_cache
@public
def callback(request: TenantRequest, connection_id: UUID) -> HttpResponse:
    """Back from an OpenID Connect provider."""
    return round_trip.callback(request, SIDE, connection_id)


@csrf_exempt
@require_POST
@never_cache
@public
def consume(request: TenantRequest, connection_id: UUID) -> HttpResponse:
    """The answer of a SAML provider, from its site."""
    return round_trip.consume(request, SIDE, connection_id)


@require_GET
@never_cache
@public
def wait(request: TenantRequest, attempt_id: UUID) -> HttpResponse:
    """Until it is known who it is."""
    return round_trip.wait(request, SIDE, attempt_id)


@require_GET
@public
def metadata(request: TenantRequest, connection_id: UUID) -> HttpResponse:
    """What a SAML provider needs to know of us."""
    return round_trip.metadata(request, SIDE, connection_id)
