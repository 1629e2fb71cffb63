"""Is it there, is it ready, how does it do: for machines. And where the bare host leads."""

from django.db import DatabaseError, InterfaceError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from portico.core.access.pages import public
from portico.kernel.crypto.tokens import same

from .environment import ENV
from .figures import exposition


@require_safe
@public
def front(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """People who type the bare host want the portal."""
    return redirect("/portal/")


@require_safe
@public
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The process answers."""
    return JsonResponse({"ok": True})


@require_safe
@public
def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The process and its database answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return JsonResponse({"ok": False, "database": "away"}, status=503)
    return JsonResponse({"ok": True})


@require_safe
@public
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus figures, for whoever holds the token; for all others the page does not exist."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not ENV.metrics_token or not same(given.encode(), ENV.metrics_token.encode()):
        raise Http404
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)
