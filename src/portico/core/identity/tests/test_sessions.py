"""Sessions at both doors: whose they are, how long they last, and what they cost."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portico.core.access.actors import Contact as Actor
from portico.core.access.actors import Reach, System
from portico.core.identity import cookies
from portico.core.identity.models import Ending, PortalSession, StaffSession
from portico.core.journal.models import Entry
from portico.core.people.models import Company, Contact, StaffUser, TeamMember
from portico.core.people.tests.factories import (
    a_company,
    a_contact,
    a_site,
    a_staff_user,
    a_team,
)
from portico.core.roles.actions.grant import (
    grant_to_contact,
    grant_to_staff,
    revoke_from_contact,
    revoke_from_staff,
)
from portico.core.roles.actions.install import install_presets
from portico.core.roles.models import Role
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.tenancy import portal_scope, scope, staff_scope
from portico.kernel.writes import writing

from .factories import (
    a_browser,
    a_portal_session,
    a_staff_session,
    ask,
    is_in,
    is_staff_in,
    signed_in_client,
    signed_in_staff,
    the_letter,
)

pytestmark = pytest.mark.django_db

SYSTEM = System("test")


@pytest.mark.spec("S0.1.1", "S1.1.1")
def test_a_cookie_of_the_other_door_counts_as_none(
    tenant: Tenant, carla: Contact, tess: StaffUser
) -> None:
    contact, staff = a_portal_session(carla).secret, a_staff_session(tess).secret
    browser = a_browser(tenant)
    for portal, desk in [(staff, contact), ("", contact), (staff, "")]:
        browser.cookies[cookies.PORTAL], browser.cookies[cookies.STAFF] = portal, desk
        assert not is_in(browser)
        assert not is_staff_in(browser)

    browser.cookies[cookies.PORTAL], browser.cookies[cookies.STAFF] = contact, staff
    assert is_in(browser)
    assert is_staff_in(browser)


@pytest.mark.spec("S0.1.1")
def test_being_staff_opens_nothing_in_the_portal(tenant: Tenant, tess: StaffUser) -> None:
    browser = signed_in_staff(tess)

    answer = browser.get("/portal/account/")
    assert (answer.status_code, answer["Location"][:14]) == (302, "/portal/login/")


@pytest.mark.spec("S1.1.2")
def test_a_session_of_another_msp_opens_nothing(carla: Contact, tess: StaffUser) -> None:
    other = a_browser(a_tenant("Beta MSP"))
    other.cookies[cookies.PORTAL] = a_portal_session(carla).secret
    other.cookies[cookies.STAFF] = a_staff_session(tess).secret

    assert not is_in(other)
    assert not is_staff_in(other)


@pytest.mark.parametrize("value", ["", "x", "a" * 43, "a" * 5000, "\\x00", "é"])
def test_a_made_up_cookie_opens_nothing(tenant: Tenant, value: str) -> None:
    browser = a_browser(tenant)
    browser.cookies[cookies.PORTAL] = browser.cookies[cookies.STAFF] = value

    assert not is_in(browser)
    assert not is_staff_in(browser)


@pytest.mark.spec("S0.1.16")
def test_a_session_is_bound_to_tenant_company_contact_and_method(
    tenant: Tenant, carla: Contact
) -> None:
    a_portal_session(carla)

    with scope(staff_scope(tenant.id)):
        row = PortalSession.objects.get()
    assert (row.tenant_id, row.company_id, row.contact_id) == (
        tenant.pk,
        carla.company_id,
        carla.pk,
    )
    assert (row.method, row.aal, row.person_id) == ("link", 1, carla.person_id)


@pytest.mark.spec("S0.1.16", "S1.1.2")
def test_the_database_enforces_the_sessions_company(tenant: Tenant, carla: Contact) -> None:
    """Even a page that forgets every filter sees the own company's rows only."""
    with scope(staff_scope(tenant.id)):
        a_contact(a_company("Somebody else"))
    browser = signed_in_client(carla)
    with CaptureQueriesContext(connection):
        browser.get("/portal/account/")

    with scope(portal_scope(tenant.id, company=carla.company_id, contact=carla.pk)):
        assert set(Contact.objects.values_list("company_id", flat=True)) == {carla.company_id}
        assert Company.objects.count() == 1
        assert not PortalSession.objects.exclude(contact_id=carla.pk).exists()


