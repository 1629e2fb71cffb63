"""Roles, what they hold, and which of them somebody may see or give."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Reach
from portico.core.access.actors import Contact as ContactActor
from portico.core.access.permissions import NotVisible, Permission, Refusal, can
from portico.core.people.models import Contact, StaffUser

from ..models import Grant, Role, RolePermission, StaffGrant
from ..permissions import GIVE_ACCESS, MANAGE, VIEW
from ..rules import permissions_for, preset_codes


def codes_of_role(role_id: UUID) -> set[str]:
    """What the rows say; `rules.OWNER` holds more."""
    return set(RolePermission.objects.filter(role_id=role_id).values_list("code", flat=True))


class LastOwner(Refusal):
    """Somebody must stay who can change roles."""

    def __init__(self) -> None:
        super().__init__(
            _("Then nobody could change roles any more. Give somebody else the owner role first.")
        )


def require_an_owner() -> None:
    """Raise `LastOwner` unless somebody who can sign in still holds `roles.manage`.

    Call it after the change, in its transaction. The lock makes two changes at once wait for
    each other, so that they cannot both remove the other's last owner.
    """
    managing = RolePermission.objects.filter(code=MANAGE.code).values("role_id")
    list(Role.objects.select_for_update().filter(pk__in=managing).values_list("pk"))
    holders = StaffGrant.objects.filter(role_id__in=managing).exclude(
        staff__status=StaffUser.Status.DISABLED
    )
    if not holders.exists():
        raise LastOwner


def roles(actor: Actor) -> QuerySet[Role]:
    """Staff and portal roles in the order of the matrix."""
    if can(actor, VIEW) or can(actor, MANAGE):
        return Role.objects.order_by("audience", "position", "id")
    if can(actor, GIVE_ACCESS):
        return portal_roles(actor)
    return Role.objects.none()


def role(actor: Actor, role_id: UUID) -> Role:
    if (found := roles(actor).filter(pk=role_id).first()) is None:
        raise NotVisible("role")
    return found


def portal_roles(actor: Actor) -> QuerySet[Role]:
    """The roles that this actor may give to contacts, or look at.

    A client's own admin has a ceiling: what is marked for it and holds nothing beyond.
    """
    if not (can(actor, GIVE_ACCESS) or can(actor, VIEW) or can(actor, MANAGE)):
        return Role.objects.none()
    found = Role.objects.filter(audience=Role.Audience.CONTACTS).order_by("position", "id")
    if not isinstance(actor, ContactActor):
        return found
    beyond = RolePermission.objects.exclude(code__in=list(actor.grants)).values("role_id")
    return found.filter(is_delegable=True).exclude(pk__in=beyond)


def vouches_for_company(actor: Actor) -> bool:
    """May the actor trust somebody else to say who the company's people are?

    Whoever runs a provider or a directory can come in as anybody whom it answers for, so a
    client's own IT connects it, and only an admin of the whole company puts it into use.
    """
    if not isinstance(actor, ContactActor):
        return True
    return (actor.reach(GIVE_ACCESS.code) or 0) >= Reach.COMPANY


def portal_role(actor: Actor, role_id: UUID | None) -> Role | None:
    """A role that this actor may give to contacts; where none is named, none is chosen."""
    if role_id is None:
        return None
    if (found := portal_roles(actor).filter(pk=role_id).first()) is None:
        raise NotVisible("role")
    return found


def matrix(among: Collection[Role]) -> dict[UUID, set[str]]:
    """Role → its permissions, in one query; for roles that the actor sees already."""
    held: dict[UUID, set[str]] = {one.pk: set() for one in among}
    rows = RolePermission.objects.filter(role_id__in=held)
    for role_id, code in rows.values_list("role_id", "code"):
        held[role_id].add(code)
    everything = {one.code for one in permissions_for(Role.Audience.STAFF)}
    return held | {one.pk: everything for one in among if one.is_whole}


def permissions(audience: Role.Audience | None = None) -> list[Permission]:
    """What roles of this audience may hold (all audiences, if none is named), by context."""
    kinds = [audience] if audience else list(Role.Audience)
    found = {one.code: one for kind in kinds for one in permissions_for(kind)}
    return sorted(found.values(), key=lambda one: one.code.split(".")[0])


def mark(roles: Iterable[Role], held: Mapping[UUID, Collection[str]]) -> str:
    """A short mark of what these roles hold, to notice that somebody else was faster."""
    lines = sorted(f"{one.pk} {' '.join(sorted(held.get(one.pk, ())))}" for one in roles)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


def holders(actor: Actor) -> dict[UUID, int]:
    """Role → how many people hold it."""
    if not (can(actor, VIEW) or can(actor, MANAGE)):
        return {}
    found: dict[UUID, int] = {}
    for grants in (Grant.objects.all(), StaffGrant.objects.all()):
        rows = grants.values("role_id").annotate(people=Count("id")).order_by("role_id")
        found |= {row["role_id"]: row["people"] for row in rows}
    return found


@dataclass(frozen=True, slots=True)
class Affected:
    """Whom a change of roles concerns; colleagues belong to no company."""

    people: int = 0
    companies: int = 0


def affected(actor: Actor, roles: Collection[UUID]) -> Affected:
    """How many hold one of these roles, each counted once; one statement for each door."""
    if not roles or not (can(actor, VIEW) or can(actor, MANAGE)):
        return Affected()
    people, companies = Count("contact", distinct=True), Count("company", distinct=True)
    held = Grant.objects.filter(role_id__in=roles).aggregate(people=people, companies=companies)
    staff = StaffGrant.objects.filter(role_id__in=roles)
    colleagues = staff.aggregate(people=Count("staff", distinct=True))["people"]
    return Affected(held["people"] + colleagues, held["companies"])


def grants_among(contacts: list[Contact]) -> dict[UUID, Grant]:
    """Contact → the grant of its widest role, with the role; for rows the actor sees already."""
    found = Grant.objects.filter(contact_id__in=[one.pk for one in contacts])
    rows = found.select_related("role").order_by("reach", "-role__position", "id")
    return {grant.contact_id: grant for grant in rows}


def default_role() -> Role:
    """What somebody new gets where no rule and no company says anything else."""
    return Role.objects.get(audience=Role.Audience.CONTACTS, is_default=True)


def differs_from_preset(role: Role) -> list[tuple[str, bool]]:
    """(permission, would a reset give it?) for a role that came with the product."""
    if not role.key or role.is_whole:
        return []
    first, now = preset_codes(role.key), codes_of_role(role.pk)
    labels = {one.code: str(one.label) for one in permissions_for(role.audience)}
    given = [(labels[code], True) for code in sorted(first - now)]
    return given + [(labels.get(code, code), False) for code in sorted(now - first)]
