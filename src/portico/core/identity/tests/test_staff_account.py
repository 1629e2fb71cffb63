"""What staff look after themselves, and what a borrowed session cannot do."""

import re

import pytest
from django.test import Client

from portico.core.identity.models import RecoveryCode, StaffSession
from portico.core.journal.models import Entry
from portico.core.people.models import StaffCard, StaffUser
from portico.core.people.tests.factories import a_staff_user
from portico.core.tenants.models import Tenant
from portico.kernel.crypto.tokens import fingerprint
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing

from .factories import (
    GOOD_PASSWORD,
    a_browser,
    a_staff_session,
    code_for,
    equipped,
    is_staff_in,
    signed_in_staff,
    type_password,
)

pytestmark = pytest.mark.django_db

NEW = "eight green doors in a row"


def test_details_change_on_the_card_that_clients_see(tenant: Tenant, tess: StaffUser) -> None:
    about = {"name": "Tess Tailor", "title": "Lead", "phone": "123", "language": "de", "zone": ""}

    assert signed_in_staff(tess).post("/staff/account/", about).status_code == 302

    with scope(staff_scope(tenant.id)):
        card = StaffCard.objects.get(pk=tess.card_id)
        assert (card.name, card.title, card.phone) == ("Tess Tailor", "Lead", "123")
    assert '<html lang="de"' in signed_in_staff(tess).get("/staff/account/").text


@pytest.mark.parametrize("bad", [{"name": ""}, {"zone": "Mars/Base"}, {"language": "tlh"}])
def test_details_that_make_no_sense_are_refused(tess: StaffUser, bad: dict[str, str]) -> None:
    about = {"name": "Tess", "title": "", "phone": "", "language": "", "zone": ""} | bad

    assert signed_in_staff(tess).post("/staff/account/", about).status_code == 422


def test_a_new_password_needs_the_old_one_and_ends_other_sessions(
    tenant: Tenant, tess: StaffUser
) -> None:
    equipped(tess)
    here, there = signed_in_staff(tess), signed_in_staff(tess)

    wrong = here.post("/staff/account/password/", {"old": "wrong", "password": NEW})
    weak = here.post("/staff/account/password/", {"old": GOOD_PASSWORD, "password": "password1234"})
    assert (wrong.status_code, weak.status_code) == (422, 422)
    assert is_staff_in(there)
    right = here.post("/staff/account/password/", {"old": GOOD_PASSWORD, "password": NEW})

    assert right.status_code == 302
    assert [is_staff_in(one) for one in (here, there)] == [True, False]
    assert type_password(a_browser(tenant), tess, NEW).status_code == 302


def test_guessing_the_password_from_inside_is_held_back(tess: StaffUser) -> None:
    equipped(tess)
    here = signed_in_staff(tess)

    answers = [
        here.post("/staff/account/password/", {"old": "guess", "password": NEW}).status_code
        for _ in range(8)
    ]
    assert answers[-1] == 429


def test_a_new_phone_needs_the_password_and_the_new_code(tenant: Tenant, tess: StaffUser) -> None:
    equipped(tess)
    here = signed_in_staff(tess)
    secret = _shown_secret(here)

    for bad in ({"code": "000000", "old": GOOD_PASSWORD}, {"code": code_for(secret), "old": "x"}):
        assert here.post("/staff/account/app/", bad).status_code == 422
    answer = here.post("/staff/account/app/", {"code": code_for(secret), "old": GOOD_PASSWORD})

    assert len(re.findall(r"<li>[0-9A-Z-]{19}</li>", answer.text)) == 10
    with scope(staff_scope(tenant.id)):
        assert Entry.objects.filter(name="identity.mfa_enrolled").count() == 1


def test_new_recovery_codes_replace_the_old_ones(tenant: Tenant, tess: StaffUser) -> None:
    equipped(tess)
    here = signed_in_staff(tess)
    assert here.post("/staff/account/recovery-codes/", {"old": "x"}).status_code == 422

    first, second = (
        re.findall(
            r"<li>([0-9A-Z-]{19})</li>",
            here.post("/staff/account/recovery-codes/", {"old": GOOD_PASSWORD}).text,
        )
        for _ in range(2)
    )

    assert not set(first) & set(second)
    browser = a_browser(tenant)
    type_password(browser, tess)
    assert browser.post("/staff/login/code/", {"code": first[0]}).status_code == 422
    assert browser.post("/staff/login/code/", {"code": second[0]}).status_code == 302


@pytest.mark.spec("S1.3.4")
def test_own_sessions_can_be_ended_and_others_cannot(tenant: Tenant, tess: StaffUser) -> None:
    with scope(staff_scope(tenant.id)):
        boss = a_staff_user("Olga Owner")
    strange = a_staff_session(boss).row.pk
    here, there = signed_in_staff(tess), signed_in_staff(tess)
    with scope(staff_scope(tenant.id)):
        mine = StaffSession.objects.filter(staff=tess).order_by("-id")[0].pk
    assert "Firefox" in here.get("/staff/account/").text

    assert here.post(f"/staff/account/sessions/{strange}/ending/").status_code == 404
    assert here.post(f"/staff/account/sessions/{mine}/ending/").status_code == 302
    assert not is_staff_in(there)
    third = signed_in_staff(tess)
    here.post("/staff/account/sessions/others/ending/")
    assert [is_staff_in(one) for one in (here, third)] == [True, False]


@pytest.mark.spec("S3.6.3")
def test_signing_out(tenant: Tenant, tess: StaffUser) -> None:
    here = signed_in_staff(tess)

    assert here.post("/staff/logout/")["Location"] == "/staff/login/"
    assert not is_staff_in(here)


def _shown_secret(browser: Client) -> str:
    found = re.search(r'class="mono">([A-Z2-7 ]+)<', browser.get("/staff/account/app/").text)
    assert found
    return found[1].replace(" ", "")


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (10, ""),
        (4, ""),
        (3, "Only 3 recovery codes are left."),
        (1, "Only 1 recovery code is left."),
        (0, "You have no recovery codes."),
    ],
)
def test_recovery_codes_that_run_out_say_so(
    tenant: Tenant, tess: StaffUser, left: int, words: str
) -> None:
    with scope(staff_scope(tenant.id)), writing("identity"):
        RecoveryCode.objects.bulk_create(
            RecoveryCode(staff=tess, code_hash=fingerprint(f"code {one}")) for one in range(left)
        )
    page = signed_in_staff(tess).get("/staff/account/").text

    assert words in page
    assert ("Make new codes" in page) == bool(words)
