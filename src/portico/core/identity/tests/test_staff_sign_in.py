"""Staff come in with two factors; half of it opens nothing."""

import re
import time
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from portico.core.access.actors import System
from portico.core.identity import cookies
from portico.core.identity.actions.invite import invite_staff
from portico.core.identity.models import RecoveryCode, StaffSecret, StaffSession
from portico.core.identity.passwords import is_right
from portico.core.identity.queries import demo_totp_codes
from portico.core.journal.models import Entry
from portico.core.people.models import StaffUser
from portico.core.people.tests.factories import a_staff_user
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.tenancy import scope, staff_scope

from .factories import (
    GOOD_PASSWORD,
    a_browser,
    a_staff_session,
    code_for,
    equipped,
    is_staff_in,
    link_to,
    names,
    type_password,
)

pytestmark = pytest.mark.django_db

SYSTEM = System("test")


def reasons(tenant: Tenant) -> list[str]:
    with scope(staff_scope(tenant.id)):
        failed = Entry.objects.filter(name="identity.failed_login").order_by("id")
        return [one.data["reason"] for one in failed]


def test_password_and_code_open_the_desk(tenant: Tenant, tess: StaffUser) -> None:
    secret, browser = equipped(tess), a_browser(tenant)

    first = type_password(browser, tess, next_path="/staff/account/")
    assert first["Location"] == "/staff/login/code/?next=%2Fstaff%2Faccount%2F"
    second = browser.post(
        "/staff/login/code/", {"code": code_for(secret), "next": "/staff/account/"}
    )

    assert second["Location"] == "/staff/account/"
    assert is_staff_in(browser)
    with scope(staff_scope(tenant.id)):
        half, full = StaffSession.objects.order_by("id")
        assert (half.aal, half.ending, full.aal, full.method) == (1, "replaced", 2, "totp")
        login = Entry.objects.get(name="identity.login")
        assert (login.actor_id, login.data["aal"], login.data["method"]) == (tess.pk, 2, "totp")


def test_half_a_session_opens_nothing(tenant: Tenant, tess: StaffUser) -> None:
    equipped(tess)
    browser = a_browser(tenant)
    type_password(browser, tess)

    assert not is_staff_in(browser)
    for path in ["/staff/people/", "/staff/account/app/picture.svg", "/staff/account/tokens/"]:
        assert browser.get(path).status_code == 302
    assert browser.get("/staff/login/app/").status_code == 302  # the app is set up already
    assert browser.get("/staff/login/app/picture.svg").status_code == 404
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        assert browser.get("/staff/login/code/")["Location"] == "/staff/login/"


def test_a_code_works_once(tenant: Tenant, tess: StaffUser) -> None:
    secret = equipped(tess)
    moment = timezone.now()
    with time_machine.travel(moment, tick=False):
        code = code_for(secret)
        browsers = [a_browser(tenant), a_browser(tenant)]
        for browser, status in zip(browsers, (302, 422), strict=True):
            type_password(browser, tess)
            assert browser.post("/staff/login/code/", {"code": code}).status_code == status

    assert [is_staff_in(one) for one in browsers] == [True, False]
    assert reasons(tenant) == ["wrong_factor"]


@pytest.mark.parametrize(("steps", "status"), [(-1, 302), (0, 302), (1, 302), (2, 422), (-3, 422)])
def test_a_clock_may_be_off_by_one_step(
    tenant: Tenant, tess: StaffUser, steps: int, status: int
) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        code = code_for(equipped(tess), steps=steps)
        browser = a_browser(tenant)
        type_password(browser, tess)

        assert browser.post("/staff/login/code/", {"code": code}).status_code == status


@pytest.mark.spec("S3.6.4")
def test_wrong_password_unknown_address_and_switched_off_look_the_same(
    tenant: Tenant, tess: StaffUser
) -> None:
    equipped(tess)
    with scope(staff_scope(tenant.id)):
        gone = a_staff_user("Gus Gone", status=StaffUser.Status.DISABLED)
        invited = a_staff_user("Ines Invited", status=StaffUser.Status.INVITED)
        nobody = StaffUser(name="x", email="nobody@msp.example", tenant=tenant)
    equipped(gone)
    pages = []
    for staff, password in [
        (tess, "wrong " + GOOD_PASSWORD),
        (tess, ""),
        (gone, GOOD_PASSWORD),
        (invited, GOOD_PASSWORD),
        (nobody, GOOD_PASSWORD),
    ]:
        answer = type_password(a_browser(tenant), staff, password)
        assert answer.status_code == 422
        said = re.findall(r"<li>(.*?)</li>", answer.text)
        pages.append(said)

    assert pages[0] == pages[2] == pages[3] == pages[4] == ["E-mail or password is not right."]
    assert reasons(tenant) == ["wrong_password", "switched_off", "unknown", "unknown"]


