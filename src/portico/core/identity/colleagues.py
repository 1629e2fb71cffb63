"""Reading the MSP's people with everything that the page about them shows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from portico.core.access.actors import Actor
from portico.core.access.permissions import NotVisible
from portico.core.people.models import StaffUser, Team, TeamMember
from portico.core.people.queries import staff_users
from portico.core.roles.models import Role, StaffGrant

from .models import StaffLink, StaffSecret


@dataclass(frozen=True, slots=True)
class Colleague:
    """An employee with roles, teams and the state of signing in."""

    staff: StaffUser
    roles: tuple[str, ...]
    teams: tuple[str, ...]
    has_password: bool
    has_factor: bool
    invited: StaffLink | None  # the link that still works

    @property
    def is_active(self) -> bool:
        return self.staff.status == StaffUser.Status.ACTIVE

    @property
    def is_invited(self) -> bool:
        return self.staff.status == StaffUser.Status.INVITED

    @property
    def is_disabled(self) -> bool:
        return self.staff.status == StaffUser.Status.DISABLED


def everybody(actor: Actor) -> list[Colleague]:
    """Who works here, by name; whoever is switched off comes last."""
    order = {StaffUser.Status.DISABLED: 1}
    rows = staff_users(actor).order_by("name", "id")
    return _with_all(sorted(rows, key=lambda one: order.get(StaffUser.Status(one.status), 0)))


def one(actor: Actor, staff_id: UUID) -> Colleague:
    for found in _with_all(staff_users(actor).filter(pk=staff_id)):
        return found
    raise NotVisible("staff")


def _with_all(rows: Iterable[StaffUser]) -> list[Colleague]:
    """Four statements for any number of people."""
    people = list(rows)
    ids = [one.pk for one in people]
    roles, teams = defaultdict(list), defaultdict(list)
    for grant in StaffGrant.objects.filter(staff_id__in=ids).select_related("role"):
        roles[grant.staff_id].append(grant.role.name)
    for member in TeamMember.objects.filter(staff_id__in=ids).select_related("team"):
        teams[member.staff_id].append(member.team.name)
    secrets = {row.staff_id: row for row in StaffSecret.objects.filter(staff_id__in=ids)}
    links = {
        row.staff_id: row
        for row in StaffLink.objects.filter(
            staff_id__in=ids, purpose=StaffLink.Purpose.JOIN, used_at=None, replaced_at=None
        )
    }
    return [
        Colleague(
            staff=one,
            roles=tuple(sorted(roles[one.pk])),
            teams=tuple(sorted(teams[one.pk])),
            has_password=one.pk in secrets and bool(secrets[one.pk].password),
            has_factor=one.pk in secrets and bool(secrets[one.pk].totp),
            invited=links.get(one.pk),
        )
        for one in people
    ]


def staff_roles(actor: Actor) -> list[Role]:  # noqa: ARG001  every query has one
    return list(
        Role.objects.filter(audience=Role.Audience.STAFF).order_by("position", "name", "id")
    )


def roles_held(staff: StaffUser) -> set[UUID]:
    return set(StaffGrant.objects.filter(staff=staff).values_list("role_id", flat=True))


def usual_roles(actor: Actor) -> list[str]:
    """What a new colleague gets unless somebody says otherwise."""
    return [str(role.pk) for role in staff_roles(actor) if role.is_default]


def member_ids(team: Team) -> list[str]:
    rows = TeamMember.objects.filter(team=team).values_list("staff_id", flat=True)
    return [str(pk) for pk in rows]


def known(actor: Actor, staff: StaffUser) -> dict[str, Any]:  # noqa: ARG001  every query has one
    """What the form about a colleague starts with."""
    roles = roles_held(staff)
    teams = TeamMember.objects.filter(staff=staff).values_list("team_id", flat=True)
    return {
        "name": staff.name,
        "email": staff.email,
        "title": staff.title,
        "phone": staff.phone,
        "roles": [str(pk) for pk in roles],
        "teams": [str(pk) for pk in teams],
    }