@pytest.mark.spec("S1.3.4")
def test_the_cookie_is_kept_from_scripts_and_other_sites(tenant: Tenant, carla: Contact) -> None:
    browser = a_browser(tenant)
    ask(browser, carla.email)
    letter = the_letter(tenant, carla.email)
    assert letter
    browser.post(letter.path, {"secret": letter.secret})

    for name in (cookies.PORTAL, cookies.DEVICE):
        cookie = browser.cookies[name]
        assert cookie["httponly"]
        assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")
    assert browser.cookies[cookies.PORTAL]["max-age"] == pytest.approx(30 * 86400, abs=5)
    assert browser.cookies[cookies.BROWSER].value == ""


@pytest.mark.spec("S1.3.4")
def test_over_https_the_cookies_are_bound_to_the_host() -> None:
    program = """
import django; django.setup()
from datetime import timedelta
from django.http import HttpResponse
from django.utils import timezone
from portico.core.identity import cookies
answer = HttpResponse()
for name in (cookies.PORTAL, cookies.STAFF, cookies.BROWSER):
    cookies.give(answer, name, "secret", until=timezone.now() + timedelta(hours=1))
cookies.give_device(answer, "device")
print(answer.cookies.output(header="").strip())
"""
    env = {**os.environ, "PORTICO_HTTPS": "on", "DJANGO_SETTINGS_MODULE": "portico.site.settings"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True
    )
    lines = done.stdout.strip().splitlines()
    assert len(lines) == 4
    for line in lines:
        assert line.strip().startswith("__Host-portico_")
        assert "Secure" in line
        assert "HttpOnly" in line
        assert "SameSite=Lax" in line
        assert "Path=/" in line
        assert "Domain" not in line


@pytest.mark.spec("S1.3.4", "S3.6.3")
@pytest.mark.parametrize(
    ("after", "ending"),
    [(timedelta(hours=8, minutes=1), Ending.IDLE), (timedelta(days=30, minutes=1), Ending.EXPIRED)],
)
def test_an_idle_or_old_session_ends_once_and_says_so(
    tenant: Tenant, carla: Contact, after: timedelta, ending: Ending
) -> None:
    browser = signed_in_client(carla)
    if ending is Ending.EXPIRED:
        with scope(staff_scope(tenant.id)), writing("identity"):
            PortalSession.objects.update(last_seen_at=timezone.now() + after)

    with time_machine.travel(timezone.now() + after, tick=False):
        assert not is_in(browser)
        assert not is_in(browser)

    with scope(staff_scope(tenant.id)):
        assert PortalSession.objects.get().ending == ending
        ended = Entry.objects.get(name="identity.logout")
    assert (ended.data, ended.actor_id) == ({"how": ending.value}, carla.pk)


@pytest.mark.spec("S1.3.4")
def test_working_keeps_a_session_alive(tenant: Tenant, carla: Contact) -> None:
    browser, start = signed_in_client(carla), timezone.now()

    for hours in (5, 10, 15):
        with time_machine.travel(start + timedelta(hours=hours), tick=False):
            assert is_in(browser)


def test_the_time_of_use_is_noted_every_five_minutes_at_most(
    tenant: Tenant, carla: Contact
) -> None:
    browser, start = signed_in_client(carla), timezone.now()
    seen = []
    for minutes in (1, 4, 6, 7, 12):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            is_in(browser)
        with scope(staff_scope(tenant.id)):
            seen.append(PortalSession.objects.get().last_seen_at)

    assert len(set(seen)) == 3


@pytest.mark.spec("S0.1.24")
@pytest.mark.parametrize("change", ["contact", "company", "portal"])
def test_closing_access_counts_from_the_next_click(
    tenant: Tenant, carla: Contact, change: str
) -> None:
    browser = signed_in_client(carla)
    assert is_in(browser)

    with scope(staff_scope(tenant.id)), writing("people"):
        if change == "contact":
            Contact.objects.filter(pk=carla.pk).update(access=Contact.Access.DISABLED)
        elif change == "company":
            Company.objects.update(status=Company.Status.INACTIVE)
        else:
            Company.objects.update(portal_enabled=False)

    assert not is_in(browser)


