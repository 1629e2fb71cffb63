"""Begin to see the portal as a contact does."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from portico.core.access.actors import Actor, Staff
from portico.core.access.permissions import NotVisible
from portico.core.journal.acting import action, record
from portico.core.people import queries as people
from portico.core.people.models import Contact
from portico.kernel.crypto.tokens import fingerprint, new_secret
from portico.kernel.text import one_line

from .. import queries
from ..events import ViewingStarted
from ..models import LONGEST, ViewingGrant, ViewingRule
from ..permissions import VIEW_AS
from ..ports import is_known
from ..rules import (
    USUAL,
    AlreadyViewing,
    Forbidden,
    NoReason,
    NothingToSee,
    NoTicket,
    TooLong,
    can_be_seen,
)
from .end import close
from .tell import tell_client


@dataclass(frozen=True, slots=True)
class Begun:
    """A new viewing, with the secret that only the browser keeps."""

    row: ViewingGrant
    secret: str


@action(VIEW_AS, writes=("mail",))
def begin_viewing(
    actor: Actor,
    contact: Contact,
    *,
    staff_session: UUID,
    reason: str,
    minutes: int = USUAL,
    back: str = "",
) -> Begun:
    """Only for an employee, who sees this contact, and who views as nobody else meanwhile."""
    if not isinstance(actor, Staff):
        raise NotVisible("contact")
    contact = people.contact(actor, contact.pk)
    words = _reason(actor, contact, reason)
    if not 1 <= minutes <= LONGEST:
        raise TooLong
    now, secret = timezone.now(), new_secret()
    _clear_away(actor, now)
    row = ViewingGrant(
        staff_id=actor.id,
        staff_name=actor.name,
        contact=contact,
        contact_name=contact.name,
        company_id=contact.company_id,
        staff_session=staff_session,
        reason=words,
        minutes=minutes,
        token_hash=fingerprint(secret),
        back=back[:200],
        started_at=now,
        expires_at=now + timedelta(minutes=minutes),
    )
    _only_one(row)
    fact = ViewingStarted(
        staff_name=actor.name, contact_name=contact.name, minutes=minutes, reason=words
    )
    record(actor, fact, on=row)
    tell_client(actor, row)
    return Begun(row, secret)


def _reason(actor: Actor, contact: Contact, reason: str) -> str:
    """Why, in one line; the rules of the company say what it needs to hold."""
    if not can_be_seen(contact):
        raise NothingToSee
    mode, words = queries.mode_for(contact.company_id), one_line(reason, longest=200)
    if mode == ViewingRule.Mode.OFF:
        raise Forbidden
    if not words:
        raise NoReason
    if mode == ViewingRule.Mode.TICKET and not is_known(actor, contact.company_id, words):
        raise NoTicket
    return words


def _clear_away(actor: Staff, now: datetime) -> None:
    """What has run out, and nobody has noticed yet, is no second viewing."""
    for row in ViewingGrant.objects.filter(staff_id=actor.id, ended_at=None, expires_at__lte=now):
        close(actor, row, how=ViewingGrant.Ending.EXPIRED)


def _only_one(row: ViewingGrant) -> None:
    """When two begin at the same moment, the database lets one of them through."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as problem:
        raise AlreadyViewing from problem