@pytest.mark.usefixtures("real_costs")
@pytest.mark.spec("S1.3.5")
def test_an_unknown_address_takes_as_long_as_a_wrong_password(
    tenant: Tenant, tess: StaffUser
) -> None:
    stored = _stored(tenant, equipped_password=tess)
    times: dict[str, list[float]] = {"known": [], "unknown": []}
    for _ in range(15):
        for kind, hashed in (("known", stored), ("unknown", "")):
            started = time.process_time()  # a busy machine makes wall time jump
            assert not is_right("not the password", hashed)
            times[kind].append(time.process_time() - started)

    known, unknown = (min(one) for one in times.values())
    assert abs(known - unknown) / known < 0.25


def _stored(tenant: Tenant, *, equipped_password: StaffUser) -> str:
    equipped(equipped_password)
    with scope(staff_scope(tenant.id)):
        return StaffSecret.objects.get(staff=equipped_password).password


@pytest.mark.usefixtures("real_costs")
def test_passwords_are_kept_as_argon2id(tenant: Tenant, tess: StaffUser) -> None:
    assert _stored(tenant, equipped_password=tess).startswith("argon2$argon2id$v=19$m=47104,")


@pytest.mark.spec("S1.3.6")
def test_guessing_passwords_or_codes_is_held_back(tenant: Tenant, tess: StaffUser) -> None:
    secret = equipped(tess)
    answers = [type_password(a_browser(tenant), tess, "guess").status_code for _ in range(10)]
    assert answers[:8] == [422] * 8
    assert answers[8:] == [429] * 2

    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        browser = a_browser(tenant)
        type_password(browser, tess)
        codes = [
            browser.post("/staff/login/code/", {"code": "000000"}).status_code for _ in range(8)
        ]
        assert codes[-1] == 429
        assert browser.post("/staff/login/code/", {"code": code_for(secret)}).status_code == 429


