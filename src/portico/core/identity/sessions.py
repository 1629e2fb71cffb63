"""Which session a cookie stands for, and going on as the person it belongs to.

The cookie of a door is looked for at that door only; its value is a secret of which the table
keeps the SHA-256. Grants are read anew on every request, in the same statement as the session.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone, translation

from portico.core.access.actors import Actor, Contact, Staff
from portico.core.people.models import Company, StaffUser, TeamMember
from portico.core.people.models import Contact as ContactRow
from portico.core.roles.queries import (
    grants_beside,
    read_grants,
    read_staff_grants,
    staff_grants_beside,
)
from portico.core.tenants.models import Tenant
from portico.core.viewing.cookie import secret_of
from portico.core.viewing.looking import looking
from portico.kernel.crypto.tokens import fingerprint
from portico.kernel.origin import current_origin, set_origin
from portico.kernel.postgres.kept import Kept, kept
from portico.kernel.tenancy import become, door_scope, portal_scope, scope, staff_scope
from portico.kernel.writes import writing

from . import cookies
from .actions.enter import is_half
from .actions.leave import end_session
from .models import Ending, PortalSession, Session, StaffSession
from .ports import bearer
from .queries import opaque
from .rules import SEEN_EVERY, is_idle
from .viewed import still_viewing, viewed
from .who import as_contact, as_staff

FULL = 2  # the assurance level with which the staff door opens
WHO = (  # all that a request needs of its session; the rest is read when a page asks for it
    "last_seen_at",
    "expires_at",
    "needs_factor",
    "idle_hours",
    "proved_at",
    "aal",
    "method",
    "company_id",
    "contact_id",
    "person_id",
    "contact__name",
    "contact__email",
    "contact__company_id",
    "contact__site_id",
    "contact__person_id",
    "contact__zone",
    "contact__language",
    "contact__company__name",
    "contact__site__zone",
)
LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)


@contextmanager
def identified(request: HttpRequest) -> Iterator[None]:
    """Find out who is asking, and answer in that person's language and zone."""
    actor: Actor | None = None
    request.session_row = None  # type: ignore[attr-defined] # set below, where there is one
    if request.path.startswith("/portal/"):
        actor = contact_of(request)
    elif request.path.startswith("/staff/"):
        actor = staff_of(request)
    elif request.path.startswith("/api/"):
        actor = holder_of_token(request)
    request.actor = actor  # type: ignore[attr-defined]
    with speaking_as(actor), looking(request, actor):
        yield


@contextmanager
def speaking_as(actor: Actor | None) -> Iterator[None]:
    """The language and zone of this person; what they have not chosen stays as it is."""
    language = getattr(actor, "language", "")
    zone = getattr(actor, "zone", "")
    with (
        translation.override(language if language in LANGUAGES else translation.get_language()),
        timezone.override(ZoneInfo(zone) if zone else timezone.get_current_timezone()),
    ):
        yield


def contact_of(request: HttpRequest) -> Contact | None:
    """Go on as the contact of the portal cookie; None (and no change) without a good session.

    A half session is kept, but is nobody yet. While an employee views the portal as somebody
    else in this browser, a portal session in it counts for nothing.
    """
    if secret := secret_of(request):
        seen = viewed(request, secret)
        request.viewing_is_over = seen is None  # type: ignore[attr-defined] # for the middleware
        return seen
    if (row := _row_of(_portal_rows, cookies.value(request, cookies.PORTAL))) is None:
        return None
    tenant: Tenant = request.tenant  # type: ignore[attr-defined] # set by the middleware
    actor = as_contact(row.contact)
    if _is_over(actor, row, tenant):
        return None
    if row.needs_factor:
        request.session_row = row  # type: ignore[attr-defined]
        return None
    become(portal_scope(tenant.id, company=row.company_id, contact=row.contact_id))
    _go_on(request, row, door="portal")
    return replace(actor, grants=read_grants(row.grants))  # type: ignore[attr-defined] # annotated


def staff_of(request: HttpRequest) -> Staff | None:
    """Go on as the employee of the staff cookie; a half session is kept, but is nobody yet."""
    if (row := _row_of(_staff_rows, cookies.value(request, cookies.STAFF))) is None:
        return None
    tenant: Tenant = request.tenant  # type: ignore[attr-defined] # set by the middleware
    actor = as_staff(row.staff, teams=frozenset(getattr(row, "teams", ())))
    if _is_over(actor, row, tenant):
        return None
    if row.aal < FULL:
        request.session_row = row  # type: ignore[attr-defined]
        return None
    become(staff_scope(tenant.id))
    _go_on(request, row, door="staff")
    return replace(actor, grants=read_staff_grants(row.grants))  # type: ignore[attr-defined] # annotated


