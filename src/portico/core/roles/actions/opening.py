"""Give many contacts access at once: as `open_access` does for one, with a few statements."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.timezone import now

from portico.core.access.actors import Actor, Reach
from portico.core.access.actors import Contact as ContactActor
from portico.core.access.permissions import NotVisible
from portico.core.journal.acting import action, record, recorded_together
from portico.core.people.models import Contact
from portico.kernel.postgres.conflicts import refusing

from ..events import AccessOpened, RoleGranted
from ..models import Grant, Role
from ..permissions import GIVE_ACCESS
from ..queries import Chosen, default_roles_for
from .access import NoAddress
from .grant import RoleGone, WrongKindOfRole, revoke_from_contact

GRANTED = ("company", "reach", "source", "rule", "given_by", "given_at")


@action(GIVE_ACCESS, writes=("people",))
def open_access_to_many(
    actor: Actor, contacts: Sequence[Contact], *, role: Role | None = None
) -> None:
    """Let them all sign in, each with exactly this role or the one that the rules choose.

    Nobody is told, and all of it happens or none. The contacts are locked, with their companies;
    a client's admin opens access one by one, below the ceiling.
    """
    if isinstance(actor, ContactActor):
        raise NotVisible("contact")
    if any(not one.email for one in contacts):
        raise NoAddress
    if role is not None and role.audience != Role.Audience.CONTACTS:
        raise WrongKindOfRole
    chosen = {} if role else default_roles_for(actor, contacts)
    with recorded_together():
        _hold_only(actor, contacts, role=role, chosen=chosen)
        _open(actor, contacts, role=role, chosen=chosen)


def _hold_only(
    actor: Actor, contacts: Sequence[Contact], *, role: Role | None, chosen: Mapping[UUID, Chosen]
) -> None:
    """The given role with its reach, and no other."""
    held: dict[UUID, list[Grant]] = {}
    for grant in Grant.objects.filter(contact__in=contacts).select_related("role").order_by("id"):
        held.setdefault(grant.contact_id, []).append(grant)
    given = []
    for one in contacts:
        fresh = _grant(actor, one, role, chosen.get(one.pk))
        mine = {grant.role_id: grant for grant in held.get(one.pk, ())}
        for other in mine.keys() - {fresh.role_id}:
            revoke_from_contact(actor, one, role=mine[other].role)
        if fresh.role_id not in mine or mine[fresh.role_id].reach != fresh.reach:
            given.append((one, fresh))
    _give(actor, given)


def _grant(actor: Actor, contact: Contact, role: Role | None, chosen: Chosen | None) -> Grant:
    found = role or (chosen.role if chosen else None)
    if found is None or found.audience != Role.Audience.CONTACTS:
        raise WrongKindOfRole
    source = chosen.source if chosen else Grant.Source.HAND
    return Grant(
        contact=contact,
        company_id=contact.company_id,
        role=found,
        reach=(chosen.reach if chosen else Reach(found.default_reach)).value,
        source=source,
        rule=str(chosen.why)[:240] if chosen and source == Grant.Source.RULE else "",
        given_by=actor.name[:200],
        given_at=now(),
    )


def _give(actor: Actor, given: Sequence[tuple[Contact, Grant]]) -> None:
    with refusing({"roles_grant_role_id_tenant": RoleGone()}):
        Grant.objects.bulk_create(
            [grant for _contact, grant in given],
            update_conflicts=True,
            unique_fields=["tenant", "contact", "role"],
            update_fields=GRANTED,
        )
    for contact, grant in given:
        fact = RoleGranted(role=grant.role_id, to=contact.pk)
        record(actor, fact, on=contact, after={"role": grant.role.name})


def _open(
    actor: Actor, contacts: Sequence[Contact], *, role: Role | None, chosen: Mapping[UUID, Chosen]
) -> None:
    outside = [one for one in contacts if not one.can_sign_in]
    for state in (Contact.Access.ACTIVE, Contact.Access.INVITED):
        some = [one for one in outside if bool(one.person_id) is (state == Contact.Access.ACTIVE)]
        if some:
            rows = Contact.objects.filter(pk__in=[one.pk for one in some])
            rows.update(access=state, closed_at=None, closed_why="")
        for one in some:
            before, one.access = Contact.Access(one.access), state
            held = role or chosen[one.pk].role
            fact = AccessOpened(contact=one.pk, role=held.pk, quiet=True)
            record(actor, fact, on=one, before={"access": before}, after={"access": state})
