"""Request → origin → tenant → actor, and one transaction around it all."""

import logging
import time
from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect
from django.utils import timezone, translation

from portico.core.files.intake import cut_off
from portico.core.identity.sessions import identified
from portico.core.tenants.models import Tenant
from portico.core.tenants.queries import tenant_of_host
from portico.core.viewing.looking import HARMLESS, is_only_looking
from portico.kernel.addresses import client_address, is_trusted
from portico.kernel.ids import new_id
from portico.kernel.origin import Origin, origin
from portico.kernel.tenancy import door_scope, scope

from . import figures, refusals
from .environment import ENV
from .unarrived import unarrived

type Next = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("portico.web")
VIEWING_ENDED = "/portal/viewing/ended/"
WITHOUT_TENANT = ("/healthz", "/readyz", "/metrics", "/setup/", settings.STATIC_URL)


class RequestMiddleware:
    """Names the request, keeps its origin, and answers when the database is away."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        peer = request.META.get("REMOTE_ADDR", "")
        if not is_trusted(peer, ENV.trusted_proxies):
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)  # else Django believes anybody
        here = Origin(
            request_id=new_id().hex,
            ip=client_address(
                peer,
                request.headers.get("X-Forwarded-For", ""),
                trusted=ENV.trusted_proxies,
            ),
            user_agent=request.headers.get("User-Agent", "")[:512],
        )
        started = time.perf_counter()
        with origin(here):
            response = self.get_response(request)
            _tell(request, response, time.perf_counter() - started)
        response["X-Request-Id"] = here.request_id
        return response


def _tell(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """One line and two figures for each request; the query string may hold what people typed."""
    door = figures.door_of(request.path)
    figures.REQUESTS.labels(door, request.method or "", str(response.status_code)).inc()
    figures.SECONDS.labels(door).observe(seconds)
    log.info(
        "request",
        extra={
            "method": request.method,
            "path": request.path,
            "status": response.status_code,
            "ms": round(seconds * 1000, 1),
        },
    )


class CompressMiddleware(GZipMiddleware):
    """Makes pages smaller, which phones need; streams and files go as they are.

    Django adds random bytes to each, and masks the CSRF token, against guessing secrets from
    lengths (BREACH).
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)


class TenantMiddleware:
    """Host → tenant. Everything after it is one transaction that sees this tenant only."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.tenant = None  # type: ignore[attr-defined] # set below, for hosts that we know
        request.actor = None  # type: ignore[attr-defined]
        if request.path.startswith(WITHOUT_TENANT):
            return self.get_response(request)
        try:
            tenant = tenant_of_host(request.get_host().rpartition(":")[0] or request.get_host())
            if tenant is None:
                return refusals.error_page(request, 404)
            return self._inside(request, tenant)
        except (OperationalError, InterfaceError):
            log.exception("the database is away")
            return refusals.away(request)

    def _inside(self, request: HttpRequest, tenant: Tenant) -> HttpResponse:
        request.tenant = tenant  # type: ignore[attr-defined]
        with (
            scope(door_scope(tenant.id)),
            translation.override(tenant.language),
            timezone.override(ZoneInfo(tenant.zone)),
        ):
            response = self.get_response(request)
            if response.status_code >= 500:  # a fault became a page: nothing of it may stay
                transaction.set_rollback(True)
            else:
                request.is_committing = True  # type: ignore[attr-defined] # for `refusals.away`
            return response

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        return refusals.answer(request, problem)


class ActorMiddleware:
    """Session cookie of this door → actor, language and zone.

    What somebody is shown is kept nowhere: the next person at this computer presses “back”, too.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.tenant is None:  # type: ignore[attr-defined] # pages that belong to nobody
            return self.get_response(request)
        with identified(request):
            response = self._answer(request)
            if response.status_code >= 500:  # also of what lies inside the request's transaction
                transaction.set_rollback(True)
        if request.actor is not None:  # type: ignore[attr-defined] # set by `identified`
            response.setdefault("Cache-Control", "private, no-store")  # files and brand say better
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        """While somebody views as somebody else, no page is asked to change anything."""
        if getattr(request, "viewing_is_over", False) and request.path != VIEWING_ENDED:
            return redirect(VIEWING_ENDED)
        if is_only_looking(request.actor) and request.method not in HARMLESS:  # type: ignore[attr-defined] # set by `identified`
            return refusals.only_looking(request)
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            return refusals.wrong_method(request, response)
        return response


class UploadLimitMiddleware:
    """A form that did not arrive as a whole reaches no page: half of it may mean other things."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (refusal := unarrived(request)) and (said := refusals.answer(request, refusal)):
            return said
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        problem = cut_off(request)
        return refusals.answer(request, problem) if problem else None
