"""The other way round: the contact checks who calls."""

from django.utils import timezone

from portico.core.access.actors import Actor, Staff
from portico.core.access.actors import Contact as ContactActor
from portico.core.access.permissions import NotVisible
from portico.core.journal.acting import action, record
from portico.core.people import queries as people
from portico.core.people.models import Contact
from portico.core.tenants.vault import open_text, seal_text
from portico.kernel.crypto.tokens import fingerprint, same

from ..events import CallerKnown, CallerUnknown, CodeShown
from ..models import StaffCode
from ..permissions import CHECK, OWN
from ..rules import SHOWN_FOR, new_digits, only_digits

COLUMN = "sealed"


@action(CHECK)
def show_code(actor: Actor, contact: Contact) -> StaffCode:
    """A code for this contact alone, good for five minutes; the one before is not any more."""
    contact = people.contact(actor, contact.pk)
    if not isinstance(actor, Staff):
        raise NotVisible("contact")
    now = timezone.now()
    older = StaffCode.objects.filter(staff_id=actor.id, contact=contact, expires_at__gt=now)
    older.update(expires_at=now)
    row = StaffCode(
        staff_id=actor.id,
        staff_name=actor.name,
        contact=contact,
        company_id=contact.company_id,
        created_at=now,
        expires_at=now + SHOWN_FOR,
    )
    row.sealed = seal_text(row, COLUMN, new_digits())
    row.save(force_insert=True)
    record(actor, CodeShown(contact=contact.pk), on=contact)
    return row


def digits_of(row: StaffCode) -> str:
    return open_text(row, COLUMN, row.sealed)


@action(OWN)
def check_caller(actor: Actor, *, code: str) -> StaffCode | None:
    """Who reads out this code; None when it is nobody of ours, who calls for this contact now.

    Each code answers once: whoever overhears it cannot use it for a second call.
    """
    if not isinstance(actor, ContactActor):
        raise NotVisible("code")
    typed, now, found = fingerprint(only_digits(code)), timezone.now(), None
    live = StaffCode.objects.filter(contact_id=actor.id, expires_at__gt=now, seen_at=None)
    for row in live.order_by("-id")[:50]:
        if same(typed, fingerprint(digits_of(row))):
            found = row
    if found and live.filter(pk=found.pk).update(seen_at=now):
        record(actor, CallerKnown(staff=found.staff_id))
        return found
    record(actor, CallerUnknown())
    return None
