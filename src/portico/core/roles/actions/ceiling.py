"""Delegation has a ceiling: a client's admin gives nothing beyond what the admin holds."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Reach
from portico.core.access.actors import Contact as ContactActor
from portico.core.access.permissions import Refusal
from portico.core.people.models import Contact

from ..models import Grant, Role
from ..queries import codes_of_role


class AboveCeiling(Refusal):
    """The role holds more than the one who gives it, or is the MSP's to give."""

    def __init__(self) -> None:
        super().__init__(
            _("You cannot give this role. Choose one that allows no more than yours."),
            field="role",
        )


class OwnAccess(Refusal):
    """Somebody else has to do it."""

    def __init__(self) -> None:
        super().__init__(_("You cannot change your own access. Ask a colleague who may."))


class HoldsMore(Refusal):
    """A client's admin does not touch whoever holds more."""

    def __init__(self) -> None:
        super().__init__(
            _("This person has a role that you cannot give or take. Ask us to change it.")
        )


def require_below_ceiling(
    actor: Actor, contact: Contact, *, role: Role | None = None, reach: Reach | None = None
) -> None:
    """Staff decide for every client; a contact only for colleagues who hold no more.

    Call it with the contact's row locked. The permission itself, with its reach, and the company
    are checked by the action's door.
    """
    if not isinstance(actor, ContactActor):
        return
    same_person = actor.person_id is not None and contact.person_id == actor.person_id
    if contact.pk == actor.id or same_person:
        raise OwnAccess
    for grant in Grant.objects.filter(contact=contact).select_related("role"):
        if not _is_below(actor, contact, grant.role, Reach(grant.reach)):
            raise HoldsMore
    wide = Reach(reach or (role.default_reach if role else Reach.OWN))
    if role is not None and not _is_below(actor, contact, role, wide):
        raise AboveCeiling


def _is_below(actor: ContactActor, contact: Contact, role: Role, reach: Reach) -> bool:
    """Does the actor hold all that the role would let this contact do, at least as far?"""
    if not role.is_delegable:
        return False
    return all(_covers(actor, code, contact, reach) for code in codes_of_role(role.id))


def _covers(actor: ContactActor, code: str, contact: Contact, reach: Reach) -> bool:
    mine = actor.reach(code)
    if mine is None or mine < reach:
        return False
    if mine is Reach.SITE and reach is Reach.SITE:
        return actor.site_id is not None and contact.site_id == actor.site_id
    return True
