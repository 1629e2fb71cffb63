"""Groups of a directory, who is in them, and which role that gives."""

from uuid import UUID

from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.access.permissions import NotVisible
from portico.core.journal.acting import action

from ..models import GroupRole, ScimConnection, ScimGroup, ScimMember, ScimUser
from ..permissions import MANAGE
from ..rules import Changed, GroupFacts, NoSuchMember, key_of
from .bring import bring_in_line
from .people import tag


@action(MANAGE)  # roles that members gain or lose are recorded by `bring_in_line`
def take_group(actor: Actor, connection: ScimConnection, facts: GroupFacts) -> ScimGroup:
    """A new group; nobody gains a role before somebody here maps it."""
    now = timezone.now()
    group = ScimGroup.objects.create(
        connection=connection,
        company_id=connection.company_id,
        name=facts.name,
        name_key=key_of(facts.name),
        external_id=facts.external_id,
        created_at=now,
        changed_at=now,
    )
    _hold(actor, connection, group, facts.members)
    return group


@action(MANAGE)
def change_group(
    actor: Actor,
    connection: ScimConnection,
    group_id: UUID,
    facts: GroupFacts,
    *,
    version: str | None,
) -> ScimGroup:
    """Its name or its members are different now."""
    group = _locked(connection, group_id, version)
    group.name, group.name_key, group.external_id = (
        facts.name,
        key_of(facts.name),
        facts.external_id,
    )
    group.version += 1
    group.changed_at = timezone.now()
    group.save()
    _hold(actor, connection, group, facts.members)
    return group


@action(MANAGE)
def drop_group(
    actor: Actor, connection: ScimConnection, group_id: UUID, *, version: str | None
) -> ScimGroup:
    """Who was in it loses the role that it gave."""
    group = _locked(connection, group_id, version)
    _hold(actor, connection, group, frozenset())
    gone = ScimGroup.objects.get(pk=group.pk)
    group.delete()
    return gone


def _hold(
    actor: Actor, connection: ScimConnection, group: ScimGroup, wanted: frozenset[UUID]
) -> None:
    """Exactly these members; everybody who came or went is brought in line."""
    held = set(ScimMember.objects.filter(group=group).values_list("user_id", flat=True))
    if not (moved := held ^ wanted):
        return
    known = ScimUser.objects.select_for_update(of=("self",)).filter(
        connection=connection, gone_at=None, pk__in=moved
    )
    users = {user.pk: user for user in known.order_by("pk")}
    if wanted - held - users.keys():
        raise NoSuchMember
    ScimMember.objects.filter(group=group, user_id__in=held - wanted).delete()
    ScimMember.objects.bulk_create(
        [
            ScimMember(group=group, user=users[pk], company_id=connection.company_id)
            for pk in sorted(wanted - held)
        ]
    )
    if _gives_role(group):
        for user in users.values():
            bring_in_line(actor, connection, user)


def _gives_role(group: ScimGroup) -> bool:
    return GroupRole.objects.filter(group=group).exists()


def _locked(connection: ScimConnection, group_id: UUID, version: str | None) -> ScimGroup:
    rows = ScimGroup.objects.select_for_update(of=("self",))
    group = rows.filter(connection=connection, pk=group_id).first()
    if group is None:
        raise NotVisible("group")
    if version is not None and version != tag(group.version):
        raise Changed
    return group
