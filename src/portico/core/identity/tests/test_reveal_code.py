"""When mail fails, staff tell a code; it signs in nowhere but where the contact waits."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from portico.core.access.actors import System
from portico.core.identity.models import LoginRequest, PortalSession
from portico.core.journal.models import Entry
from portico.core.people.models import Contact, StaffUser
from portico.core.roles.actions.grant import grant_to_staff
from portico.core.roles.actions.install import install_presets
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.tenancy import scope, staff_scope

from .factories import a_browser, ask, is_in, signed_in_staff, the_letter

pytestmark = [pytest.mark.django_db, pytest.mark.spec("S0.3.4")]

GOOD = {"checked_by": "called_back", "reason": "The mail server is down"}


@pytest.fixture
def desk(tenant: Tenant, tess: StaffUser) -> Client:
    with scope(staff_scope(tenant.id)):
        roles = install_presets(System("test"), language="en")
        grant_to_staff(System("test"), tess, role=roles["dispatcher"])
    return signed_in_staff(tess)


def test_the_code_works_only_where_the_contact_waits(
    tenant: Tenant, carla: Contact, desk: Client
) -> None:
    person, thief = a_browser(tenant), a_browser(tenant)
    ask(person, carla.email)  # and no job runs: mail is down
    listed = desk.get("/staff/sign-ins/").text
    assert "Carla Contact" in listed
    shown = desk.post(_path(tenant), GOOD)
    code = _code(shown.text)
    assert "no-store" in shown["Cache-Control"]

    thief.post("/portal/login/check/", {"code": code})
    assert not is_in(thief)
    person.post("/portal/login/check/", {"code": code})
    assert is_in(person)

    with scope(staff_scope(tenant.id)):
        assert PortalSession.objects.get().method == "staff_code"
        told = Entry.objects.get(name="identity.code_revealed")
    assert (told.actor_name, told.company_id) == ("Tess Technician", carla.company_id)
    assert told.data["reason"] == GOOD["reason"]
    assert told.data["checked_by"] == "called_back"
    assert code.replace("-", "") not in str(told.data)
    assert "Nobody waits" in desk.get("/staff/sign-ins/").text


def test_the_mailed_code_gives_way_to_the_told_one(
    tenant: Tenant, carla: Contact, desk: Client
) -> None:
    person = a_browser(tenant)
    ask(person, carla.email)
    letter = the_letter(tenant, carla.email)
    assert letter
    code = _code(desk.post(_path(tenant), GOOD).text)

    assert person.post("/portal/login/check/", {"code": letter.code}).status_code == 422
    person.post("/portal/login/check/", {"code": code})
    assert is_in(person)


def test_a_mail_that_comes_later_does_not_take_the_told_code_away(
    tenant: Tenant, carla: Contact, desk: Client
) -> None:
    person = a_browser(tenant)
    ask(person, carla.email)
    code = _code(desk.post(_path(tenant), GOOD).text)

    assert the_letter(tenant, carla.email) is None
    person.post("/portal/login/check/", {"code": code})
    assert is_in(person)


@pytest.mark.parametrize(
    "bad", [{"reason": ""}, {"reason": "  x "}, {"checked_by": ""}, {"checked_by": "trust me"}]
)
def test_without_reason_and_check_there_is_no_code(
    tenant: Tenant, carla: Contact, desk: Client, bad: dict[str, str]
) -> None:
    ask(a_browser(tenant), carla.email)

    answer = desk.post(_path(tenant), GOOD | bad)

    assert answer.status_code == 422
    assert not re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", answer.text)
    with scope(staff_scope(tenant.id)):
        assert bytes(LoginRequest.objects.get().code_hash) == b""


def test_an_unknown_address_is_not_on_the_list(tenant: Tenant, desk: Client) -> None:
    ask(a_browser(tenant), "nobody@nowhere.example")

    assert "Nobody waits" in desk.get("/staff/sign-ins/").text
    assert desk.post(_path(tenant), GOOD).status_code == 404


@pytest.mark.usefixtures("desk")
def test_what_has_ended_cannot_be_told(tenant: Tenant, carla: Contact, tess: StaffUser) -> None:
    ask(a_browser(tenant), carla.email)
    path = _path(tenant)

    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        assert signed_in_staff(tess).post(path, GOOD).status_code == 404


@pytest.mark.spec("S0.3.2")
def test_telling_a_code_asks_for_a_fresh_proof(
    tenant: Tenant, carla: Contact, desk: Client
) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        ask(a_browser(tenant), carla.email)
        path = _path(tenant)

        assert desk.post(path, GOOD)["Location"] == "/staff/proof/?next="
        assert desk.get(path)["Location"].startswith("/staff/proof/?next=%2Fstaff%2Fsign-ins")


@pytest.mark.spec("S1.5.5")
def test_only_who_may_sees_and_tells(tenant: Tenant, carla: Contact, tess: StaffUser) -> None:
    ask(a_browser(tenant), carla.email)
    browser = signed_in_staff(tess)  # without any role

    assert browser.get("/staff/sign-ins/").status_code == 404
    assert browser.post(_path(tenant), GOOD).status_code == 404


def test_another_msp_sees_nothing_of_it(tenant: Tenant, carla: Contact, desk: Client) -> None:
    beta = a_tenant("Beta MSP")
    ask(a_browser(beta), carla.email)

    assert "Nobody waits" in desk.get("/staff/sign-ins/").text
    with scope(staff_scope(beta.id)):
        foreign = LoginRequest.objects.get().pk
    assert desk.post(f"/staff/sign-ins/{foreign}/", GOOD).status_code == 404


def _path(tenant: Tenant) -> str:
    with scope(staff_scope(tenant.id)):
        return f"/staff/sign-ins/{LoginRequest.objects.get().pk}/"


def _code(text: str) -> str:
    found = re.search(r">([2-9A-Z]{4}-[2-9A-Z]{4})<", text)
    assert found, text
    return found[1]
