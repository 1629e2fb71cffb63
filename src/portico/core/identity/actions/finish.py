"""After the proof: decide which contact it is, link the person, and open the session."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Conflict, NotVisible
from portico.core.access.proof import require_proof
from portico.core.journal.acting import action, record
from portico.core.people.models import Contact, Person, PersonEmail
from portico.kernel.tenancy import current_tenant, door_scope, scope

from ..events import CompanySwitched, ContactLinked
from ..models import SINGLE_SIGN_ON, Ending, LoginRequest, Method, PortalSession
from ..permissions import OWN, SIGN_IN
from ..policy import may_enter
from ..queries import contacts_at, places
from ..who import as_contact
from .enter import Opened, begin_portal
from .leave import end_session

TIME_TO_CHOOSE = timedelta(minutes=10)
BY_OWN_WAYS = frozenset({Method.PASSKEY, Method.PASSWORD, Method.TOTP, Method.RECOVERY})


class TooLate(Conflict):
    """The proof was used before, or the choice took too long."""

    def __init__(self) -> None:
        super().__init__(_("This sign-in has ended. Please start again."))


class OtherWay(Conflict):
    """The rules of the company changed while the mail was on its way."""

    def __init__(self) -> None:
        super().__init__(
            _("Your company signs in another way. Go to the sign-in page and type your address.")
        )


@action(SIGN_IN, writes=("people",))
def finish_sign_in(
    actor: Actor,  # noqa: ARG001  a visitor until the last line
    request: LoginRequest,
    *,
    contact_id: UUID,
    device: str,
) -> Opened:
    """Open a session for one of the contacts whose mailbox has been proved with `request`."""
    _lock_address(request.email)
    contact = next((one for one in contacts_at(request.email) if one.pk == contact_id), None)
    if contact is None:
        raise NotVisible("contact")
    require_open(contact, Method(request.method))
    now = timezone.now()
    waiting = LoginRequest.objects.filter(
        pk=request.pk, used_at__gt=now - TIME_TO_CHOOSE, finished_at=None
    )
    if not waiting.update(finished_at=now):
        raise TooLate
    _link(contact, request.email)
    let_in(contact)
    return begin_portal(as_contact(contact), contact, method=Method(request.method), device=device)


@action(OWN, writes=("people",))
def switch_company(
    actor: Actor, session: PortalSession, *, contact_id: UUID, device: str
) -> Opened:
    """Go on as contact of another of one's companies: a new session, and the old one ends."""
    if contact_id not in {place.contact for place in places()} - {session.contact_id}:
        raise NotVisible("contact")
    if session.method in SINGLE_SIGN_ON:
        require_proof()  # that company's provider answers for that company only
    end_session(actor, session, how=Ending.REPLACED)
    with scope(door_scope(current_tenant())):
        contact = Contact.objects.select_related("company", "site").get(pk=contact_id)
        method = _carried(session)
        require_open(contact, method)
        let_in(contact)
        opened = begin_portal(
            as_contact(contact),
            contact,
            method=method,
            device=device,
            follows=session,
        )
    record(actor, CompanySwitched(company=contact.company_id))
    return opened


def _carried(session: PortalSession) -> Method:
    """What opened the first session is asked about at each company one goes on to."""
    method = Method(session.method)
    return method if method in BY_OWN_WAYS else Method.SWITCH


def require_open(contact: Contact, method: Method) -> None:
    """Whose company demands single sign-on comes in by no other way."""
    if not may_enter(contact, method):
        raise OtherWay


def _lock_address(email: str) -> None:
    """Two first sign-ins of one mailbox at once make one person, not two."""
    list(Contact.objects.select_for_update().filter(email=email).order_by("pk").values("pk"))


def let_in(contact: Contact) -> None:
    """The contact is in from now on; part of the actions that open a session."""
    contact.access, contact.last_seen_at = Contact.Access.ACTIVE, timezone.now()
    contact.save(update_fields=["access", "last_seen_at"])


def _link(contact: Contact, email: str) -> None:
    """Every contact of this mailbox that is nobody yet becomes the person who proved it.

    Who shares a mailbox is a person of their own, and the address is nobody's alone.
    """
    if contact.is_shared_mailbox:
        if contact.person_id is None:
            _set_person(contact, Person.objects.create(name=contact.name))
        return
    person = _person_of(contact, email)
    for one in contacts_at(email):
        if one.person_id is None and not one.is_shared_mailbox and one.email == email:
            _set_person(contact if one.pk == contact.pk else one, person)


def _person_of(contact: Contact, email: str) -> Person:
    """Whoever has proved the address before; else the contact's person, else a new one."""
    known = PersonEmail.objects.select_related("person").filter(email=email).first()
    if contact.person_id is None and known is not None:
        found: Person = known.person
        return found
    person: Person = contact.person or Person.objects.create(name=contact.name)
    if known is None:
        PersonEmail.objects.create(person=person, email=email, verified_at=timezone.now())
    return person


def _set_person(contact: Contact, person: Person) -> None:
    contact.person = person
    contact.save(update_fields=["person"])
    record(as_contact(contact), ContactLinked(person=person.id), on=contact)
