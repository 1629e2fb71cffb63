"""Reading what concerns signing in: addresses, running sessions, who waits for a code."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from portico.core.access.actors import Actor, Staff
from portico.core.access.actors import Contact as ContactActor
from portico.core.access.permissions import NotVisible, can
from portico.core.people.models import Company, Contact, PersonEmail, StaffUser
from portico.core.roles.queries import grants_of_staff
from portico.core.tenants.vault import open_text
from portico.kernel.crypto.tokens import fingerprint
from portico.kernel.postgres.kept import kept
from portico.kernel.tenancy import current_tenant, door_scope, scope
from portico.kernel.writes import writing

from .holder import holding
from .models import ApiToken, LoginRequest, PortalSession, RecoveryCode, StaffSecret, StaffSession
from .permissions import REVEAL_CODE
from .policy import is_strong, rules_of
from .rules import SEEN_EVERY
from .totp import PERIOD, current_code
from .who import as_staff

MOST_WAITING = 100


def opaque(session: UUID) -> str:
    """How logs and the journal call a session: recognisable, and of no use to anybody."""
    return hashlib.sha256(b"portico.session\0" + session.bytes).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Ways:
    """What somebody holds to prove who they are."""

    passkeys: list[Any]  # Any: rows of either door
    password_at: datetime | None
    app_at: datetime | None
    codes_left: int

    def here(self, host: str) -> list[Any]:
        """The passkeys that work at this host."""
        return [one for one in self.passkeys if one.rp_id == host]


def contacts_at(email: str) -> list[Contact]:
    """Whom a proof of this mailbox lets in, who was here last first.

    These are the contacts with access that have this address and, through the person who has
    proved it, that person's other companies. An address that no contact with access has any more
    opens nothing, whoever proved it once.
    """
    if not email:
        return []
    may = Contact.objects.with_access().select_related("company", "site", "person")
    there = list(may.filter(email=email))
    proved = PersonEmail.objects.filter(email=email).first()
    if proved and proved.person_id in {one.person_id for one in there if not one.is_shared_mailbox}:
        elsewhere = may.filter(person_id=proved.person_id)
        there += elsewhere.exclude(pk__in=[one.pk for one in there])
    return sorted(there, key=lambda one: (_never_last(one.last_seen_at), one.pk))


def contacts_of(person_id: UUID) -> list[Contact]:
    """Whom a proof of the person lets in, at all companies; who was here last first."""
    there = _with_access_as(person_id)
    return sorted(there, key=lambda one: (_never_last(one.last_seen_at), one.pk))


@kept
def _with_access_as(person_id: UUID) -> QuerySet[Contact]:
    may = Contact.objects.with_access().select_related("company", "site", "person")
    return may.filter(person_id=person_id)


def _never_last(seen: datetime | None) -> float:
    return -seen.timestamp() if seen else 0.0


def must_choose(contacts: list[Contact]) -> bool:
    """People who share a mailbox say which of them it is; others go where they were last."""
    return len(contacts) > 1 and any(one.is_shared_mailbox for one in contacts)


def ways_of(actor: Actor) -> Ways:
    """The actor's own passkeys, app, codes and password."""
    with holding(actor) as holder:
        secret = holder.secrets.first()
        return Ways(
            passkeys=list(holder.passkeys.order_by("id")),
            password_at=secret.password_at if secret and secret.password else None,
            app_at=secret.totp_at if secret and secret.totp else None,
            codes_left=holder.codes.filter(used_at=None).count(),
        )


def has_better(actor: Actor) -> bool:
    """Can the actor prove more than that they read a mailbox? Staff always can."""
    if not isinstance(actor, ContactActor):
        return True
    with holding(actor) as holder:
        return is_strong(holder.id)


def may_have_passkeys(actor: ContactActor) -> bool:
    with scope(door_scope(current_tenant())):
        return rules_of(actor.company_id).passkeys


