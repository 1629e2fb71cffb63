"""Begin sessions: rows that a cookie stands for, each with a secret that is new."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.jobs.job import MAIL as MAIL_LANE
from portico.core.jobs.job import defer
from portico.core.journal.acting import record
from portico.core.people.models import Contact, StaffUser
from portico.core.tenants.queries import this_tenant
from portico.kernel.crypto.tokens import fingerprint, new_secret
from portico.kernel.origin import current_origin, set_origin
from portico.kernel.postgres.kept import kept

from ..events import SignedIn
from ..models import SINGLE_SIGN_ON, Method, PortalSession, Session, StaffSession
from ..policy import is_strong, needs_factor, rules_of
from ..queries import opaque
from ..rules import HALF_SESSION

TELL = "identity.tell_new_device"  # the job, by name: actions do not import jobs
HALF, FULL = 1, 2  # assurance at the staff door; a contact's mailbox is worth 1


@dataclass(frozen=True, slots=True)
class Opened:
    """A new session, with the secrets that only the browser keeps."""

    row: Session
    secret: str
    device: str

    @property
    def until(self) -> datetime:
        return self.row.expires_at


def begin_portal(
    actor: Actor,
    contact: Contact,
    *,
    method: Method,
    device: str,
    aal: int = 1,
    follows: PortalSession | None = None,
) -> Opened:
    """A session for this contact; part of the actions that have just proved who it is.

    `device` is what the browser's device cookie says, empty if it has none. Where the rules ask
    for a second factor the session is a half one: it opens nothing until that has been given.
    A session that `follows` another proves no more than that one, and lasts no longer; what an
    identity provider has proved counts at its own company only.
    """
    rules, aal = rules_of(contact.company_id), _worth(follows) if follows else aal
    half = needs_factor(contact, rules, method=method, aal=aal)
    life = HALF_SESSION if half else timedelta(days=rules.session_days)
    row = PortalSession(
        company_id=contact.company_id,
        contact=contact,
        person=contact.person,
        aal=aal,
        needs_factor=half,
        idle_hours=rules.idle_hours,
        proved_at=follows.proved_at if follows else _proved(contact, method, aal, half=half),
        **_common(method, life),
    )
    if follows:
        row.expires_at = min(row.expires_at, follows.expires_at)
    return _begun(actor, row, device=device)


def _worth(session: PortalSession) -> int:
    return 1 if session.method in SINGLE_SIGN_ON else session.aal


def begin_staff(
    actor: Actor, staff: StaffUser, *, method: Method, device: str, aal: int = FULL
) -> Opened:
    """A session for this employee; a half one ends soon and waits for the second factor."""
    life = timedelta(days=this_tenant().session_days) if aal == FULL else HALF_SESSION
    proved_at = timezone.now() if aal == FULL else None
    row = StaffSession(staff=staff, aal=aal, proved_at=proved_at, **_common(method, life))
    return _begun(actor, row, device=device)


def _common(method: Method, life: timedelta) -> dict[str, Any]:
    now, origin = timezone.now(), current_origin()
    return {
        "method": method,
        "created_at": now,
        "last_seen_at": now,
        "expires_at": now + life,
        "ip": origin.ip,
        "user_agent": origin.user_agent,
    }


def _proved(contact: Contact, method: Method, aal: int, *, half: bool) -> datetime | None:
    """Signing in is a fresh proof, unless the person has a stronger one or another house proved it.

    The mailbox alone must not change what protects somebody from whoever reads the mailbox, and an
    identity provider answers for its own company only.
    """
    if half or method in SINGLE_SIGN_ON:
        return None
    return timezone.now() if aal >= FULL or not is_strong(contact.person_id) else None


def _begun(actor: Actor, row: Session, *, device: str) -> Opened:
    secret, device = new_secret(), device or new_secret(16)
    row.token_hash = fingerprint(secret)
    row.device_hash = fingerprint(device)
    row.save(force_insert=True)
    set_origin(replace(current_origin(), session=opaque(row.id)))
    if not is_half(row):
        tell_begun(actor, row)
    return Opened(row, secret, device)


def is_half(row: Session) -> bool:
    """The first factor was right, the second is still to come."""
    if isinstance(row, PortalSession):
        return row.needs_factor
    return row.aal < FULL


def tell_begun(actor: Actor, row: Session) -> None:
    """Somebody is in: the log says so, and a device not seen before is told to its owner."""
    kind, who = type(row), row.person_id if isinstance(row, PortalSession) else row.staff_id  # type: ignore[attr-defined] # the other kind
    is_new = _before.first(kind, who, row.pk, device=bytes(row.device_hash)) is None
    fact = SignedIn(method=Method(row.method).value, aal=row.aal, new_device=is_new)
    record(actor, fact, on=row)
    if is_new and row.method != Method.SWITCH and _before.first(kind, who, row.pk, device=None):
        # The very first is no surprise.
        defer(TELL, MAIL_LANE, {"session": str(row.pk), "door": actor_door(row)})


def actor_door(row: Session) -> str:
    return "portal" if isinstance(row, PortalSession) else "staff"


@kept
def _before(kind: type[Session], who: UUID, this: UUID, *, device: bytes | None) -> Any:
    """A session that this person has had, with this device if one is named; half ones left out.

    Any: a queryset of either table.
    """
    found: Any = PortalSession.objects.filter(person_id=who, needs_factor=False)
    if kind is StaffSession:
        found = StaffSession.objects.filter(staff_id=who, aal=FULL)
    if device is not None:
        found = found.filter(device_hash=device)
    return found.exclude(pk=this).only("id")[:1]
