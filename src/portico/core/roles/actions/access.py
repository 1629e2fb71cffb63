"""Give contacts access to the portal with a role, and take it back."""

from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Reach, Staff
from portico.core.access.actors import Contact as ContactActor
from portico.core.access.permissions import Conflict, Refusal
from portico.core.journal.acting import action, record
from portico.core.people.models import Contact

from ..events import AccessClosed, AccessOpened
from ..models import Grant, Role
from ..permissions import GIVE_ACCESS
from ..queries import Chosen, default_role_for
from .ceiling import require_below_ceiling
from .grant import grant_to_contact, revoke_from_contact


class NoAddress(Refusal):
    """Signing in needs a mailbox."""

    def __init__(self) -> None:
        super().__init__(
            _("Portal access needs an e-mail address, since people sign in with it."),
            field="email",
        )


class ClosedByMsp(Conflict):
    """The MSP had a reason."""

    def __init__(self) -> None:
        super().__init__(_("Your IT provider has closed this access. Ask them to open it again."))


@action(GIVE_ACCESS, writes=("people",))
def open_access(
    actor: Actor,
    contact: Contact,
    *,
    role: Role | None = None,
    reach: Reach | None = None,
    groups: Collection[str] = (),
    quiet: bool = False,
) -> Contact:
    """Let the contact sign in, with exactly this role; counts from the next click.

    Without a role it is the one that the rules choose for somebody new; `groups` are those of the
    directory that vouches for the contact. `quiet` tells nobody.
    """
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if not contact.email:
        raise NoAddress
    if contact.closed_by_msp and isinstance(actor, ContactActor):
        raise ClosedByMsp
    chosen = None
    if role is None:
        chosen = _choose(actor, contact, groups)
        role, reach = chosen.role, reach or chosen.reach
    wide = Reach(reach or role.default_reach)
    require_below_ceiling(actor, contact, role=role, reach=wide)
    _hold_only(actor, contact, role=role, reach=wide, chosen=chosen)
    before, could = Contact.Access(contact.access), contact.can_sign_in
    contact.access = Contact.Access.ACTIVE if contact.person_id else Contact.Access.INVITED
    if not could:
        contact.closed_at, contact.closed_why, contact.closed_by_msp = None, "", False
        contact.save(update_fields=["access", "closed_at", "closed_why", "closed_by_msp"])
        fact = AccessOpened(contact=contact.id, role=role.id, quiet=quiet)
        record(actor, fact, on=contact, before={"access": before}, after={"access": contact.access})
    return contact


@action(GIVE_ACCESS, writes=("people",))
def close_access(actor: Actor, contact: Contact, *, reason: str = "") -> Contact:
    """Nobody signs in as this contact any more, and open sessions end with the next click."""
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    require_below_ceiling(actor, contact)
    before = Contact.Access(contact.access)
    if before in {Contact.Access.NONE, Contact.Access.DISABLED}:
        return contact
    contact.access = Contact.Access.DISABLED
    contact.closed_at, contact.closed_why = timezone.now(), reason[:300]
    contact.closed_by_msp = isinstance(actor, Staff)
    contact.save(update_fields=["access", "closed_at", "closed_why", "closed_by_msp"])
    after = {"access": contact.access} | ({"reason": reason} if reason else {})
    fact = AccessClosed(contact=contact.id)
    record(actor, fact, on=contact, before={"access": before}, after=after)
    return contact


def _choose(actor: Actor, contact: Contact, groups: Collection[str]) -> Chosen:
    email, title = contact.email, contact.title
    return default_role_for(actor, contact.company, email=email, title=title, groups=groups)


def _hold_only(
    actor: Actor, contact: Contact, *, role: Role, reach: Reach, chosen: Chosen | None
) -> None:
    """The given role with its reach, and no other."""
    held = {grant.role_id: grant for grant in Grant.objects.filter(contact=contact)}
    for other in Role.objects.filter(pk__in=held.keys() - {role.pk}):
        revoke_from_contact(actor, contact, role=other)
    if role.pk not in held or held[role.pk].reach != reach:
        grant_to_contact(actor, contact, role=role, reach=reach, chosen=chosen)
