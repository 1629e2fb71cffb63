"""Let a grant go to chosen companies: there the same person becomes a guest, and goes again.

Nobody's session ever sees two companies. The switcher offers the guest's company as it offers any
other company of a person.
"""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Reach
from portico.core.access.actors import Contact as ContactActor
from portico.core.access.permissions import Refusal
from portico.core.journal.acting import action, record
from portico.core.people.models import Company, Contact

from ..events import GuestAdmitted, GuestDismissed
from ..models import Grant, Guest, Role
from ..permissions import GIVE_ACCESS
from ..queries import guests_of
from .access import NoAddress, close_access, open_access
from .grant import revoke_from_contact


class StaffOnly(Refusal):
    """A client decides about the own company alone."""

    def __init__(self) -> None:
        super().__init__(_("Only we can let somebody into another company."))


class NoGrant(Refusal):
    """A guest comes with the role that is held at home."""

    def __init__(self) -> None:
        super().__init__(_("Give this person a role at the own company first."))


class ThereAlready(Refusal):
    """Somebody else, or the same person by right of their own."""

    def __init__(self, company: str) -> None:
        super().__init__(
            _("%(company)s has a contact with this address already. Change the access there.")
            % {"company": company},
            field="companies",
        )


class GuestsHaveNoGuests(Refusal):
    """Chains of guests are nobody's intention."""

    def __init__(self) -> None:
        super().__init__(_("This person is a guest here. Change it at the own company."))


@action(GIVE_ACCESS, writes=("people",))
def choose_companies(actor: Actor, contact: Contact, *, companies: Collection[Company]) -> None:
    """Let the contact's widest role count at exactly these other companies, too."""
    if isinstance(actor, ContactActor):
        raise StaffOnly
    contact = Contact.objects.select_for_update().select_related("company").get(pk=contact.pk)
    if Guest.objects.filter(contact=contact).exists():
        raise GuestsHaveNoGuests
    grants = Grant.objects.filter(contact=contact).select_related("role")
    grant = grants.order_by("-reach", "role__position", "id").first()
    if grant is None or not contact.can_sign_in:
        raise NoGrant
    if not contact.email:
        raise NoAddress
    wanted = {one.pk: one for one in companies if one.pk != contact.company_id}
    there = {one.company_id: one for one in guests_of(contact.pk)}
    for company_id in there.keys() - wanted.keys():
        _dismiss(actor, there[company_id])
    for company_id in wanted.keys() - there.keys():
        _admit(actor, grant.role, home=contact, company=wanted[company_id])


@action(GIVE_ACCESS, writes=("people",))
def send_guests_home(actor: Actor, home: Contact, *, role: UUID | None = None) -> int:
    """End all that this contact's roles gave elsewhere, sessions too; how many there were.

    `role` says that only the guests through this one go.
    """
    found = [one for one in guests_of(home.pk) if role is None or one.role_id == role]
    for one in found:
        _dismiss(actor, one)
    return len(found)


@action(GIVE_ACCESS)
def forget_guest(actor: Actor, contact_id: UUID) -> None:
    """Access was closed where somebody was a guest: the role goes there no more."""
    for link in Guest.objects.filter(contact_id=contact_id).select_related("home", "role"):
        link.delete()
        fact = GuestDismissed(guest=contact_id, home=link.home.company_id, at=link.company_id)
        record(actor, fact, on=link.home, before={"role": link.role.name})


def _admit(actor: Actor, role: Role, *, home: Contact, company: Company) -> None:
    there = Contact.objects.select_for_update().filter(company=company, email=home.email).first()
    if there is not None and not _is_same_and_out(there, home):
        raise ThereAlready(company.name)
    guest = there or Contact.objects.create(
        company=company,
        person_id=home.person_id,
        name=home.name,
        email=home.email,
        language=home.language,
        zone=home.zone,
    )
    Guest.objects.create(home=home, role=role, company=company, contact=guest)
    open_access(actor, guest, role=role, reach=Reach.COMPANY)
    fact = GuestAdmitted(guest=guest.pk, home=home.company_id, at=company.pk)
    record(actor, fact, on=home, after={"role": role.name})
    record(actor, fact, on=guest, after={"role": role.name})


def _is_same_and_out(there: Contact, home: Contact) -> bool:
    """A former guest comes back; never somebody who is in by right of their own."""
    same = home.person_id is not None and there.person_id == home.person_id
    return same and not there.can_sign_in


def _dismiss(actor: Actor, link: Guest) -> None:
    guest, home, role = link.contact, link.home, link.role
    link.delete()
    revoke_from_contact(actor, guest, role=role)
    close_access(actor, guest)
    fact = GuestDismissed(guest=guest.pk, home=home.company_id, at=link.company_id)
    record(actor, fact, on=home, before={"role": role.name})
    record(actor, fact, on=guest, before={"role": role.name})
