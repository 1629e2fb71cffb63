"""Switch colleagues off and on, and say which roles they hold."""

from collections.abc import Collection

from portico.core.access.actors import Actor
from portico.core.journal.acting import action, record
from portico.core.people.actions.teams import change_team
from portico.core.people.models import StaffUser, Team
from portico.core.people.permissions import MANAGE_STAFF
from portico.core.roles.actions.grant import grant_to_staff, revoke_from_staff
from portico.core.roles.models import Role, StaffGrant
from portico.core.roles.permissions import MANAGE as MANAGE_ROLES
from portico.core.roles.queries import require_an_owner

from ..events import StaffDisabled, StaffEnabled
from ..models import Ending, StaffLink, StaffSecret
from .ceiling import require_not_above
from .leave import end_all_of_staff
from .tokens import revoke_all_of_staff


@action(MANAGE_STAFF, writes=("people",))
def disable_staff(actor: Actor, staff: StaffUser) -> None:
    """Nobody signs in as this colleague any more; sessions, links and tokens end at once."""
    require_not_above(actor, staff)
    staff = StaffUser.objects.select_for_update().get(pk=staff.pk)
    if staff.status == StaffUser.Status.DISABLED:
        return
    staff.status = StaffUser.Status.DISABLED
    staff.save(update_fields=["status"])
    require_an_owner()
    end_all_of_staff(actor, staff.pk, how=Ending.ADMIN)
    revoke_all_of_staff(actor, staff.pk)
    StaffLink.objects.filter(staff=staff, used_at=None).delete()
    record(actor, StaffDisabled(staff=staff.pk), on=staff)


@action(MANAGE_STAFF, writes=("people",))
def enable_staff(actor: Actor, staff: StaffUser) -> StaffUser:
    """The colleague may sign in again; who never joined needs a new invitation."""
    require_not_above(actor, staff)
    staff = StaffUser.objects.select_for_update().get(pk=staff.pk)
    if staff.status != StaffUser.Status.DISABLED:
        return staff
    joined = StaffSecret.objects.filter(staff=staff).exclude(password="").exists()
    staff.status = StaffUser.Status.ACTIVE if joined else StaffUser.Status.INVITED
    staff.save(update_fields=["status"])
    record(actor, StaffEnabled(staff=staff.pk), on=staff)
    return staff


@action(MANAGE_ROLES)
def give_roles(actor: Actor, staff: StaffUser, *, roles: Collection[Role]) -> None:
    """Let the colleague hold exactly these roles; counts from the next click."""
    require_not_above(actor, staff)
    held = {grant.role_id for grant in StaffGrant.objects.filter(staff=staff)}
    wanted = {role.pk: role for role in roles}
    for role in roles:
        if role.pk not in held:
            grant_to_staff(actor, staff, role=role)
    for role in Role.objects.filter(pk__in=held - wanted.keys()):
        revoke_from_staff(actor, staff, role=role)


@action(MANAGE_STAFF)
def join_teams(actor: Actor, staff: StaffUser, *, teams: Collection[Team]) -> None:
    """Let the colleague belong to exactly these teams."""
    wanted = {team.pk for team in teams}
    for team in Team.objects.order_by("id"):
        members = {row.staff_id: row.staff for row in team.members.select_related("staff")}
        if (staff.pk in members) == (team.pk in wanted):
            continue
        rest = [one for pk, one in members.items() if pk != staff.pk]
        new = [*rest, staff] if team.pk in wanted else rest
        change_team(actor, team, name=team.name, members=new)
