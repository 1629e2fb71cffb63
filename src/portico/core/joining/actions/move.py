"""Somebody joined the wrong company: give access at the right one, and take it at the other.

What was said and done stays where it was: the person becomes a contact of the other company, and
the old contact is closed, not moved, so that no company's history ends up at another.
"""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Reach, System, called
from portico.core.access.permissions import Conflict, Refusal
from portico.core.identity.actions.leave import end_all_of_contact
from portico.core.journal.acting import action, record
from portico.core.people.actions.contacts import add_contact
from portico.core.people.models import Company, Contact
from portico.core.roles.actions.access import close_access, open_access
from portico.core.roles.queries import grants_among

from .. import queries
from ..events import MembershipMoved
from ..models import MembershipMove
from ..permissions import MOVE
from ..rules import UNDO

SELF = System(called("joining.move", _("Portal links")))


class SameCompany(Refusal):
    """Nothing to move."""

    def __init__(self) -> None:
        super().__init__(_("Choose another company."), field="company")


class NothingToMove(Conflict):
    """There is no access that could go elsewhere."""

    def __init__(self) -> None:
        super().__init__(_("This person has no access here at the moment."))


class HasAccount(Conflict):
    """The person is a contact with access there already."""

    def __init__(self) -> None:
        super().__init__(
            _("This person has access at that company already. Close the access here instead.")
        )


class TooLate(Conflict):
    """A day has gone by, or it was undone."""

    def __init__(self) -> None:
        super().__init__(_("This can no longer be undone. Move the person back instead."))


@action(MOVE, writes=("people", "roles"))
def move_membership(actor: Actor, contact: Contact, *, to_company: Company) -> MembershipMove:
    """Access at `to_company` with the role that was held here; sessions here end at once."""
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if contact.company_id == to_company.pk:
        raise SameCompany
    if not contact.can_sign_in:
        raise NothingToMove
    grant = grants_among([contact]).get(contact.pk)
    there = Contact.objects.filter(company=to_company, email=contact.email).first()
    if there is not None and there.can_sign_in:
        raise HasAccount
    became = there or _add(contact, to_company)
    _close(contact)
    reach = Reach(grant.reach) if grant else Reach.OWN
    open_access(SELF, became, role=grant.role if grant else None, reach=reach if grant else None)
    row = MembershipMove(
        was=contact,
        became=became,
        made_contact=there is None,
        role=grant.role if grant else None,
        reach=reach.value,
        at=timezone.now(),
        by=actor.name,
    )
    row.save(force_insert=True)
    record(actor, MembershipMoved(contact=contact.pk, other=to_company.pk), on=contact)
    record(actor, MembershipMoved(contact=became.pk, other=contact.company_id), on=became)
    return row


def _add(contact: Contact, company: Company) -> Contact:
    return add_contact(
        SELF,
        company,
        name=contact.name,
        email=contact.email,
        phone=contact.phone,
        mobile=contact.mobile,
        title=contact.title,
        language=contact.language,
        zone=contact.zone,
        is_shared_mailbox=contact.is_shared_mailbox,
    )


def _close(contact: Contact) -> None:
    close_access(SELF, contact)
    end_all_of_contact(SELF, contact_id=contact.pk)


@action(MOVE, writes=("people", "roles"))
def undo_move(actor: Actor, row: MembershipMove) -> MembershipMove:
    """As it was before, within a day."""
    row = MembershipMove.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if not queries.may_undo(row, within=UNDO):
        raise TooLate
    _close(row.became)
    open_access(SELF, row.was, role=row.role, reach=Reach(row.reach) if row.role else None)
    row.undone_at = timezone.now()
    row.save(update_fields=["undone_at"])
    was, became = row.was, row.became
    back = MembershipMoved(contact=was.pk, other=became.company_id, undone=True)
    record(actor, back, on=was)
    gone = MembershipMoved(contact=became.pk, other=was.company_id, undone=True)
    record(actor, gone, on=became)
    return row
