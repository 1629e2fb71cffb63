"""Give roles to people, and take them back."""

from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Reach
from portico.core.access.permissions import Conflict, Refusal
from portico.core.access.proof import require_proof
from portico.core.journal.acting import action, record
from portico.core.people.models import Contact, StaffUser
from portico.kernel.postgres.conflicts import refusing

from ..events import RoleGranted, RoleRevoked
from ..models import Grant, Role, StaffGrant
from ..permissions import GIVE_ACCESS, MANAGE
from ..queries import Chosen, codes_of_role, require_an_owner
from ..rules import require_to_hold
from .ceiling import require_below_ceiling


class WrongKindOfRole(Refusal):
    """Roles for the portal and roles for the desk are never exchanged."""

    def __init__(self) -> None:
        super().__init__(_("This role is not meant for this person."), field="role")


class RoleGone(Conflict):
    """Somebody has deleted it meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("This role is gone. Choose another one."), field="role")


@action(GIVE_ACCESS)
def grant_to_contact(
    actor: Actor,
    contact: Contact,
    *,
    role: Role,
    reach: Reach | None = None,
    chosen: Chosen | None = None,
) -> Grant:
    """Let the contact hold `role`, as far as `reach` (the role's usual reach if not said).

    `chosen` tells that a rule or a default led to it, and which.
    """
    if role.audience != Role.Audience.CONTACTS:
        raise WrongKindOfRole
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    wide = Reach(role.default_reach) if reach is None else reach
    require_below_ceiling(actor, contact, role=role, reach=wide)
    source = chosen.source if chosen else Grant.Source.HAND
    said = {
        "company_id": contact.company_id,
        "reach": wide.value,
        "source": source,
        "rule": str(chosen.why)[:240] if chosen and source == Grant.Source.RULE else "",
        "given_by": actor.name[:200],
        "given_at": now(),
    }
    with refusing({"roles_grant_role_id_tenant": RoleGone()}):
        grant, _made = Grant.objects.update_or_create(contact=contact, role=role, defaults=said)
    fact = RoleGranted(role=role.id, to=contact.id, called=role.name)
    record(actor, fact, on=contact, after={"role": role.name})
    return grant


@action(GIVE_ACCESS)
def revoke_from_contact(actor: Actor, contact: Contact, *, role: Role) -> None:
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    require_below_ceiling(actor, contact)
    Grant.objects.filter(contact=contact, role=role).delete()
    fact = RoleRevoked(role=role.id, to=contact.id, called=role.name)
    record(actor, fact, on=contact, before={"role": role.name})


@action(MANAGE)
def grant_to_staff(actor: Actor, staff: StaffUser, *, role: Role) -> StaffGrant:
    """Let the employee hold `role`; nobody gives more than they hold themselves.

    Giving everything asks for a fresh proof.
    """
    if role.audience != Role.Audience.STAFF:
        raise WrongKindOfRole
    if role.is_whole:
        require_proof()
    require_to_hold(actor, codes_of_role(role.id))
    grant, _made = StaffGrant.objects.get_or_create(staff=staff, role=role)
    fact = RoleGranted(role=role.id, to=staff.id, called=role.name)
    record(actor, fact, on=staff, after={"role": role.name})
    return grant


@action(MANAGE)
def revoke_from_staff(actor: Actor, staff: StaffUser, *, role: Role) -> None:
    """Take a role back, unless nobody could manage roles any more."""
    StaffGrant.objects.filter(staff=staff, role=role).delete()
    require_an_owner()
    fact = RoleRevoked(role=role.id, to=staff.id, called=role.name)
    record(actor, fact, on=staff, before={"role": role.name})
