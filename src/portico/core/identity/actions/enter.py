"""Begin sessions: rows that a cookie stands for, each with a secret that is new."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.journal.acting import record
from portico.core.people.models import Contact, StaffUser
from portico.core.tenants.queries import this_tenant
from portico.kernel.crypto.tokens import fingerprint, new_secret
from portico.kernel.origin import current_origin, set_origin

from ..events import SignedIn
from ..models import Method, PortalSession, Session, StaffSession
from ..queries import opaque
from ..rules import HALF_SESSION

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
    actor: Actor, contact: Contact, *, method: Method, device: str, aal: int = 1
) -> Opened:
    """A session for this contact; part of the actions that have just proved who it is.

    `device` is what the browser's device cookie says, empty if it has none.
    """
    known = PortalSession.objects.filter(person=contact.person)
    row = PortalSession(
        company_id=contact.company_id,
        contact=contact,
        person=contact.person,
        aal=aal,
        **_common(method, timedelta(days=this_tenant().session_days)),
    )
    return _begun(actor, row, device=device, is_new=_is_new(known, device))


def begin_staff(
    actor: Actor, staff: StaffUser, *, method: Method, device: str, aal: int = FULL
) -> Opened:
    """A session for this employee; a half one ends soon and waits for the second factor."""
    known = StaffSession.objects.filter(staff=staff, aal=FULL)
    life = timedelta(days=this_tenant().session_days) if aal == FULL else HALF_SESSION
    row = StaffSession(staff=staff, aal=aal, **_common(method, life))
    return _begun(actor, row, device=device, is_new=_is_new(known, device))


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


def _is_new(known: Any, device: str) -> bool:
    """Has nobody of this name been here with this browser? Any: a queryset of either table."""
    return not device or not known.filter(device_hash=fingerprint(device)).exists()


def _begun(actor: Actor, row: Session, *, device: str, is_new: bool) -> Opened:
    secret, device = new_secret(), device or new_secret(16)
    row.token_hash = fingerprint(secret)
    row.device_hash = fingerprint(device)
    row.save(force_insert=True)
    set_origin(replace(current_origin(), session=opaque(row.id)))
    if not (isinstance(row, StaffSession) and row.aal == HALF):
        fact = SignedIn(method=Method(row.method).value, aal=row.aal, new_device=is_new)
        record(actor, fact, on=row)
    return Opened(row, secret, device)
