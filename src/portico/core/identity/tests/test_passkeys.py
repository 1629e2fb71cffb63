"""Passkeys: who gets in with one, and who does not."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from portico.core.people.models import Contact, StaffUser
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.tenants.models import Host, Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing

from .. import cookies
from ..models import Method, PersonPasskey, PortalSession, SignInPolicy, StaffPasskey
from .authenticator import PRESENT, Authenticator, add_passkey, asked, enter, register
from .factories import (
    a_browser,
    ask,
    equipped,
    is_in,
    is_staff_in,
    mailed,
    names,
    signed_in_client,
    signed_in_staff,
)

pytestmark = pytest.mark.spec("S0.3.1", "S1.6.1")


@pytest.fixture
def host(tenant: Tenant) -> str:
    with scope(staff_scope(tenant.id)):
        return str(Host.objects.get(is_primary=True).name)


@pytest.fixture
def anna(tenant: Tenant, carla: Contact) -> Contact:
    """Carla after her first sign-in: the contact is somebody now."""
    browser = a_browser(tenant)
    ask(browser, carla.email)
    letter = mailed(tenant, carla.email)
    browser.post("/portal/login/check/", {"code": letter.code})
    with scope(staff_scope(tenant.id)):
        return Contact.objects.select_related("company", "person").get(pk=carla.pk)


def test_a_passkey_lets_its_owner_in_with_two_factors(
    tenant: Tenant, anna: Contact, host: str
) -> None:
    device = add_passkey(signed_in_client(anna), host)
    browser = a_browser(tenant)

    answer = enter(browser, device, next_path="/portal/account/")

    assert answer["Location"] == "/portal/account/"
    assert is_in(browser)
    with scope(staff_scope(tenant.id)):
        row = PortalSession.objects.order_by("-id")[0]
        assert (row.method, row.aal, row.contact_id) == (Method.PASSKEY, 2, anna.pk)
        assert PersonPasskey.objects.get().sign_count == 1
    assert names(tenant)[-1] == "login"


def test_a_passkey_of_a_colleague_is_password_and_code_in_one(
    tenant: Tenant, tess: StaffUser, host: str
) -> None:
    equipped(tess)
    device = add_passkey(signed_in_staff(tess), host, door="staff")
    browser = a_browser(tenant)

    assert enter(browser, device, door="staff")["Location"] == "/staff/"
    assert is_staff_in(browser)


def test_the_doors_do_not_know_each_others_passkeys(
    tenant: Tenant, anna: Contact, tess: StaffUser, host: str
) -> None:
    equipped(tess)
    client = add_passkey(signed_in_client(anna), host)
    colleague = add_passkey(signed_in_staff(tess), host, door="staff")
    browser = a_browser(tenant)

    assert enter(browser, client, door="staff").status_code == 422
    assert enter(browser, colleague, door="portal").status_code == 422
    assert not is_in(browser)
    assert not is_staff_in(browser)


def test_another_tenants_passkey_opens_nothing(tenant: Tenant, anna: Contact, host: str) -> None:
    device = add_passkey(signed_in_client(anna), host)
    other = a_tenant("Other MSP")
    with scope(staff_scope(other.id)):
        elsewhere = str(Host.objects.get(is_primary=True).name)
    browser = a_browser(other)

    assert enter(browser, device).status_code == 422  # as a browser never would
    assert enter(browser, replace(device, host=elsewhere)).status_code == 422
    assert not is_in(browser)


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.example"},
        {"host": "evil.example"},
        {"flags": PRESENT},  # nobody was asked for a finger, a face or a PIN
        {"flags": 0},
        {"key": Authenticator("x").key},
        {"user": bytes(16)},
        {"credential": b"somebody else's"},
    ],
    ids=["origin", "relying party", "not verified", "not present", "key", "owner", "unknown"],
)
def test_an_answer_that_does_not_hold_opens_nothing(
    tenant: Tenant, anna: Contact, host: str, wrong: dict[str, Any]
) -> None:
    device = add_passkey(signed_in_client(anna), host)
    browser = a_browser(tenant)
    origin = {} if "host" not in wrong else {"origin": f"http://{host}"}

    answer = enter(browser, replace(device, **{**wrong, **origin}))

    assert answer.status_code == 422
    assert not is_in(browser)
    assert names(tenant)[-1] == "failed_login"


def test_an_answer_counts_once(tenant: Tenant, anna: Contact, host: str) -> None:
    device = add_passkey(signed_in_client(anna), host)
    browser, thief = a_browser(tenant), a_browser(tenant)
    sent = {"credential": device.get(asked(browser, "/portal/login/passkey/options/"))}
    thief.cookies[cookies.PASSKEY] = browser.cookies[cookies.PASSKEY].value

    assert browser.post("/portal/login/passkey/", sent).status_code == 302
    assert thief.post("/portal/login/passkey/", sent).status_code == 422
    assert not is_in(thief)


def test_an_answer_counts_only_in_the_browser_that_was_asked(
    tenant: Tenant, anna: Contact, host: str
) -> None:
    device = add_passkey(signed_in_client(anna), host)
    browser, thief = a_browser(tenant), a_browser(tenant)
    sent = {"credential": device.get(asked(browser, "/portal/login/passkey/options/"))}
    asked(thief, "/portal/login/passkey/options/")

    assert thief.post("/portal/login/passkey/", sent).status_code == 422
    assert not is_in(thief)


def test_an_answer_comes_within_five_minutes(tenant: Tenant, anna: Contact, host: str) -> None:
    device = add_passkey(signed_in_client(anna), host)
    browser = a_browser(tenant)
    sent = {"credential": device.get(asked(browser, "/portal/login/passkey/options/"))}

    with time_machine.travel(timezone.now() + timedelta(minutes=5, seconds=1)):
        assert browser.post("/portal/login/passkey/", sent).status_code == 422


@pytest.mark.spec("S0.3.2")
def test_a_copied_passkey_is_refused_and_told(tenant: Tenant, anna: Contact, host: str) -> None:
    device = add_passkey(signed_in_client(anna), host)
    copy = replace(device)
    for _each in range(3):
        assert enter(a_browser(tenant), device).status_code == 302
    browser = a_browser(tenant)

    assert enter(browser, copy).status_code == 422
    assert not is_in(browser)
    assert "passkey_cloned" in names(tenant)


@pytest.mark.parametrize(
    "sent", ["", "x", "{}", "[]", "null", '{"id": 1}', '{"id": "AA", "response": []}', "[" * 9000]
)
def test_rubbish_is_refused_politely(tenant: Tenant, anna: Contact, sent: str) -> None:
    browser = a_browser(tenant)
    asked(browser, "/portal/login/passkey/options/")

    assert browser.post("/portal/login/passkey/", {"credential": sent}).status_code == 422


def test_nobody_adds_a_passkey_with_somebody_elses_challenge(
    tenant: Tenant, anna: Contact, host: str
) -> None:
    with scope(staff_scope(tenant.id)):
        bea = a_contact(anna.company, "Bea", email="bea@bluebird.example")
    mine, thief = signed_in_client(anna), signed_in_client(bea)
    with scope(staff_scope(tenant.id)):
        assert bea.person_id != anna.person_id
    options = asked(mine, "/portal/account/passkeys/options/")
    made = Authenticator(host).create(options)

    answer = thief.post("/portal/account/passkeys/new/", {"name": "Mine", "credential": made})

    assert answer.status_code in {403, 422}
    with scope(staff_scope(tenant.id)):
        assert not PersonPasskey.objects.exists()


def test_the_same_passkey_is_not_added_twice(tenant: Tenant, anna: Contact, host: str) -> None:
    browser = signed_in_client(anna)
    device = add_passkey(browser, host)

    assert register(browser, device).status_code == 422


def test_nobody_sees_or_removes_somebody_elses(
    tenant: Tenant, anna: Contact, tess: StaffUser, host: str
) -> None:
    equipped(tess)
    add_passkey(signed_in_client(anna), host)
    colleague = signed_in_staff(tess)
    add_passkey(colleague, host, door="staff")
    with scope(staff_scope(tenant.id)):
        of_anna, of_tess = PersonPasskey.objects.get(), StaffPasskey.objects.get()

    for row, browser, door in ((of_anna, colleague, "staff"), (of_tess, signed_in(anna), "portal")):
        page = f"/{door}/account/passkeys/{row.pk}/"
        assert browser.get(page).status_code in {302, 404}
        assert browser.post(page + "removal/").status_code in {302, 404}
    with scope(staff_scope(tenant.id)):
        assert PersonPasskey.objects.exists()
        assert StaffPasskey.objects.exists()


def signed_in(anna: Contact) -> Client:
    return signed_in_client(anna)


def test_a_removed_passkey_opens_nothing(tenant: Tenant, anna: Contact, host: str) -> None:
    mine = signed_in_client(anna)
    device = add_passkey(mine, host)
    with scope(staff_scope(tenant.id)):
        row = PersonPasskey.objects.get()
    mine.post(f"/portal/account/passkeys/{row.pk}/", {"name": "Old laptop"})
    assert "Old laptop" in mine.get("/portal/account/").text

    assert mine.post(f"/portal/account/passkeys/{row.pk}/removal/").status_code == 302
    assert enter(a_browser(tenant), device).status_code == 422


def test_a_passkey_for_another_host_says_so(tenant: Tenant, anna: Contact, host: str) -> None:
    mine = signed_in_client(anna)
    add_passkey(mine, host)
    with scope(staff_scope(tenant.id)), writing("identity"):
        PersonPasskey.objects.update(rp_id="old.example")

    assert "old.example" in mine.get("/portal/account/").text


def test_where_the_rules_know_no_passkeys_none_opens(
    tenant: Tenant, anna: Contact, host: str
) -> None:
    mine = signed_in_client(anna)
    device = add_passkey(mine, host)
    with scope(staff_scope(tenant.id)), writing("identity"):
        SignInPolicy.objects.create(company=anna.company, passkeys=False)

    assert enter(a_browser(tenant), device).status_code == 422
    assert mine.post("/portal/account/passkeys/options/").status_code == 422


def test_closed_access_opens_with_nothing(tenant: Tenant, anna: Contact, host: str) -> None:
    device = add_passkey(signed_in_client(anna), host)
    with scope(staff_scope(tenant.id)), writing("people"):
        Contact.objects.filter(pk=anna.pk).update(access=Contact.Access.DISABLED)

    assert enter(a_browser(tenant), device).status_code == 422


def test_it_leads_nowhere_else(tenant: Tenant, anna: Contact, host: str) -> None:
    device = add_passkey(signed_in_client(anna), host)

    answer = enter(a_browser(tenant), device, next_path="https://evil.example/")

    assert answer["Location"] == "/portal/"


def test_a_passkey_is_offered_once_after_a_sign_in_by_mail(tenant: Tenant, carla: Contact) -> None:
    told = []
    for _each in range(2):
        browser = a_browser(tenant)
        ask(browser, carla.email)
        browser.post("/portal/login/check/", {"code": mailed(tenant, carla.email).code})
        told.append("/portal/account/passkeys/new/" in browser.get("/portal/companies/").text)

    assert told == [True, False]


@pytest.mark.django_db(transaction=True)
def test_of_a_hundred_with_one_answer_one_gets_in(tenant: Tenant, anna: Contact, host: str) -> None:
    device = add_passkey(signed_in_client(anna), host)
    browser = a_browser(tenant)
    sent = {"credential": device.get(asked(browser, "/portal/login/passkey/options/"))}
    held = browser.cookies[cookies.PASSKEY].value

    def come(_number: int) -> int:
        one = a_browser(tenant)
        one.cookies[cookies.PASSKEY] = held
        try:
            return one.post("/portal/login/passkey/", sent).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        statuses = list(pool.map(come, range(100)))

    assert statuses.count(302) == 1


def test_posting_needs_the_safety_token(tenant: Tenant, anna: Contact, host: str) -> None:
    strict = a_browser(tenant)
    strict.handler.enforce_csrf_checks = True

    assert strict.post("/portal/login/passkey/options/").status_code == 403
    assert strict.post("/portal/login/passkey/").status_code == 403


def test_another_company_of_the_person_is_a_switch_away(
    tenant: Tenant, anna: Contact, host: str
) -> None:
    device = add_passkey(signed_in_client(anna), host)
    with scope(staff_scope(tenant.id)):
        other = a_contact(a_company("Second"), "Carla Contact", email="carla@second.example")
        with writing("people"):
            Contact.objects.filter(pk=other.pk).update(person=anna.person)
    browser = a_browser(tenant)
    enter(browser, device)

    assert "Second" in browser.get("/portal/companies/").text
    assert browser.post("/portal/companies/", {"contact": str(other.pk)}).status_code == 302