def own_passkey(actor: Actor, passkey_id: UUID) -> Any:
    """Any: a row of either door."""
    for one in ways_of(actor).passkeys:
        if one.pk == passkey_id:
            return one
    raise NotVisible("passkey")


def request_of_browser(browser: str) -> LoginRequest | None:
    """The latest sign-in that was started in this browser."""
    if not browser:
        return None
    mine = LoginRequest.objects.filter(browser_hash=fingerprint(browser))
    return mine.order_by("-id").first()


def has_been_here(email: str, device: str) -> bool:
    """Did somebody sign in with this device as this address within the last months?

    Only what the device did is read, never what the address is, so that the time tells nothing.
    """
    if not device:
        return False
    here = fingerprint(device)
    return email in {*_addresses_used_with(here), *_addresses_proved_by_users_of(here)}


@kept
def _addresses_used_with(device_hash: bytes) -> QuerySet[PortalSession, str]:
    here = PortalSession.objects.filter(device_hash=device_hash)
    return here.order_by().values_list("contact__email", flat=True).distinct()


@kept
def _addresses_proved_by_users_of(device_hash: bytes) -> QuerySet[PersonEmail, str]:
    here = PortalSession.objects.filter(device_hash=device_hash)
    found = PersonEmail.objects.filter(person__in=here.values("person"))
    return found.values_list("email", flat=True)


def staff_has_been_here(email: str, device: str) -> bool:
    """The same for an employee; a password without the second factor does not count."""
    if not device:
        return False
    here = StaffSession.objects.filter(device_hash=fingerprint(device), aal=2)
    return email in set(here.order_by().values_list("staff__email", flat=True).distinct())


def login_request(request_id: UUID) -> LoginRequest | None:
    return LoginRequest.objects.filter(pk=request_id).first()


@dataclass(frozen=True, slots=True)
class Place:
    """A company where the signed-in person is a contact."""

    contact: UUID
    company: UUID
    company_name: str
    name: str
    title: str


def places() -> list[Place]:
    """Where the contact of the scope can go on, the present company included; by name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM ctx.contacts_of_person()")
        return [Place(*row) for row in cursor.fetchall()]


def closed_company(secret: str) -> str:
    """Where this browser is signed in while the portal is closed: the company's name, or nothing.

    Only whoever has got in before learns of it; the address alone tells a stranger nothing.
    """
    if not secret:
        return ""
    running = PortalSession.objects.filter(
        token_hash=fingerprint(secret),
        ended_at=None,
        expires_at__gt=timezone.now(),
        needs_factor=False,
        contact__access=Contact.Access.ACTIVE,
        contact__is_active=True,
    ).exclude(contact__company__status=Company.Status.ACTIVE, contact__company__portal_enabled=True)
    return running.values_list("contact__company__name", flat=True).first() or ""


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A browser in which the person is signed in."""

    id: UUID
    contact: UUID
    company: UUID
    company_name: str
    user_agent: str
    ip: str
    created_at: datetime
    last_seen_at: datetime
    method: str


