"""Portal access of one contact as both doors switch it: off with a reason, on again as it was."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Reach
from portico.core.access.permissions import Conflict, Refusal
from portico.core.journal.acting import action
from portico.core.people.models import Contact
from portico.core.roles import queries as roles
from portico.core.roles.actions.access import close_access, open_access
from portico.core.roles.models import Role
from portico.core.roles.permissions import GIVE_ACCESS
from portico.kernel.text import one_line

LONGEST = 300


class NoReason(Refusal):
    """Whoever finds the access closed later wants to know why."""

    def __init__(self) -> None:
        super().__init__(_("Say why, in a few words."), field="reason")


class NothingToClose(Conflict):
    """There is no access to take away."""

    def __init__(self, contact: Contact) -> None:
        super().__init__(_("%(name)s has no open access any more.") % {"name": contact.name})


class ChangedMeanwhile(Conflict):
    """The page showed another role than there is."""

    def __init__(self, contact: Contact) -> None:
        super().__init__(
            _("Somebody else changed the role of %(name)s meanwhile. Look again.")
            % {"name": contact.name}
        )


@action(GIVE_ACCESS)
def switch_off(actor: Actor, contact: Contact, *, reason: str) -> Contact:
    """Sessions end with the next click; role, choices and history stay for the day it opens."""
    if not (why := one_line(reason, longest=LONGEST)):
        raise NoReason
    if contact.access in {Contact.Access.NONE, Contact.Access.DISABLED}:
        raise NothingToClose(contact)
    return close_access(actor, contact, reason=why)


@action(GIVE_ACCESS)
def switch_on(actor: Actor, contact: Contact, *, quiet: bool = False) -> Contact:
    """With the role and reach from before; somebody new gets the role that the rules choose."""
    grant = roles.grants_among([contact]).get(contact.pk)
    if grant is None:
        return open_access(actor, contact, quiet=quiet)
    role, reach = grant.role, Reach(grant.reach)
    return open_access(actor, contact, role=role, reach=reach, quiet=quiet)


@action(GIVE_ACCESS)
def change_role(actor: Actor, contact: Contact, *, role: Role, was: UUID | None) -> Contact:
    """Another role for somebody who has access, if it is still the one that the page showed."""
    if not contact.can_sign_in:
        raise NothingToClose(contact)
    grant = roles.grants_among([contact]).get(contact.pk)
    if (grant.role_id if grant else None) != was:
        raise ChangedMeanwhile(contact)
    return open_access(actor, contact, role=role)