def test_the_first_sign_in_sets_up_an_app_and_shows_recovery_codes_once(
    tenant: Tenant, tess: StaffUser
) -> None:
    browser = _joined(tenant)
    page = browser.get("/staff/login/app/").text
    picture = browser.get("/staff/login/app/picture.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"<svg" in picture.content
    assert "no-store" in picture["Cache-Control"]
    found = re.search(r'class="mono">([A-Z2-7 ]+)<', page)
    assert found
    secret = found[1].replace(" ", "")

    assert browser.post("/staff/login/app/", {"code": "000000"}).status_code == 422
    assert not is_staff_in(browser)
    shown = browser.post("/staff/login/app/", {"code": code_for(secret)})

    codes = re.findall(r"<li>([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})</li>", shown.text)
    assert len(set(codes)) == 10
    assert is_staff_in(browser)
    with scope(staff_scope(tenant.id)):
        assert RecoveryCode.objects.count() == 10
        assert codes[0].encode() not in b"".join(
            bytes(one.code_hash) for one in RecoveryCode.objects.all()
        )
    assert codes[0] not in browser.get("/staff/account/").text


@pytest.mark.spec("S3.6.5")
def test_a_recovery_code_opens_once(tenant: Tenant) -> None:
    browser = _joined(tenant)
    secret = browser.get("/staff/login/app/").text
    found = re.search(r'class="mono">([A-Z2-7 ]+)<', secret)
    assert found
    shown = browser.post("/staff/login/app/", {"code": code_for(found[1].replace(" ", ""))})
    code = re.findall(r"<li>([0-9A-Z-]{19})</li>", shown.text)[0]
    with scope(staff_scope(tenant.id)):
        nora = StaffUser.objects.get(email="nora@msp.example")

    for typed, status in [(code.lower().replace("-", " "), 302), (code, 422)]:
        other = a_browser(tenant)
        type_password(other, nora)
        assert other.post("/staff/login/code/", {"code": typed}).status_code == status

    with scope(staff_scope(tenant.id)):
        used = Entry.objects.get(name="identity.recovery_code_used")
        assert used.data["left"] == 9
        assert StaffSession.objects.filter(method="recovery").count() == 1


def _joined(tenant: Tenant) -> Client:
    """A browser in which an invited colleague has just set the password."""
    with scope(staff_scope(tenant.id)):
        nora = a_staff_user("Nora New", email="nora@msp.example", status="invited")
        invite_staff(SYSTEM, nora)
    browser = a_browser(tenant)
    data = {"token": link_to(nora), "password": GOOD_PASSWORD, "repeated": GOOD_PASSWORD}
    assert browser.get("/staff/join").status_code == 200
    answer = browser.post("/staff/join", data)
    assert answer["Location"] == "/staff/login/app/"
    return browser


def test_an_invitation_works_once_and_for_whoever_pastes_the_whole_link(tenant: Tenant) -> None:
    with scope(staff_scope(tenant.id)):
        nora = a_staff_user("Nora New", email="nora@msp.example", status="invited")
        link = invite_staff(SYSTEM, nora)
    data = {"token": link, "password": GOOD_PASSWORD, "repeated": GOOD_PASSWORD}

    assert a_browser(tenant).post("/staff/join/", data).status_code == 302
    assert a_browser(tenant).post("/staff/join", data).status_code == 410
    assert "staff_joined" in names(tenant)
    with scope(staff_scope(tenant.id)):
        nora.refresh_from_db()
        assert nora.status == StaffUser.Status.ACTIVE


def test_a_second_invitation_kills_the_first(tenant: Tenant) -> None:
    with scope(staff_scope(tenant.id)):
        nora = a_staff_user("Nora New", status="invited")
        first, _second = invite_staff(SYSTEM, nora), invite_staff(SYSTEM, nora)
    data = {"token": first, "password": GOOD_PASSWORD, "repeated": GOOD_PASSWORD}

    assert a_browser(tenant).post("/staff/join", data).status_code == 410


@pytest.mark.parametrize(
    ("password", "repeated", "words"),
    [
        ("short", "short", "at least 12 characters"),
        ("password1234", "password1234", "too common"),
        ("123456789012", "123456789012", "easy to guess"),
        ("nora@msp.example", "nora@msp.example", "easy to guess"),
        ("Nora-New-2026!", "Nora-New-2026!", "easy to guess"),
        (GOOD_PASSWORD, GOOD_PASSWORD + "x", "differ"),
        ("x" * 300, "x" * 300, "256"),
    ],
)
def test_a_weak_password_is_refused_and_the_link_still_works(
    tenant: Tenant, password: str, repeated: str, words: str
) -> None:
    with scope(staff_scope(tenant.id)):
        nora = a_staff_user("Nora New", email="nora@msp.example", status="invited")
        link = invite_staff(SYSTEM, nora)
    browser = a_browser(tenant)

    answer = browser.post(
        "/staff/join", {"token": link, "password": password, "repeated": repeated}
    )
    if words:
        assert answer.status_code == 422
        assert words in answer.text
    good = {"token": link, "password": GOOD_PASSWORD, "repeated": GOOD_PASSWORD}
    assert browser.post("/staff/join", good).status_code == (302 if words else 410)


def test_a_wrong_next_stays_at_this_door(tenant: Tenant, tess: StaffUser) -> None:
    secret, browser = equipped(tess), a_browser(tenant)
    type_password(browser, tess, next_path="/portal/account/")
    answer = browser.post(
        "/staff/login/code/", {"code": code_for(secret), "next": "//evil.example"}
    )

    assert answer["Location"] == "/staff/"


def test_a_new_sign_in_has_a_new_cookie(tenant: Tenant, tess: StaffUser) -> None:
    secret, browser = equipped(tess), a_browser(tenant)
    browser.cookies[cookies.STAFF] = "planted"
    type_password(browser, tess)
    half = browser.cookies[cookies.STAFF].value
    browser.post("/staff/login/code/", {"code": code_for(secret)})

    assert len({"planted", half, browser.cookies[cookies.STAFF].value}) == 3
    thief = a_browser(tenant)
    thief.cookies[cookies.STAFF] = half
    assert thief.get("/staff/login/code/")["Location"] == "/staff/login/"


def test_only_the_demo_shows_codes(
    tenant: Tenant, tess: StaffUser, settings: pytest.FixtureRequest
) -> None:
    secret = equipped(tess)
    with scope(staff_scope(tenant.id)):
        settings.DEMO = False  # type: ignore[attr-defined] # pytest-django's settings
        assert demo_totp_codes() == []
        settings.DEMO = True  # type: ignore[attr-defined]
        (shown,) = demo_totp_codes()
    assert (shown.email, shown.code) == (tess.email, code_for(secret))
    assert 0 < shown.seconds_left <= 30


def test_an_owner_of_another_msp_is_nobody_here(tess: StaffUser) -> None:
    secret, beta = equipped(tess), a_browser(a_tenant("Beta MSP"))

    assert type_password(beta, tess).status_code == 422
    assert secret
    beta.cookies[cookies.STAFF] = a_staff_session(tess).secret
    assert not is_staff_in(beta)
