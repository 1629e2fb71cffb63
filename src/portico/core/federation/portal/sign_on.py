"""There and back: the page that leads to the provider, its answer, and the wait in between.

Nothing here asks anybody on the network: a job does, and the page waits for it.
"""

from datetime import timedelta
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portico.core.access.actors import Contact, Visitor
from portico.core.access.pages import TenantRequest, public
from portico.core.access.permissions import NotVisible
from portico.core.identity import cookies
from portico.core.identity.actions import limit
from portico.core.identity.actions.enter import is_half
from portico.core.identity.ceremony import hand_over
from portico.core.identity.ports import safe_next
from portico.kernel.origin import current_origin
from portico.kernel.tenancy import door_scope, scope
from portico.ui.pages import page

from .. import queries
from ..actions.answer import take_assertion, take_code
from ..actions.begin import Begun, begin_sign_on
from ..actions.enter import enter_with
from ..addresses import answer_url, our_name, start_url
from ..models import Connection, SsoAttempt
from ..rules.proven import Doubt
from ..rules.saml import metadata as metadata_of
from ..rules.words import explained

SOMEBODY = Visitor()
COOKIE = f"{cookies.PREFIX}portico_sign_on"
HOME = "/portal/"
MACHINE = limit.Limit("sso.machine", 60, 3)
CONNECTION = limit.Limit("sso.connection", 300, 0.5)
LONGEST_WAIT = timedelta(seconds=30)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
def start(request: TenantRequest, connection_id: UUID) -> HttpResponse:
    """One button that leads to the provider. Only pressing it begins anything."""
    if isinstance(request.actor, Contact):
        return redirect(_next(request) or HOME)
    if (connection := queries.active_connection(connection_id)) is None:
        raise NotVisible("connection")
    if elsewhere := _main_address(request, connection):
        return redirect(elsewhere)
    if request.method == "POST":
        return _leave(request, connection)
    email = request.GET.get("email", "")[:254]
    around = {"connection": connection, "next": _next(request), "email": email}
    return page(request, "federation/portal/start.html", around)


@require_GET
@never_cache
@public
def callback(request: TenantRequest, connection_id: UUID) -> HttpResponse:
    """The browser comes back from an OpenID Connect provider with a code."""
    with scope(door_scope(request.tenant.id)):
        _hold_back(connection_id)
        first, _dot, state = request.GET.get("state", "").partition(".")
        attempt = _mine(request, first)
        if attempt is None or attempt.connection_id != connection_id:
            return _ended(request, "not_asked")
        try:
            take_code(  # also by looking: providers send the browser back with a plain link
                SOMEBODY,
                attempt,
                state=state,
                code=request.GET.get("code", ""),
                error=request.GET.get("error", ""),
                issuer=request.GET.get("iss", ""),
            )
        except Doubt as problem:
            return _ended(request, problem.reason)
    return redirect("portal:federation:wait", attempt.pk)


@csrf_exempt
@require_POST
@never_cache
@public
def consume(request: TenantRequest, connection_id: UUID) -> HttpResponse:
    """A SAML provider's answer. It comes from another site, so no cookie comes with it: what it
    proves is kept, and opens something only for the browser that has the cookie of the question.
    """
    with scope(door_scope(request.tenant.id)):
        _hold_back(connection_id)
        connection = queries.known_connection(connection_id)
        if connection is None or connection.kind != Connection.Kind.SAML:
            raise NotVisible("connection")
        answer, relay = request.POST.get("SAMLResponse", ""), request.POST.get("RelayState", "")
        try:
            attempt = take_assertion(SOMEBODY, connection, answer=answer, relay=relay)
        except Doubt as problem:
            return _ended(request, problem.reason)
    response = redirect("portal:federation:wait", attempt.pk)
    response.status_code = 303
    return response