def holder_of_token(request: HttpRequest) -> Staff | Contact | None:
    """Go on as the holder of the API token that the request carries; cookies count for nothing."""
    return bearer(request, actor_tenant(request))


def actor_tenant(request: HttpRequest) -> UUID:
    tenant: Tenant = request.tenant  # type: ignore[attr-defined] # set by the middleware
    return tenant.id


def _row_of[S: Session](rows: Kept[[bytes], S], secret: str) -> S | None:
    return rows.first(fingerprint(secret)) if secret else None


@kept
def _portal_rows(token_hash: bytes) -> QuerySet[PortalSession]:
    """The session with contact, company and site, if all of them still let the person in."""
    return (
        PortalSession.objects.select_related("contact__company", "contact__site")
        .only(*WHO)
        .annotate(grants=grants_beside("contact_id"))
        .filter(
            ended_at=None,
            token_hash=token_hash,
            contact__access=ContactRow.Access.ACTIVE,
            contact__is_active=True,
            contact__email__gt="",
            contact__company__status=Company.Status.ACTIVE,
            contact__company__portal_enabled=True,
        )
    )


@kept
def _staff_rows(token_hash: bytes) -> QuerySet[StaffSession]:
    teams = TeamMember.objects.filter(staff_id=OuterRef("staff_id")).values("team_id")
    return (
        StaffSession.objects.select_related("staff")
        .annotate(teams=ArraySubquery(teams), grants=staff_grants_beside("staff_id"))
        .filter(ended_at=None, token_hash=token_hash, staff__status=StaffUser.Status.ACTIVE)
    )


def _is_over(actor: Actor, row: Session, tenant: Tenant) -> bool:
    """Too old or too long unused: ended here, once, by whoever knocks with it next."""
    if (how := _ending(row, tenant)) is None:
        return False
    end_session(actor, row, how=how)
    return True


def _ending(row: Session, tenant: Tenant) -> Ending | None:
    """How the session has come to its end by itself; None while it has not."""
    now = timezone.now()
    if row.expires_at <= now:
        return Ending.EXPIRED
    hours = min(getattr(row, "idle_hours", None) or tenant.idle_hours, tenant.idle_hours)
    return Ending.IDLE if is_idle(row.last_seen_at, hours=hours, now=now) else None


def _go_on(request: HttpRequest, row: Session, *, door: str) -> None:
    """The request now has a session: say so to pages and to the journal, and note the time."""
    request.session_row = row  # type: ignore[attr-defined]
    here = current_origin()
    set_origin(replace(here, session=opaque(row.id), door=door, proved_at=row.proved_at))
    now = timezone.now()
    if now - row.last_seen_at > SEEN_EVERY:
        with writing("identity"):
            type(row).objects.filter(pk=row.pk).update(last_seen_at=now)  # type: ignore[attr-defined] # both children have it


def session_of(request: HttpRequest) -> str:
    """Which session the request belongs to, half ones included; empty without one."""
    row: Session | None = getattr(request, "session_row", None)
    return str(row.pk) if row else ""


def still_holds(request: HttpRequest) -> bool:
    """Would the request's cookie still open its door? Asked by open streams; extends nothing."""
    tenant: Tenant = request.tenant  # type: ignore[attr-defined] # set by the middleware
    row: Session | None
    with scope(door_scope(tenant.id)):
        if request.path.startswith("/portal/") and (secret := secret_of(request)):
            return still_viewing(tenant, secret)
        if request.path.startswith("/portal/"):
            row = _row_of(_portal_rows, cookies.value(request, cookies.PORTAL))
        else:
            row = _row_of(_staff_rows, cookies.value(request, cookies.STAFF))
    return row is not None and not is_half(row) and _ending(row, tenant) is None


def was_shut_out(request: HttpRequest) -> bool:
    """Did somebody close the access behind the request's cookie? Only its holder learns of it."""
    with scope(door_scope(actor_tenant(request))):
        if request.path.startswith("/portal/"):
            secret = cookies.value(request, cookies.PORTAL)
            theirs = PortalSession.objects.filter(token_hash=fingerprint(secret))
            return theirs.exclude(
                contact__access=ContactRow.Access.ACTIVE,
                contact__is_active=True,
                contact__company__status=Company.Status.ACTIVE,
                contact__company__portal_enabled=True,
            ).exists()
        secret = cookies.value(request, cookies.STAFF)
        ours = StaffSession.objects.filter(token_hash=fingerprint(secret))
        return ours.exclude(staff__status=StaffUser.Status.ACTIVE).exists()
