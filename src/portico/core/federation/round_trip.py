"""There and back, at either door: the page that leads to the provider, its answer, and the wait in
between. Nothing here asks anybody on the network: a job does, and the page waits for it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from portico.core.access.actors import Visitor
from portico.core.access.pages import TenantRequest
from portico.core.access.permissions import NotVisible
from portico.core.identity import cookies
from portico.core.identity.actions import limit
from portico.core.identity.actions.enter import Opened
from portico.core.identity.ports import safe_next
from portico.kernel.origin import current_origin
from portico.kernel.tenancy import door_scope, scope
from portico.ui.pages import page

from . import queries
from .actions.answer import take_assertion, take_code
from .actions.begin import Begun, begin_sign_on
from .addresses import answer_url, our_name, start_url
from .models import Connection, SsoAttempt
from .rules.proven import Doubt
from .rules.saml import metadata as metadata_of
from .rules.words import explained

SOMEBODY = Visitor()
COOKIE = f"{cookies.PREFIX}portico_sign_on"
MACHINE = limit.Limit("sso.machine", 60, 3)
CONNECTION = limit.Limit("sso.connection", 600, 0.05)  # more than dozens of machines can use up
LONGEST_WAIT = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two doors: who may begin here, and what opens for whoever is proved."""

    door: str  # portal or staff
    active: Callable[[UUID], Connection | None]
    enter: Callable[[SsoAttempt, str], Opened]  # with the secret of the device
    inside: Callable[[TenantRequest, Opened, str], HttpResponse]  # with where they wanted to go

    @property
    def of_staff(self) -> bool:
        return self.door == "staff"

    def url(self, name: str, *ids: Any) -> str:  # Any: ids of rows
        return reverse(f"{self.door}:federation:{name}", args=ids)

    @property
    def login_url(self) -> str:
        return reverse(f"{self.door}:identity:login")


def start(request: TenantRequest, side: Side, connection_id: UUID) -> HttpResponse:
    """One button that leads to the provider. Only pressing it begins anything."""
    if (connection := side.active(connection_id)) is None:
        raise NotVisible("connection")
    if elsewhere := _main_address(request, side, connection):
        return redirect(elsewhere)
    if request.method == "POST":
        return _leave(request, side, connection)
    around = {
        "connection": connection,
        "next": wanted(request, side),
        "email": request.GET.get("email", "")[:254],
        "start_url": side.url("start", connection.pk),
        "login_url": side.login_url,
        "of_staff": side.of_staff,
    }
    return page(request, "federation/door/start.html", around)


def callback(request: TenantRequest, side: Side, connection_id: UUID) -> HttpResponse:
    """The browser comes back from an OpenID Connect provider with a code."""
    with scope(door_scope(request.tenant.id)):
        _hold_back()
        first, _dot, state = request.GET.get("state", "").partition(".")
        attempt = _mine(request, side, first)
        if attempt is None or attempt.connection_id != connection_id:
            return _ended(request, side, "not_asked")
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
            return _ended(request, side, problem.reason)
    return redirect(side.url("wait", attempt.pk))


def consume(request: TenantRequest, side: Side, connection_id: UUID) -> HttpResponse:
    """A SAML provider's answer. It comes from another site, so no cookie comes with it: what it
    proves is kept, and opens something only for the browser that has the cookie of the question.
    """
    with scope(door_scope(request.tenant.id)):
        _hold_back()
        connection = _saml(side, connection_id)
        answer, relay = request.POST.get("SAMLResponse", ""), request.POST.get("RelayState", "")
        try:
            attempt = take_assertion(SOMEBODY, connection, answer=answer, relay=relay)
        except Doubt as problem:
            return _ended(request, side, problem.reason)
    response = redirect(side.url("wait", attempt.pk))
    response.status_code = 303
    return response


def wait(request: TenantRequest, side: Side, attempt_id: UUID) -> HttpResponse:
    """Until the job has found out who it is; then in, in this browser only."""
    with scope(door_scope(request.tenant.id)):
        attempt = _mine(request, side, str(attempt_id))
        if attempt is None or attempt.used_at or attempt.expires_at <= timezone.now():
            return _ended(request, side, "not_asked")
        if attempt.purpose == SsoAttempt.Purpose.TEST and _is_done(attempt):
            return redirect(side.url("test_result", attempt.pk))
        if attempt.state == SsoAttempt.State.FAILED:
            return _ended(request, side, attempt.reason, attempt)
        if attempt.state == SsoAttempt.State.PROVED:
            opened = side.enter(attempt, cookies.value(request, cookies.DEVICE))
            there = safe_next(attempt.next_path, door=side.door)
            response = side.inside(request, opened, there)
            cookies.take(response, COOKIE)
            return response
    return _waiting(request, side, attempt)


