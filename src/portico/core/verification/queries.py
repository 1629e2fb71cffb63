"""Reading checks: who is known, who is locked, what a request needs."""

from base64 import b32encode
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portico.core.access.actors import Actor, Staff, System
from portico.core.access.actors import Contact as ContactActor
from portico.core.access.permissions import NotVisible, can
from portico.core.people.permissions import VIEW
from portico.core.tenants.vault import text_digest

from .models import Check, Demands, PinTries, StaffCode
from .rules import GOOD_FOR, SECRET_BYTES, Pin, pin_at

WEIGHTS = [Demands.Weight.NO, Demands.Weight.WARN, Demands.Weight.REFUSE]


def checks(actor: Actor) -> QuerySet[Check]:
    """Staff see those of their clients; contacts those about themselves."""
    if isinstance(actor, ContactActor):
        return Check.objects.filter(contact_id=actor.id)
    return Check.objects.all() if can(actor, VIEW) else Check.objects.none()


def own_pin(actor: Actor) -> Pin:
    """The PIN of the moment, for the contact alone: nobody who views as them sees it."""
    if not isinstance(actor, ContactActor) or actor.viewer is not None:
        raise NotVisible("pin")
    return pin_at(pin_secret(actor.id), timezone.now())


def pin_secret(contact_id: UUID) -> str:
    """What the PINs of this contact are made of; 160 bits that only the tenant's key yields."""
    return b32encode(text_digest(PinTries, "pin", str(contact_id))[:SECRET_BYTES]).decode()


def check(actor: Actor, check_id: UUID) -> Check:
    if (found := checks(actor).filter(pk=check_id).first()) is None:
        raise NotVisible("check")
    return found


def waiting(actor: Actor) -> QuerySet[Check]:
    """Questions that nobody has answered yet."""
    now = timezone.now()
    return checks(actor).filter(state=Check.State.WAITING, expires_at__gt=now).order_by("-id")


def locked_until(actor: Actor, contact_id: UUID) -> datetime | None:
    """Until when no PIN of this contact is taken."""
    if not isinstance(actor, Staff | System):
        return None
    now = timezone.now()
    row = PinTries.objects.filter(contact_id=contact_id, locked_until__gt=now).first()
    return row.locked_until if row else None


def own_codes(actor: Actor, contact_id: UUID) -> StaffCode | None:
    """The code that this employee shows for the contact at the moment."""
    if not isinstance(actor, Staff):
        return None
    found = StaffCode.objects.filter(
        staff_id=actor.id, contact_id=contact_id, expires_at__gt=timezone.now()
    )
    return found.order_by("-id").first()


def demands() -> Demands:
    return Demands.objects.first() or Demands()


def script() -> str:
    """What to say when a check has failed; the tenant's own words, else ours."""
    return demands().script or _(
        "Thank you. I could not confirm who I am speaking with, so I may not change anything now. "
        "That protects you and your colleagues. Please open the portal and read me your support "
        "PIN, or ask a colleague who can sign in. I can also call you back on the number we have "
        "on file."
    )


def weight_of(kinds: Iterable[str]) -> Demands.Weight:
    """The strictest of what is demanded of these kinds of requests."""
    known = demands().kinds
    found = [Demands.Weight(known.get(one, "")) for one in kinds]
    return max(found, key=WEIGHTS.index, default=Demands.Weight.NO)


def is_verified(about_id: UUID, contact_id: UUID | None) -> bool:
    """Was this contact checked for this thing, and not too long ago?"""
    return contact_id is not None and last_verified(about_id, contact_id) is not None


def last_verified(about_id: UUID, contact_id: UUID) -> Check | None:
    found = Check.objects.filter(
        about_id=about_id,
        contact_id=contact_id,
        state=Check.State.VERIFIED,
        done_at__gt=timezone.now() - GOOD_FOR,
    )
    return found.order_by("-id").first()