@require_GET
@never_cache
@public
def wait(request: TenantRequest, attempt_id: UUID) -> HttpResponse:
    """Until the job has found out who it is; then in, in this browser only."""
    with scope(door_scope(request.tenant.id)):
        attempt = queries.attempt_in(attempt_id, cookies.value(request, COOKIE))
        if attempt is None or attempt.used_at or attempt.expires_at <= timezone.now():
            return _ended(request, "not_asked")
        if attempt.purpose == SsoAttempt.Purpose.TEST and _is_done(attempt):
            return redirect(_result(attempt))
        if attempt.state == SsoAttempt.State.FAILED:
            return _ended(request, attempt.reason, attempt)
        if attempt.state == SsoAttempt.State.PROVED:
            device = cookies.value(request, cookies.DEVICE)
            opened = enter_with(  # also by looking: the last step of a way that began with a button
                SOMEBODY, attempt, device=device
            )
            wanted = safe_next(attempt.next_path, door="portal") or HOME
            response = redirect("portal:identity:second" if is_half(opened.row) else wanted)
            cookies.take(response, COOKIE)
            return hand_over(request, response, opened, cookie=cookies.PORTAL)
    return _waiting(request, attempt)


@require_GET
@public
def metadata(request: TenantRequest, connection_id: UUID) -> HttpResponse:
    """What a SAML provider needs to know of us. Nothing in it is secret."""
    with scope(door_scope(request.tenant.id)):
        connection = queries.known_connection(connection_id)
        if connection is None or connection.kind != Connection.Kind.SAML:
            raise NotVisible("connection")
        body = metadata_of(we=our_name(connection), acs_url=answer_url(connection))
    return HttpResponse(body, content_type="application/samlmetadata+xml")


def leave(request: TenantRequest, begun: Begun) -> HttpResponse:
    """An own page with a real link: browsers apply `form-action` to redirects after a POST."""
    around = {"url": begun.url, "host": urlsplit(begun.url).hostname}
    response = page(request, "federation/portal/leave.html", around)
    response["Refresh"] = f"0; url={begun.url}"
    cookies.give(response, COOKIE, begun.browser, until=begun.attempt.expires_at)
    return response


def _leave(request: TenantRequest, connection: Connection) -> HttpResponse:
    _hold_back(connection.pk)
    host, email = request.get_host()[:260], request.POST.get("email", "")[:254]
    begun = begin_sign_on(SOMEBODY, connection, host=host, next_path=_next(request), email=email)
    return leave(request, begun)


def _main_address(request: TenantRequest, connection: Connection) -> str:
    """Providers know us at one address; whoever came by another one goes on there."""
    there = start_url(connection)
    if urlsplit(there).hostname == request.get_host().partition(":")[0].lower():
        return ""
    wanted = _next(request)
    return there + (f"?{urlencode({'next': wanted})}" if wanted else "")


def _hold_back(connection_id: UUID) -> None:
    machine = limit.machine_key(current_origin().ip)
    limit.check_limits(SOMEBODY, (MACHINE, machine), (CONNECTION, connection_id.hex))


def _mine(request: TenantRequest, attempt_id: str) -> SsoAttempt | None:
    try:
        wanted = UUID(attempt_id)
    except ValueError:
        return None
    return queries.attempt_in(wanted, cookies.value(request, COOKIE))


def _is_done(attempt: SsoAttempt) -> bool:
    return attempt.state in {SsoAttempt.State.PROVED, SsoAttempt.State.FAILED}


def _result(attempt: SsoAttempt) -> str:
    """Back to the door at which the test was begun."""
    if attempt.next_path:
        return attempt.next_path
    return reverse("portal:federation:test_result", args=[attempt.pk])


def _waiting(request: TenantRequest, attempt: SsoAttempt) -> HttpResponse:
    if attempt.state == SsoAttempt.State.STARTED:
        return _ended(request, "not_asked")
    if timezone.now() - attempt.created_at > LONGEST_WAIT + timedelta(minutes=9):
        return _ended(request, "server", attempt)
    response = page(request, "federation/portal/wait.html", {"attempt": attempt})
    response["Refresh"] = "1"
    return response


def _next(request: TenantRequest) -> str:
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    return safe_next(wanted, door="portal")


ASK_ADMIN = frozenset({"unknown_person", "no_access", "foreign_domain", "other_account"})
NEUTRAL = frozenset({"closed", "portal_off", "not_active", "shared_mailbox"})


def _ended(request: TenantRequest, reason: str, attempt: SsoAttempt | None = None) -> HttpResponse:
    """Why it ended. Who is shut out reads no more than that there is no way in."""
    around = {
        "words": "" if reason in ASK_ADMIN | NEUTRAL else explained(reason),
        "ask_admin": reason in ASK_ADMIN,
        "email": str(attempt.claims.get("email", "")) if attempt else "",
        "connection": attempt.connection if attempt else None,
    }
    return page(request, "federation/portal/ended.html", around, status=403 if attempt else 400)
