"""Coming in with a passkey: both factors in one, at either door."""

from django.utils import timezone

from portico.core.access.actors import Actor, Contact, Staff, Visitor
from portico.core.journal.acting import action, record
from portico.core.people.models import StaffUser

from ..events import SignInFailed
from ..models import Method, StaffSession
from ..passkeys import Answer, Place
from ..permissions import OWN, SIGN_IN
from ..policy import FULL, first_to_enter
from ..queries import contacts_of
from ..who import as_contact
from .enter import Opened, begin_portal, begin_staff
from .finish import let_in
from .passkey import enters_with, proves_with
from .staff_door import complete_staff


@action(SIGN_IN, writes=("people",))
def enter_portal(
    actor: Actor, *, answer: Answer | None, place: Place, browser: str, device: str
) -> Opened | None:
    """A client is in, as the contact who was here last; None for whatever does not hold."""
    held = enters_with(Contact, answer, place=place, browser=browser)
    if held.passkey is None:
        record(actor, SignInFailed(reason=f"passkey_{held.why}"))
        return None
    contact = first_to_enter(contacts_of(held.passkey.person_id), Method.PASSKEY)
    if contact is None:
        record(actor, SignInFailed(reason="switched_off"), on=held.passkey)
        return None
    let_in(contact)
    return begin_portal(
        as_contact(contact), contact, method=Method.PASSKEY, device=device, aal=FULL
    )


@action(SIGN_IN, writes=("people",))
def enter_staff(
    actor: Actor, *, answer: Answer | None, place: Place, browser: str, device: str
) -> Opened | None:
    """An employee is in, without a password; None for whatever does not hold."""
    held = enters_with(Staff, answer, place=place, browser=browser)
    if held.passkey is None or held.passkey.staff.status != StaffUser.Status.ACTIVE:
        reason = f"passkey_{held.why}" if held.why else "switched_off"
        record(actor, SignInFailed(reason=reason), on=held.passkey)
        return None
    staff = held.passkey.staff
    StaffUser.objects.filter(pk=staff.pk).update(last_seen_at=timezone.now())
    return begin_staff(actor, staff, method=Method.PASSKEY, device=device)


@action(OWN, writes=("people",))
def check_passkey(
    actor: Actor,
    session: StaffSession,
    *,
    answer: Answer | None,
    place: Place,
    browser: str,
    device: str,
) -> Opened | None:
    """The password was right, and the passkey is the second factor."""
    if proves_with(actor, answer, place=place, browser=browser).passkey is None:
        record(Visitor(), SignInFailed(reason="wrong_factor", staff=session.staff_id))
        return None
    return complete_staff(actor, session, method=Method.PASSKEY, device=device)