def metadata(request: TenantRequest, side: Side, connection_id: UUID) -> HttpResponse:
    """What a SAML provider needs to know of us. Nothing in it is secret."""
    with scope(door_scope(request.tenant.id)):
        connection = _saml(side, connection_id)
        body = metadata_of(we=our_name(connection), acs_url=answer_url(connection))
    return HttpResponse(body, content_type="application/samlmetadata+xml")


def _saml(side: Side, connection_id: UUID) -> Connection:
    connection = queries.known_connection(connection_id, of_staff=side.of_staff)
    if connection is None or connection.kind != Connection.Kind.SAML:
        raise NotVisible("connection")
    return connection


def leave(request: TenantRequest, begun: Begun) -> HttpResponse:
    """An own page with a real link: browsers apply `form-action` to redirects after a POST."""
    around = {"url": begun.url, "host": urlsplit(begun.url).hostname}
    response = page(request, "federation/door/leave.html", around)
    response["Refresh"] = f"0; url={begun.url}"
    cookies.give(response, COOKIE, begun.browser, until=begun.attempt.expires_at)
    return response


def _leave(request: TenantRequest, side: Side, connection: Connection) -> HttpResponse:
    _hold_back((CONNECTION, connection.pk.hex))
    host, email = request.get_host()[:260], request.POST.get("email", "")[:254]
    there = wanted(request, side)
    begun = begin_sign_on(SOMEBODY, connection, host=host, next_path=there, email=email)
    return leave(request, begun)


def _main_address(request: TenantRequest, side: Side, connection: Connection) -> str:
    """Providers know us at one address; whoever came by another one goes on there."""
    there = start_url(connection)
    if urlsplit(there).hostname == request.get_host().partition(":")[0].lower():
        return ""
    after = wanted(request, side)
    return there + (f"?{urlencode({'next': after})}" if after else "")


def _hold_back(*besides: limit.Ask) -> None:
    """Whoever only says to come back takes nothing from those who begin."""
    limit.check_limits(SOMEBODY, (MACHINE, limit.machine_key(current_origin().ip)), *besides)


def _mine(request: TenantRequest, side: Side, attempt_id: str) -> SsoAttempt | None:
    try:
        meant = UUID(attempt_id)
    except ValueError:
        return None
    browser = cookies.value(request, COOKIE)
    return queries.attempt_in(meant, browser, of_staff=side.of_staff)


def _is_done(attempt: SsoAttempt) -> bool:
    return attempt.state in {SsoAttempt.State.PROVED, SsoAttempt.State.FAILED}


def _waiting(request: TenantRequest, side: Side, attempt: SsoAttempt) -> HttpResponse:
    if attempt.state == SsoAttempt.State.STARTED:
        return _ended(request, side, "not_asked")
    if timezone.now() - attempt.created_at > LONGEST_WAIT + timedelta(minutes=9):
        return _ended(request, side, "server", attempt)
    around = {"wait_url": side.url("wait", attempt.pk)}
    response = page(request, "federation/door/wait.html", around)
    response["Refresh"] = "1"
    return response


def wanted(request: TenantRequest, side: Side) -> str:
    """Where somebody was going when the door stood in the way."""
    asked = request.POST.get("next", "") or request.GET.get("next", "")
    return safe_next(asked, door=side.door)


ASK_ADMIN = frozenset({"unknown_person", "no_access", "foreign_domain", "other_account"})
NEUTRAL = frozenset({"closed", "portal_off", "not_active", "shared_mailbox"})


def _ended(
    request: TenantRequest, side: Side, reason: str, attempt: SsoAttempt | None = None
) -> HttpResponse:
    """Why it ended. Who is shut out reads no more than that there is no way in."""
    around = {
        "words": "" if reason in ASK_ADMIN | NEUTRAL else explained(reason),
        "ask_admin": reason in ASK_ADMIN and not side.of_staff,
        "email": str(attempt.claims.get("email", "")) if attempt else "",
        "start_url": side.url("start", attempt.connection_id) if attempt else "",
        "login_url": side.login_url,
        "of_staff": side.of_staff,
    }
    return page(request, "federation/door/ended.html", around, status=403 if attempt else 400)
