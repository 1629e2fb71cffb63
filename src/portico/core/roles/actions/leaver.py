"""Somebody leaves a company: one action, whoever says so, and everything else follows from it."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Conflict, Refusal
from portico.core.journal.acting import action, record
from portico.core.people.models import Contact

from ..events import ContactLeft, ContactReturned
from ..permissions import GIVE_ACCESS
from .access import close_access
from .ceiling import require_below_ceiling


class HasLeft(Conflict):
    """Somebody was faster."""

    def __init__(self) -> None:
        super().__init__(_("This person has left already."))


class NoSuccessor(Refusal):
    """Only a colleague who is still there takes over."""

    def __init__(self) -> None:
        super().__init__(
            _("Choose a colleague of the same company who still works there."), field="successor"
        )


@action(GIVE_ACCESS, writes=("people",))
def let_go(
    actor: Actor, contact: Contact, *, reason: str, successor: Contact | None = None
) -> Contact:
    """Close the access for good and hand over what is open; the history stays.

    Sessions end with the next click, open pages at once. Links, tickets and whatever other parts
    keep for a person follow by `ContactLeft`.
    """
    if not (said := " ".join(reason.split())[:300]):
        raise Refusal(_("Say in a few words why, for the log."), field="reason")
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    require_below_ceiling(actor, contact)
    if not contact.is_active:
        raise HasLeft
    _check(contact, successor)
    close_access(actor, contact, reason=said)
    contact.refresh_from_db()
    contact.is_active = False
    contact.closed_at, contact.closed_why = timezone.now(), said  # also where it was closed before
    contact.save(update_fields=["is_active", "closed_at", "closed_why"])
    fact = ContactLeft(
        contact=contact.pk,
        company=contact.company_id,
        successor=successor.pk if successor else None,
        reason=said,
    )
    record(actor, fact, on=contact, before={"is_active": True}, after={"is_active": False})
    return contact


@action(GIVE_ACCESS, writes=("people",))
def take_back(actor: Actor, contact: Contact) -> Contact:
    """It was a mistake, or they are back. Access is given again by itself."""
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    require_below_ceiling(actor, contact)
    if contact.is_active:
        return contact
    contact.is_active = True
    contact.save(update_fields=["is_active"])
    fact = ContactReturned(contact=contact.pk, company=contact.company_id)
    record(actor, fact, on=contact, before={"is_active": False}, after={"is_active": True})
    return contact


def _check(contact: Contact, successor: Contact | None) -> None:
    if successor is None:
        return
    there = Contact.objects.filter(company_id=contact.company_id, is_active=True)
    if not there.exclude(pk=contact.pk).filter(pk=successor.pk).exists():
        raise NoSuccessor