def own_sessions(*, idle_hours: int) -> list[OwnSession]:
    """All running sessions of the person behind the contact of the scope, newest use first."""
    alive = timezone.now() - timedelta(hours=idle_hours)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM ctx.sessions_of_person()")
        found = [OwnSession(*row) for row in cursor.fetchall()]
    return [one for one in found if one.last_seen_at > alive]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sign-in that has been started and not finished, by somebody who has access."""

    request: LoginRequest
    contact: Contact


def waiting_sign_ins(actor: Actor) -> list[Waiting]:
    """Whom staff could tell a code, newest first. Unknown addresses are not among them."""
    return _with_contacts(_waiting(actor)[:MOST_WAITING])


def waiting_sign_in(actor: Actor, request_id: UUID) -> Waiting:
    for one in _with_contacts(_waiting(actor).filter(pk=request_id)):
        return one
    raise NotVisible("request")


def _waiting(actor: Actor) -> QuerySet[LoginRequest]:
    if not can(actor, REVEAL_CODE):
        return LoginRequest.objects.none()
    known = Contact.objects.with_access().values("email")
    return LoginRequest.objects.filter(
        used_at=None, replaced_at=None, expires_at__gt=timezone.now(), email__in=known
    ).order_by("-id")


def _with_contacts(requests: QuerySet[LoginRequest]) -> list[Waiting]:
    """Two statements for any number; of several contacts the one who was here last."""
    found = list(requests)
    may = Contact.objects.with_access().select_related("company")
    people = may.filter(email__in=[one.email for one in found])
    by_email = {
        one.email: one
        for one in sorted(people, key=lambda one: _never_last(one.last_seen_at), reverse=True)
    }
    return [Waiting(one, by_email[one.email]) for one in found if one.email in by_email]


def secret_of(staff_id: UUID) -> StaffSecret | None:
    return StaffSecret.objects.filter(staff_id=staff_id).first()


def recovery_codes_left(staff_id: UUID) -> int:
    return RecoveryCode.objects.filter(staff_id=staff_id, used_at=None).count()


def staff_sessions(staff_id: UUID, *, idle_hours: int) -> list[StaffSession]:
    """The running sessions of an employee, newest use first."""
    now = timezone.now()
    running = StaffSession.objects.filter(
        staff_id=staff_id, aal=2, ended_at=None, expires_at__gt=now
    )
    alive = running.filter(last_seen_at__gt=now - timedelta(hours=idle_hours))
    return list(alive.order_by("-last_seen_at", "id"))


def tokens_of(actor: Actor) -> list[ApiToken]:
    """The actor's own tokens that still work or ended by themselves."""
    return list(ApiToken.objects.filter(staff_id=actor.id, revoked_at=None).order_by("-id"))


def own_token(actor: Actor, token_id: UUID) -> ApiToken:
    for token in tokens_of(actor):
        if token.pk == token_id:
            return token
    raise NotVisible("token")


def bearer_of(header: str) -> str:
    """What follows `Bearer` in an `Authorization` header; empty in any other one."""
    kind, _space, secret = header.partition(" ")
    return secret if kind.lower() == "bearer" else ""


def staff_of_token(header: str) -> Staff | None:
    """The employee whose token the header carries, with all permissions that hold right now."""
    token = token_of(header)
    return as_staff(token.staff, grants_of_staff(token.staff_id)) if token else None


def token_of(header: str) -> ApiToken | None:
    """The employee's token that an `Authorization: Bearer ptk_…` header carries, if it opens
    anything; None for any other header. Works in the door's scope.
    """
    if not (secret := bearer_of(header)).startswith("ptk_"):
        return None
    now = timezone.now()
    token = (
        ApiToken.objects.select_related("staff")
        .filter(token_hash=fingerprint(secret), revoked_at=None)
        .filter(Q(expires_at=None) | Q(expires_at__gt=now), staff__status=StaffUser.Status.ACTIVE)
        .first()
    )
    if token is None:
        return None
    if token.last_used_at is None or now - token.last_used_at > SEEN_EVERY:
        with writing("identity"):
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


@dataclass(frozen=True, slots=True)
class DemoCode:
    """What an employee of the demo would read in the authenticator app right now."""

    name: str
    email: str
    code: str
    seconds_left: int


def demo_totp_codes() -> list[DemoCode]:
    """Current codes of the tenant's staff; only ever in the demo, and never in production."""
    if not settings.DEMO:
        return []
    now = timezone.now()
    left = PERIOD - int(now.timestamp()) % PERIOD
    rows = StaffSecret.objects.select_related("staff").exclude(totp=b"").order_by("staff__name")
    return [
        DemoCode(
            row.staff.name,
            row.staff.email,
            current_code(open_text(row, "totp", row.totp), now=now),
            left,
        )
        for row in rows
    ]
