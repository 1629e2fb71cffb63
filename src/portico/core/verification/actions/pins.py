"""The contact's PIN: shown in the portal, typed in at the desk."""

from datetime import datetime

from django.db.models import Model
from django.utils import timezone

from portico.core.access.actors import Actor, Staff
from portico.core.access.actors import Contact as ContactActor
from portico.core.access.permissions import NotVisible
from portico.core.journal.acting import action, record
from portico.core.people import queries as people
from portico.core.people.models import Contact
from portico.core.tenants.vault import open_text, seal_text

from ..events import Locked, NotVerified, Verified
from ..models import Check, PinSecret
from ..permissions import CHECK, OWN
from ..rules import (
    MOST_FAILURES,
    PAUSE,
    Pin,
    new_pin_secret,
    only_digits,
    pin_at,
    step_of,
)

COLUMN = "sealed"


@action(OWN)
def own_pin(actor: Actor) -> Pin:
    """The PIN of the moment; the first look makes the secret."""
    if not isinstance(actor, ContactActor):
        raise NotVisible("pin")
    row = PinSecret.objects.filter(contact_id=actor.id).first()
    if row is None:
        _made(PinSecret(contact_id=actor.id, company_id=actor.company_id))
        row = PinSecret.objects.get(contact_id=actor.id)
    return pin_at(open_text(row, COLUMN, row.sealed), timezone.now())


def _made(row: PinSecret) -> None:
    """Two pages at once make one secret."""
    row.sealed = seal_text(row, COLUMN, new_pin_secret())
    PinSecret.objects.bulk_create([row], ignore_conflicts=True)


@action(CHECK)
def check_pin(actor: Actor, contact: Contact, *, pin: str, about: Model | None = None) -> Check:
    """What the caller read out, tried once. The answer is a row: also a wrong PIN is kept."""
    contact = people.contact(actor, contact.pk)
    row, now = locked_row(contact), timezone.now()
    check = new_check(actor, contact, about, method=Check.Method.PIN)
    if is_locked(row, now):
        return conclude(actor, check, about, Check.State.FAILED, how="locked")
    secret = open_text(row, COLUMN, row.sealed)
    step = step_of(secret, only_digits(pin), after=row.used_step, now=now)
    if step is None:
        failed(actor, row, contact, now)
        return conclude(actor, check, about, Check.State.FAILED, how="wrong")
    row.used_step = step
    forgiven(row)
    return conclude(actor, check, about, Check.State.VERIFIED)


def locked_row(contact: Contact) -> PinSecret:
    """The contact's row, held until the end: of fifty at once, one is first."""
    found = PinSecret.objects.select_for_update().filter(contact=contact)
    if (row := found.first()) is None:
        _made(PinSecret(contact=contact, company_id=contact.company_id))
        row = found.get()
    return row


def is_locked(row: PinSecret, now: datetime) -> bool:
    return row.locked_until is not None and row.locked_until > now


def failed(actor: Actor, row: PinSecret, contact: Contact, now: datetime) -> None:
    """Count it; the fifth pauses all checks of this contact."""
    row.failures += 1
    if row.failures >= MOST_FAILURES:
        row.failures, row.locked_until = 0, now + PAUSE
        minutes = int(PAUSE.total_seconds()) // 60
        record(actor, Locked(contact=contact.pk, minutes=minutes), on=contact)
    row.save(update_fields=["failures", "locked_until"])


def forgiven(row: PinSecret) -> None:
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
