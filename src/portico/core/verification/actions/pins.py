"""The contact's PIN: shown in the portal, typed in at the desk."""

from datetime import datetime

from django.db.models import Model
from django.utils import timezone

from portico.core.access.actors import Actor, Staff
from portico.core.access.permissions import NotVisible
from portico.core.journal.acting import action, record
from portico.core.people import queries as people
from portico.core.people.models import Contact

from .. import queries
from ..events import Locked, NotVerified, Verified
from ..models import Check, PinTries
from ..permissions import CHECK
from ..rules import (
    MOST_FAILURES,
    PAUSE,
    only_digits,
    step_of,
)


@action(CHECK)
def check_pin(actor: Actor, contact: Contact, *, pin: str, about: Model | None = None) -> Check:
    """What the caller read out, tried once. The answer is a row: also a wrong PIN is kept."""
    contact = people.contact(actor, contact.pk)
    row, now = locked_row(contact), timezone.now()
    check = new_check(actor, contact, about, method=Check.Method.PIN)
    if is_locked(row, now):
        return conclude(actor, check, about, Check.State.FAILED, how="locked")
    secret = queries.pin_secret(contact.pk)
    step = step_of(secret, only_digits(pin), after=row.used_step, now=now)
    if step is None:
        failed(actor, row, contact, now)
        return conclude(actor, check, about, Check.State.FAILED, how="wrong")
    row.used_step = step
    forgiven(row)
    return conclude(actor, check, about, Check.State.VERIFIED)


def locked_row(contact: Contact) -> PinTries:
    """The contact's row, held until the end: of fifty at once, one is first."""
    found = PinTries.objects.select_for_update().filter(contact=contact)
    if (row := found.first()) is None:
        made = PinTries(contact=contact, company_id=contact.company_id)
        PinTries.objects.bulk_create([made], ignore_conflicts=True)
        row = found.get()
    return row


def is_locked(row: PinTries, now: datetime) -> bool:
    return row.locked_until is not None and row.locked_until > now


def failed(actor: Actor, row: PinTries, contact: Contact, now: datetime) -> None:
    """Count it; the fifth pauses all checks of this contact."""
    row.failures += 1
    if row.failures >= MOST_FAILURES:
        row.failures, row.locked_until = 0, now + PAUSE
        minutes = int(PAUSE.total_seconds()) // 60
        record(actor, Locked(contact=contact.pk, minutes=minutes), on=contact)
    row.save(update_fields=["failures", "locked_until"])


def forgiven(row: PinTries) -> None:
    row.failures = 0
    row.save(update_fields=["used_step", "failures"])


def new_check(
    actor: Actor, contact: Contact, about: Model | None, *, method: Check.Method
) -> Check:
    """Any employee may; about a thing of another company nothing is written."""
    if not isinstance(actor, Staff):
        raise NotVisible("contact")
    if about is not None and getattr(about, "company_id", None) != contact.company_id:
        raise NotVisible("about")
    now = timezone.now()
    return Check(
        contact=contact,
        company_id=contact.company_id,
        staff_id=actor.id,
        staff_name=actor.name,
        method=method,
        about_kind=about._meta.label_lower if about else "",
        about_id=about.pk if about else None,
        created_at=now,
        expires_at=now,
    )


def conclude(
    actor: Actor, check: Check, about: Model | None, state: Check.State, *, how: str = ""
) -> Check:
    """Keep the result; it stands in the log of the thing it was made for, else of the contact."""
    check.state, check.done_at = state, timezone.now()
    check.save()
    on, method = about or check.contact, check.method
    if state == Check.State.VERIFIED:
        record(actor, Verified(contact=check.contact_id, method=method), on=on)
    else:
        record(actor, NotVerified(contact=check.contact_id, method=method, how=how), on=on)
    return check
