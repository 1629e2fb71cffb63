"""Make teams, and say who belongs to them."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Refusal
from portico.core.journal.acting import action, record
from portico.kernel.changes import change
from portico.kernel.postgres.conflicts import refusing

from ..events import TeamAdded, TeamChanged
from ..models import StaffUser, Team, TeamMember
from ..permissions import MANAGE_STAFF
from ..rules import a_name


class TeamExists(Refusal):
    """Another team has this name."""

    def __init__(self) -> None:
        super().__init__(_("There is a team with this name already."), field="name")


@action(MANAGE_STAFF)
def add_team(actor: Actor, *, name: str) -> Team:
    """A new team with nobody in it."""
    with refusing({"people_team_name": TeamExists()}):
        team = Team.objects.create(name=a_name(name))
    record(actor, TeamAdded(team=team.id), on=team, after={"name": team.name})
    return team


@action(MANAGE_STAFF)
def change_team(actor: Actor, team: Team, *, name: str, members: Collection[StaffUser]) -> Team:
    """Rename a team, and let exactly these people belong to it."""
    team = Team.objects.select_for_update().get(pk=team.pk)
    changed = change(team, {"name": a_name(name)})
    with refusing({"people_team_name": TeamExists()}):
        team.save(update_fields=["name"])
    there = set(team.members.values_list("staff_id", flat=True))
    wanted = {one.pk for one in members}
    team.members.filter(staff_id__in=there - wanted).delete()
    TeamMember.objects.bulk_create(TeamMember(team=team, staff_id=pk) for pk in wanted - there)
    if changed or there != wanted:
        fact = TeamChanged(team=team.id, joined=sorted(wanted - there), left=sorted(there - wanted))
        record(actor, fact, on=team, before=changed.before, after=changed.after)
    return team
