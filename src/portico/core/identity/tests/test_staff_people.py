"""Colleagues: invited, changed, switched off, helped; and one owner always stays."""

import pytest
from django.test import Client

from portico.core.access.actors import System
from portico.core.identity.models import StaffSecret
from portico.core.journal.models import Entry
from portico.core.mail.models import Message
from portico.core.people.models import StaffUser, Team, TeamMember
from portico.core.people.permissions import MANAGE_STAFF
from portico.core.people.tests.factories import a_staff_user, a_team
from portico.core.roles.actions.grant import grant_to_staff
from portico.core.roles.actions.install import install_presets
from portico.core.roles.models import Role, RolePermission, StaffGrant
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.ids import new_id
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing

from .factories import (
    a_browser,
    equipped,
    is_staff_in,
    link_to,
    signed_in_staff,
    type_password,
)

pytestmark = pytest.mark.django_db

SYSTEM = System("test")


@pytest.fixture
def roles(tenant: Tenant) -> dict[str, Role]:
    with scope(staff_scope(tenant.id)):
        return install_presets(SYSTEM, language="en")


@pytest.fixture
def olga(tenant: Tenant, roles: dict[str, Role]) -> StaffUser:
    with scope(staff_scope(tenant.id)):
        owner = a_staff_user("Olga Owner", email="olga@msp.example")
        grant_to_staff(SYSTEM, owner, role=roles["owner"])
        return owner


@pytest.fixture
def desk(olga: StaffUser) -> Client:
    return signed_in_staff(olga)


def test_inviting_makes_colleague_roles_teams_and_mail(
    tenant: Tenant, desk: Client, roles: dict[str, Role]
) -> None:
    with scope(staff_scope(tenant.id)):
        team = a_team()
    assert "Technician" in desk.get("/staff/people/new/").text

    answer = desk.post(
        "/staff/people/new/",
        {
            "name": "Nora New",
            "email": "Nora@MSP.example",
            "roles": [str(roles["technician"].pk)],
            "teams": [str(team.pk)],
        },
    )

    assert answer["Location"] == "/staff/people/"
    assert "Nora New" in desk.get("/staff/people/").text
    with scope(staff_scope(tenant.id)):
        nora = StaffUser.objects.get(email="nora@msp.example")
        assert nora.status == StaffUser.Status.INVITED
        assert StaffGrant.objects.get(staff=nora).role_id == roles["technician"].pk
        assert TeamMember.objects.get(staff=nora).team_id == team.pk
        assert Entry.objects.filter(name="identity.staff_invited").count() == 1
    assert link_to(nora)


@pytest.mark.parametrize(
    "bad", [{"name": ""}, {"email": "x"}, {"email": "olga@msp.example"}, {"roles": ["nonsense"]}]
)
def test_a_bad_invitation_makes_nothing(
    tenant: Tenant, desk: Client, bad: dict[str, object]
) -> None:
    data = {"name": "Nora New", "email": "nora@msp.example"} | bad

    assert desk.post("/staff/people/new/", data).status_code == 422
    with scope(staff_scope(tenant.id)):
        assert StaffUser.objects.count() == 1
        assert not Message.objects.exists()


@pytest.mark.spec("S0.1.24", "S1.5.5")
def test_switching_off_ends_sessions_at_once(tenant: Tenant, desk: Client, tess: StaffUser) -> None:
    equipped(tess)
    working = signed_in_staff(tess)
    assert is_staff_in(working)

    desk.post(f"/staff/people/{tess.pk}/closure/")

    assert not is_staff_in(working)
    assert type_password(a_browser(tenant), tess).status_code == 422
    desk.post(f"/staff/people/{tess.pk}/opening/")
    assert not is_staff_in(working)
    assert type_password(a_browser(tenant), tess).status_code == 302
    with scope(staff_scope(tenant.id)):
        told = set(Entry.objects.filter(is_security=True).values_list("name", flat=True))
        assert {"identity.staff_disabled", "identity.staff_enabled"} <= told


@pytest.mark.spec("S3.6.5")
def test_resetting_the_second_factor_ends_sessions_and_asks_for_a_new_app(
    tenant: Tenant, desk: Client, tess: StaffUser
) -> None:
    equipped(tess)
    working = signed_in_staff(tess)

    desk.post(f"/staff/people/{tess.pk}/second-factor/")

    assert not is_staff_in(working)
    assert type_password(a_browser(tenant), tess)["Location"] == "/staff/login/app/"
    with scope(staff_scope(tenant.id)):
        reset = Entry.objects.get(name="identity.mfa_reset")
        assert (reset.actor_name, reset.subject_id) == ("Olga Owner", tess.pk)


