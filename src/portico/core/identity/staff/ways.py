"""An employee's own passkeys, and the fresh proof that weighty pages ask for."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portico.core.access.pages import StaffRequest, TenantRequest, public, signed_in_staff
from portico.core.access.proof import freshly_proved

from .. import own_ways
from ..own_ways import STAFF


@require_POST
@signed_in_staff
@freshly_proved
def passkey_options(request: StaffRequest) -> HttpResponse:
    return own_ways.add_options(request, STAFF)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_staff
@freshly_proved
def passkey_new(request: StaffRequest) -> HttpResponse:
    return own_ways.passkey_new(request, STAFF)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_staff
@freshly_proved
def passkey(request: StaffRequest, passkey_id: UUID) -> HttpResponse:
    return own_ways.passkey(request, passkey_id, STAFF)


@require_POST
@signed_in_staff
@freshly_proved
def passkey_removal(request: StaffRequest, passkey_id: UUID) -> HttpResponse:
    return own_ways.passkey_removal(request, passkey_id, STAFF)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_staff
def proof(request: StaffRequest) -> HttpResponse:
    return own_ways.proof(request, STAFF)


@require_POST
@signed_in_staff
def proof_options(request: StaffRequest) -> HttpResponse:
    return own_ways.proof_options(request, STAFF)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
def not_me(request: TenantRequest) -> HttpResponse:
    return own_ways.not_me(request, STAFF)