@pytest.mark.spec("S0.1.24", "S1.5.10")
def test_a_role_taken_back_counts_from_the_next_click(tenant: Tenant, tess: StaffUser) -> None:
    with scope(staff_scope(tenant.id)):
        owner = install_presets(SYSTEM, language="en")["owner"]
        _another_owner(owner)
        grant_to_staff(SYSTEM, tess, role=owner)
    browser = signed_in_staff(tess)
    assert browser.get("/staff/people/").status_code == 200

    with scope(staff_scope(tenant.id)):
        revoke_from_staff(SYSTEM, tess, role=owner)

    assert browser.get("/staff/people/").status_code == 404


@pytest.mark.spec("S0.1.24", "S1.5.10")
def test_a_contacts_grants_are_read_with_every_request(tenant: Tenant, carla: Contact) -> None:
    with scope(staff_scope(tenant.id)):
        role = install_presets(SYSTEM, language="en")["manager"]
        grant_to_contact(SYSTEM, carla, role=role, reach=Reach.COMPANY)
    browser = signed_in_client(carla)
    first = _actor(browser)
    with scope(staff_scope(tenant.id)):
        revoke_from_contact(SYSTEM, carla, role=role)
    second = _actor(browser)

    assert isinstance(first, Actor)
    assert isinstance(second, Actor)
    assert set(first.grants.values()) == {Reach.COMPANY}
    assert not second.grants


@pytest.mark.spec("S1.5.10")
def test_knowing_who_asks_takes_two_statements_at_most(tenant: Tenant, carla: Contact) -> None:
    browser = signed_in_client(carla)
    with CaptureQueriesContext(connection) as seen:
        browser.get("/portal/companies/")
    statements = [one["sql"] for one in seen.captured_queries]
    identity = [one for one in statements if "token_hash" in one or 'FROM "roles_' in one]

    assert 1 <= len(identity) <= 2


def test_staff_bring_their_teams(tenant: Tenant, tess: StaffUser) -> None:
    with scope(staff_scope(tenant.id)), writing("people"):
        team = a_team()
        TeamMember.objects.create(team=team, staff=tess)

    actor = _actor(signed_in_staff(tess), "/staff/account/")
    assert getattr(actor, "teams", None) == {team.pk}


def test_pages_speak_the_contacts_language_in_the_sites_zone(
    tenant: Tenant, carla: Contact
) -> None:
    with scope(staff_scope(tenant.id)), writing("people"):
        site = a_site(Company.objects.get(pk=carla.company_id), zone="Asia/Tokyo")
        Contact.objects.filter(pk=carla.pk).update(language="de", site=site)

    answer = signed_in_client(carla).get("/portal/account/")
    assert '<html lang="de"' in answer.text
    assert getattr(_actor(signed_in_client(carla)), "zone", "") == "Asia/Tokyo"


@pytest.mark.spec("S3.6.3", "S3.6.15")
def test_signing_out_ends_the_row_and_the_cookie(tenant: Tenant, carla: Contact) -> None:
    browser = signed_in_client(carla)
    secret = browser.cookies[cookies.PORTAL].value

    assert browser.get("/portal/logout/").status_code == 405
    answer = browser.post("/portal/logout/")

    assert answer["Location"] == "/portal/login"
    assert browser.cookies[cookies.PORTAL].value == ""
    again = a_browser(tenant)
    again.cookies[cookies.PORTAL] = secret
    assert not is_in(again)
    with scope(staff_scope(tenant.id)):
        ended = Entry.objects.get(name="identity.logout")
        assert (ended.data["how"], ended.door) == ("user", "portal")
        assert PortalSession.objects.get().ending == Ending.USER


def test_staff_sessions_are_another_table(tenant: Tenant, tess: StaffUser) -> None:
    a_staff_session(tess)

    with scope(staff_scope(tenant.id)):
        assert StaffSession.objects.count() == 1
        assert PortalSession.objects.count() == 0


def _another_owner(role: Role) -> None:
    boss = a_staff_user("Olga Owner")
    grant_to_staff(SYSTEM, boss, role=role)


def _actor(browser: Client, path: str = "/portal/account/") -> object:
    """Who the middleware says it is."""
    return browser.get(path).wsgi_request.actor  # type: ignore[attr-defined]
