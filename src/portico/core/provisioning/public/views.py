"""SCIM 2.0 over HTTP: who asks is told by the token alone, and every answer is SCIM.

The protocol's machinery takes a second to load, so the first directory that asks loads it.
"""

import json
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from portico.core.access.actors import Visitor
from portico.core.access.pages import TenantRequest, public
from portico.core.identity.actions import limit
from portico.core.identity.actions.limit import Limit, TooOften
from portico.kernel.origin import current_origin, set_origin
from portico.kernel.tenancy import become, staff_scope

from .. import queries
from ..actions.people import SELF
from ..models import ScimConnection
from ..presence import note_presence

MEDIA_TYPE = "application/scim+json"
CONNECTION = Limit("scim.connection", 1000, 0.02)  # 50 requests a second, all day long
SOMEBODY = Visitor()


@csrf_exempt  # machines without cookies; the bearer token is the proof
@never_cache
@public
def scim(request: TenantRequest, scimconnection_id: UUID, resource: str) -> HttpResponse:
    """Any request of a directory. Without a good token nobody learns what exists."""
    try:
        connection = _connection(request, scimconnection_id)
        if connection is None:
            return _said(_server().refusal(401, _("Send the token of this connection.")))
        limit.check_limits(SELF, (CONNECTION, str(connection.pk)))
    except TooOften as no:
        response = _said(_server().refusal(429, str(no.words)))
        response["Retry-After"] = str(no.more.get("retry_after", 1))
        return response
    if connection.is_off:
        return _said(_server().refusal(403, _("This connection is switched off.")))
    _go_on(request, connection)
    return _answered(request, connection, resource)


def _connection(request: TenantRequest, connection_id: UUID) -> ScimConnection | None:
    """Whose token is it? Whoever tries tokens is held back, and the log says so."""
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret:
        return None
    found = queries.connection_of_bearer(connection_id, secret.strip())
    if found is None:
        machine = limit.machine_key(current_origin().ip)
        limit.check_limits(SOMEBODY, (limit.TOKEN_MACHINE, machine))
    return found


def _go_on(request: TenantRequest, connection: ScimConnection) -> None:
    """From here on it is the product that works, on behalf of a known connection."""
    become(staff_scope(request.tenant.id))
    set_origin(replace(current_origin(), door="api"))
    note_presence(connection)


def _answered(request: TenantRequest, connection: ScimConnection, resource: str) -> HttpResponse:
    server = _server()
    base = request.build_absolute_uri(f"/scim/v2/{connection.pk}")
    try:
        body = request.body
    except RequestDataTooBig:
        return _said(server.refusal(413, _("The request is too large.")))
    asked = server.ScimRequest(
        method=request.method or "GET",
        base_url=base,
        path=f"/{resource}",
        query={key: str(value) for key, value in request.GET.items()},
        headers=dict(request.headers.items()),
        body=body,
    )
    return _said(server.answer(connection, asked))


def _said(told: Any) -> HttpResponse:  # Any: the library's class, which is loaded later
    body = b"" if told.body is None else json.dumps(told.body).encode()
    response = HttpResponse(body, status=told.status, content_type=MEDIA_TYPE)
    for name, value in told.headers.items():
        if name.lower() != "content-type":
            response[name] = value
    if told.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="SCIM"'
    return response


@cache
def _server() -> Any:  # Any: a module
    return import_module("portico.core.provisioning.scim.server")
