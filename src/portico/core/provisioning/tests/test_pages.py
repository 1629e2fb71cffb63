"""The pages at both doors: connect, copy once, try out, go live, give roles, remove."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from portico.core.access.actors import System
from portico.core.identity.tests.factories import signed_in_client, signed_in_staff
from portico.core.people.models import Company, Contact
from portico.core.people.tests.factories import a_company, a_contact, a_staff_user
from portico.core.provisioning.actions.groups import take_group
from portico.core.provisioning.actions.people import take_person
from portico.core.provisioning.models import GroupRole, ScimConnection
from portico.core.provisioning.rules import Facts, GroupFacts
from portico.core.roles.actions.grant import grant_to_contact, grant_to_staff
from portico.core.roles.models import Role
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope, staff_scope

from .factories import a_directory

pytestmark = pytest.mark.spec("S2.8.2b")
SELF = System("tests")
State = ScimConnection.State


@pytest.fixture
def desk(tenant: Tenant, bakery: Company) -> Client:
    with scope(staff_scope(tenant.pk)):
        olga = a_staff_user("Olga Owner")
        grant_to_staff(SELF, olga, role=Role.objects.get(key="owner"))
    return signed_in_staff(olga)


def a_colleague(tenant: Tenant, company: Company, role: str) -> Contact:
    with scope(staff_scope(tenant.pk)):
        found = a_contact(company, "Ida IT")
        grant_to_contact(SELF, found, role=Role.objects.get(key=role))
        return found


def test_staff_connect_a_directory_and_see_the_token_once(
    tenant: Tenant, bakery: Company, desk: Client
) -> None:
    url = f"/staff/provisioning/company/{bakery.pk}/"
    assert "No directory is connected" in desk.get(url).text

    made = desk.post(url, {"name": "Entra", "kind": "entra", "days": "365"})

    secret = re.search(r'value="(scim_[\w-]{40,})"', made.text)
    assert made.status_code == 200
    assert secret
    with scope(staff_scope(tenant.pk)):
        row = ScimConnection.objects.get()
    assert (row.state, row.company_id) == (State.DRY_RUN, bakery.pk)
    again = desk.get(f"/staff/provisioning/{row.pk}/").text
    assert secret[1] not in again
    assert f"/scim/v2/{row.pk}" in again
    assert "Entra" in desk.get(url).text


def test_a_form_that_is_not_filled_in_says_so(desk: Client, bakery: Company) -> None:
    answer = desk.post(f"/staff/provisioning/company/{bakery.pk}/", {"name": "", "kind": "x"})

    assert answer.status_code == 422


def test_a_connection_is_tried_out_switched_live_and_removed(
    tenant: Tenant, bakery: Company, desk: Client
) -> None:
    row = a_directory(tenant, bakery, state=State.DRY_RUN).connection
    with scope(staff_scope(tenant.pk)):
        email = "ada@client.example"
        synced = {"name": "Ada Lovelace", "email": email}
        take_person(SELF, row, Facts(user_name="ada", email=email, synced=synced))
    page = f"/staff/provisioning/{row.pk}/"
    assert "is new and gets access" in desk.get(page).text

    desk.post(f"{page}state/", {"state": "active"})
    assert "Live" in desk.get(page).text
    assert desk.post(f"{page}removal/").status_code == 409
    desk.post(f"{page}state/", {"state": "off"})
    assert desk.post(f"{page}removal/").status_code == 302
    assert desk.get(page).status_code == 404


def test_a_new_token_and_domains_are_set_at_the_desk(
    tenant: Tenant, bakery: Company, desk: Client
) -> None:
    row = a_directory(tenant, bakery).connection
    page = f"/staff/provisioning/{row.pk}/"

    assert "scim_" in desk.post(f"{page}token/", {"hours": "24", "days": ""}).text
    assert desk.post(f"{page}domains/", {"domains": "not a domain"}).status_code == 422
    desk.post(f"{page}domains/", {"domains": "@Client.example\nother.example"})

    with scope(staff_scope(tenant.pk)):
        assert ScimConnection.objects.get().domains == ["client.example", "other.example"]


def test_a_group_gives_a_role(tenant: Tenant, bakery: Company, desk: Client) -> None:
    row = a_directory(tenant, bakery).connection
    with scope(staff_scope(tenant.pk)):
        group = take_group(SELF, row, GroupFacts(name="Managers"))
        manager = Role.objects.get(key="manager")
    page = f"/staff/provisioning/{row.pk}/"
    assert "Managers" in desk.get(page).text

    desk.post(f"{page}groups/{group.pk}/", {"role": str(manager.pk), "reach": "1"})

    with scope(staff_scope(tenant.pk)):
        gives = GroupRole.objects.get()
    assert (gives.role_id, gives.reach) == (manager.pk, 1)


def test_one_directory_may_serve_several_companies(tenant: Tenant, desk: Client) -> None:
    made = desk.post("/staff/provisioning/", {"name": "All", "kind": "okta", "days": ""})

    assert made.status_code == 200
    with scope(staff_scope(tenant.pk)):
        row = ScimConnection.objects.get()
    assert row.company_id is None
    assert desk.get(f"/staff/provisioning/{row.pk}/").status_code == 200


def test_a_clients_it_connects_its_own_directory_and_no_other(
    tenant: Tenant, bakery: Company
) -> None:
    with scope(staff_scope(tenant.pk)):
        otter = a_company("Otter Optics")
    foreign = a_directory(tenant, otter).connection
    ida = signed_in_client(a_colleague(tenant, bakery, "it_contact"))

    made = ida.post("/portal/provisioning/", {"name": "Ours", "kind": "entra", "days": ""})

    assert "scim_" in made.text
    with scope(staff_scope(tenant.pk)):
        row = ScimConnection.objects.get(name="Ours")
    assert row.company_id == bakery.pk
    assert ida.get(f"/portal/provisioning/{row.pk}/").status_code == 200
    assert ida.post(f"/portal/provisioning/{row.pk}/state/", {"state": "off"}).status_code == 302
    for path in ("", "token/", "state/"):
        url = f"/portal/provisioning/{foreign.pk}/{path}"
        assert (ida.post(url) if path else ida.get(url)).status_code == 404


def test_only_who_gives_access_lets_a_directory_change_people(
    tenant: Tenant, bakery: Company
) -> None:
    """Whoever holds the token of a live directory may come in as anybody whom it names."""
    row = a_directory(tenant, bakery).connection
    page = f"/portal/provisioning/{row.pk}/"
    ida = signed_in_client(a_colleague(tenant, bakery, "it_contact"))
    ada = signed_in_client(a_colleague(tenant, bakery, "client_admin"))
    live, dry, renew = {"state": "active"}, {"state": "dry_run"}, {"hours": "0", "days": ""}
    assert ida.post(f"{page}state/", dry).status_code == 302

    assert "Go live" not in ida.get(page).text
    assert ida.post(f"{page}state/", live).status_code == 409
    assert "scim_" in ida.post(f"{page}token/", renew).text
    assert ada.post(f"{page}state/", live).status_code == 302
    assert ida.post(f"{page}token/", renew).status_code == 409
    assert "scim_" in ada.post(f"{page}token/", renew).text

    with scope(staff_scope(tenant.pk)):
        assert ScimConnection.objects.get().is_live


@pytest.mark.spec("S0.1.18")
def test_connecting_a_directory_asks_who_it_is(tenant: Tenant, bakery: Company) -> None:
    ida = signed_in_client(a_colleague(tenant, bakery, "it_contact"))
    with time_machine.travel(timezone.now() + timedelta(minutes=30)):
        answer = ida.post("/portal/provisioning/", {"name": "Ours", "kind": "entra", "days": ""})

    assert "/proof/" in answer["Location"]


def test_an_employee_sees_nothing_of_it(tenant: Tenant, bakery: Company) -> None:
    browser = signed_in_client(a_colleague(tenant, bakery, "employee"))

    assert browser.get("/portal/provisioning/").status_code == 404


def test_a_client_admin_gives_only_roles_below_the_ceiling(tenant: Tenant, bakery: Company) -> None:
    row = a_directory(tenant, bakery).connection
    ada = signed_in_client(a_colleague(tenant, bakery, "client_admin"))
    with scope(staff_scope(tenant.pk)):
        group = take_group(SELF, row, GroupFacts(name="Everybody"))
        roles = {one.key: str(one.pk) for one in Role.objects.all()}
    url = f"/portal/provisioning/{row.pk}/groups/{group.pk}/"

    for beyond in ("client_admin", "owner"):
        ada.post(url, {"role": roles[beyond]})
    with scope(staff_scope(tenant.pk)):
        assert not GroupRole.objects.exists()
    ada.post(url, {"role": roles["employee"]})

    with scope(staff_scope(tenant.pk)):
        assert str(GroupRole.objects.get().role_id) == roles["employee"]
