"""The MSP's people: employees, their public cards, their teams."""

import pytest
from django.core.exceptions import PermissionDenied

from portico.core.access.tests.factories import a_technician
from portico.core.journal.models import Entry
from portico.core.people import queries
from portico.core.people.actions.staff import ColleagueExists, add_staff_user, change_staff_user
from portico.core.people.actions.teams import TeamExists, add_team, change_team
from portico.core.people.models import StaffUser
from portico.core.people.permissions import MANAGE, MANAGE_STAFF
from portico.core.people.tests.factories import a_staff_user
from portico.core.tenants.models import Tenant

boss = a_technician(MANAGE_STAFF)


def test_a_colleague_comes_with_a_card_and_without_access(tenant: Tenant) -> None:
    staff = add_staff_user(boss, name="Tess", email="Tess@MSP.example", title="Technician")

    assert staff.status == StaffUser.Status.INVITED
    assert staff.email == "tess@msp.example"
    assert (staff.card.name, staff.card.title) == ("Tess", "Technician")
    assert Entry.objects.get().is_security


def test_a_colleagues_address_is_taken_once(tenant: Tenant) -> None:
    add_staff_user(boss, name="Tess", email="tess@msp.example")

    with pytest.raises(ColleagueExists):
        add_staff_user(boss, name="Tessa", email="TESS@msp.example")


def test_adding_colleagues_needs_the_permission(tenant: Tenant) -> None:
    with pytest.raises(PermissionDenied):
        add_staff_user(a_technician(MANAGE), name="Tess", email="tess@msp.example")


def test_clients_see_a_new_title_at_once(tenant: Tenant) -> None:
    staff = a_staff_user()

    change_staff_user(boss, staff, title="Team lead")

    card = queries.staff_user(boss, staff.id).card
    assert card.title == "Team lead"


def test_a_team_holds_exactly_who_was_chosen(tenant: Tenant) -> None:
    tess, tom, tina = (a_staff_user(name) for name in ("Tess", "Tom", "Tina"))
    team = add_team(boss, name="Service desk")
    change_team(boss, team, name="Service desk", members=[tess, tom])

    change_team(boss, team, name="Desk", members=[tom, tina])

    assert queries.team(boss, team.id).name == "Desk"
    assert {one.staff_id for one in team.members.all()} == {tom.id, tina.id}
    last = Entry.objects.order_by("-id").first()
    assert last is not None
    assert (last.data["joined"], last.data["left"]) == ([str(tina.id)], [str(tess.id)])


def test_a_team_name_is_taken_once(tenant: Tenant) -> None:
    add_team(boss, name="Desk")

    with pytest.raises(TeamExists):
        add_team(boss, name="Desk")