@pytest.mark.parametrize("way", ["switched off", "without roles"])
def test_the_last_owner_stays(
    tenant: Tenant, desk: Client, olga: StaffUser, roles: dict[str, Role], way: str
) -> None:
    if way == "switched off":
        answer = desk.post(f"/staff/people/{olga.pk}/closure/")
    else:
        about = {"name": olga.name, "email": olga.email, "roles": [str(roles["reader"].pk)]}
        answer = desk.post(f"/staff/people/{olga.pk}/", about)

    assert answer.status_code == 422
    assert "Give somebody else the owner role first" in answer.text
    assert is_staff_in(desk)
    with scope(staff_scope(tenant.id)):
        olga.refresh_from_db()
        assert olga.status == StaffUser.Status.ACTIVE
        assert StaffGrant.objects.get(staff=olga).role_id == roles["owner"].pk


@pytest.mark.spec("S1.5.5")
@pytest.mark.parametrize("path", ["closure/", "second-factor/", "invitation/", ""])
def test_nobody_touches_a_colleague_who_may_do_more(
    tenant: Tenant, olga: StaffUser, tess: StaffUser, path: str
) -> None:
    equipped(olga)
    with scope(staff_scope(tenant.id)), writing("roles"):
        helper = Role.objects.create(audience="staff", name="People helper")
        RolePermission.objects.create(role=helper, code=MANAGE_STAFF.code)
        grant_to_staff(SYSTEM, tess, role=helper)

    answer = signed_in_staff(tess).post(
        f"/staff/people/{olga.pk}/{path}", {"name": "Olga", "email": "tess2@msp.example"}
    )

    assert answer.status_code == 422
    assert "holds rights that you do not hold" in answer.text
    with scope(staff_scope(tenant.id)):
        olga.refresh_from_db()
        assert (olga.email, olga.status) == ("olga@msp.example", StaffUser.Status.ACTIVE)
        assert StaffSecret.objects.get(staff=olga).totp


@pytest.mark.spec("S1.5.4", "S1.5.5")
def test_without_the_permission_these_pages_do_not_exist(
    tenant: Tenant, tess: StaffUser, olga: StaffUser
) -> None:
    browser = signed_in_staff(tess)
    for path in ["", "new/", f"{olga.pk}/", "teams/new/"]:
        assert browser.get(f"/staff/people/{path}").status_code == 404
    for path in ["closure/", "opening/", "second-factor/", "invitation/"]:
        assert browser.post(f"/staff/people/{olga.pk}/{path}").status_code == 404


def test_colleagues_of_another_msp_do_not_exist(desk: Client) -> None:
    beta = a_tenant("Beta MSP")
    with scope(staff_scope(beta.id)):
        foreign = a_staff_user("Foreign")

    for pk in (foreign.pk, new_id()):
        assert desk.get(f"/staff/people/{pk}/").status_code == 404
        assert desk.post(f"/staff/people/{pk}/closure/").status_code == 404
    assert "Foreign" not in desk.get("/staff/people/").text


def test_the_invitation_can_be_sent_again_until_somebody_joins(
    tenant: Tenant, desk: Client, tess: StaffUser
) -> None:
    with scope(staff_scope(tenant.id)):
        nora = a_staff_user("Nora New", status="invited")
    assert desk.post(f"/staff/people/{nora.pk}/invitation/").status_code == 302
    first = link_to(nora)
    desk.post(f"/staff/people/{nora.pk}/invitation/")
    assert link_to(nora) != first

    assert desk.post(f"/staff/people/{tess.pk}/invitation/").status_code == 409


def test_teams_are_made_and_filled(tenant: Tenant, desk: Client, tess: StaffUser) -> None:
    desk.post("/staff/people/teams/new/", {"name": "Field", "members": [str(tess.pk)]})
    with scope(staff_scope(tenant.id)):
        team = Team.objects.get()
        assert TeamMember.objects.get().staff_id == tess.pk
    assert "Field" in desk.get("/staff/people/").text

    again = desk.post("/staff/people/teams/new/", {"name": "Field"})
    assert again.status_code == 422
    desk.post(f"/staff/people/teams/{team.pk}/", {"name": "On site", "members": []})
    with scope(staff_scope(tenant.id)):
        team.refresh_from_db()
        assert (team.name, TeamMember.objects.count()) == ("On site", 0)
