"""Clients' authenticator apps: asked for, set up where the rules want one, and never used twice."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from portico.core.people.models import Contact
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.tenants.models import Tenant
from portico.core.tenants.vault import open_text
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing

from .. import cookies
from ..actions.policy import Wanted, set_company_policy, set_usual_policy
from ..jobs import SELF
from ..models import Factor, Method, PersonCode, PersonSecret, PortalSession
from .authenticator import Authenticator, asked
from .factories import a_browser, ask, code_for, is_in, mailed, names, signed_in_client

pytestmark = pytest.mark.spec("S0.3.2", "S1.6.2")


def by_mail(tenant: Tenant, contact: Contact, *, next_path: str = "") -> Client:
    """A new browser, after the code of the mail was typed."""
    browser = a_browser(tenant)
    ask(browser, contact.email, next_path=next_path)
    browser.post("/portal/login/check/", {"code": mailed(tenant, contact.email).code})
    return browser


def secret_in(tenant: Tenant, *, column: str) -> str:
    with scope(staff_scope(tenant.id)):
        row = PersonSecret.objects.exclude(**{column: b""}).get()
        return open_text(row, column, getattr(row, column)).partition(" ")[0]


@pytest.fixture
def early_in_a_step() -> Iterator[None]:
    """The step of an app's code does not end before the test does."""
    with time_machine.travel(timezone.now().timestamp() // 30 * 30 + 1):
        yield


@pytest.fixture
def codes(tenant: Tenant, carla: Contact, early_in_a_step: None) -> list[str]:
    """Carla has set up an app; these are her recovery codes."""
    browser = by_mail(tenant, carla)
    assert browser.get("/portal/account/app/").status_code == 200
    code = code_for(secret_in(tenant, column="waiting_totp"), steps=-1)
    answer = browser.post("/portal/account/app/", {"code": code})
    assert answer.status_code == 200, answer.text
    return [str(one) for one in answer.context["codes"]]


def test_whoever_has_an_app_gives_its_code_after_the_mail(
    tenant: Tenant, carla: Contact, codes: list[str]
) -> None:
    browser = by_mail(tenant, carla, next_path="/portal/account/")
    before = browser.cookies[cookies.PORTAL].value

    assert not is_in(browser)
    asks = browser.get("/portal/login/?next=/portal/account/")
    assert asks["Location"] == "/portal/login/second/?next=%2Fportal%2Faccount%2F"
    code = code_for(secret_in(tenant, column="totp"))
    answer = browser.post("/portal/login/second/?next=/portal/account/", {"code": code})

    assert answer["Location"] == "/portal/account/"
    assert is_in(browser)
    assert browser.cookies[cookies.PORTAL].value != before
    with scope(staff_scope(tenant.id)):
        row = PortalSession.objects.order_by("-id")[0]
        assert (row.aal, row.method) == (2, Method.MAIL_APP)


def test_the_secret_from_before_opens_nothing(
    tenant: Tenant, carla: Contact, codes: list[str]
) -> None:
    browser = by_mail(tenant, carla)
    thief = a_browser(tenant)
    thief.cookies[cookies.PORTAL] = browser.cookies[cookies.PORTAL].value
    browser.post("/portal/login/second/", {"code": code_for(secret_in(tenant, column="totp"))})

    assert is_in(browser)
    assert not is_in(thief)


def test_a_half_session_opens_nothing(tenant: Tenant, carla: Contact, codes: list[str]) -> None:
    browser = by_mail(tenant, carla)

    for path in ("/portal/", "/portal/account/", "/portal/companies/", "/portal/proof/"):
        assert browser.get(path)["Location"].startswith("/portal/login/"), path
    for path in ("passkeys/options/", "passkeys/new/", "app/", "password/", "app/removal/"):
        answer = browser.post(f"/portal/account/{path}")
        assert answer["Location"].startswith("/portal/login/"), path


def test_a_half_session_sets_up_no_factor_beside_the_one_there_is(
    tenant: Tenant, carla: Contact, codes: list[str]
) -> None:
    browser = by_mail(tenant, carla)

    assert browser.get("/portal/login/second/app/").status_code == 404
    assert browser.get("/portal/login/second/app/picture.svg").status_code == 404
    assert browser.post("/portal/login/second/passkey/", {"name": "x"}).status_code == 404


def test_no_code_works_twice(tenant: Tenant, carla: Contact, codes: list[str]) -> None:
    code = code_for(secret_in(tenant, column="totp"))
    first, second = by_mail(tenant, carla), by_mail(tenant, carla)

    assert first.post("/portal/login/second/", {"code": code}).status_code == 302
    assert second.post("/portal/login/second/", {"code": code}).status_code == 422
    assert second.post("/portal/login/second/", {"code": codes[0]}).status_code == 302
    third = by_mail(tenant, carla)
    assert third.post("/portal/login/second/", {"code": codes[0]}).status_code == 422
    assert third.post("/portal/login/second/", {"code": codes[1]}).status_code == 302
    assert names(tenant).count("recovery_code_used") == 2
    assert len(codes) == 10


def test_recovery_codes_are_kept_as_fingerprints(tenant: Tenant, codes: list[str]) -> None:
    with scope(staff_scope(tenant.id)):
        kept = [bytes(one.code_hash) for one in PersonCode.objects.all()]

    assert len(kept) == 10
    assert all(len(one) == 32 and codes[0].encode() not in one for one in kept)


def test_guesses_are_limited(tenant: Tenant, carla: Contact, codes: list[str]) -> None:
    browser = by_mail(tenant, carla)
    statuses = [
        browser.post("/portal/login/second/", {"code": f"{one:06}"}).status_code for one in range(8)
    ]

    assert statuses[0] == 422
    assert statuses[-1] == 429


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_of_many_with_one_code_one_gets_in(
    tenant: Tenant, carla: Contact, codes: list[str], kind: str
) -> None:
    code = codes[0] if kind == "recovery" else code_for(secret_in(tenant, column="totp"))
    browsers = [by_mail(tenant, carla) for _each in range(4)] * 2

    def come(browser: Client) -> bool:
        try:
            answer = browser.post("/portal/login/second/", {"code": code})
            return answer.headers.get("Location") == "/portal/"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(browsers)) as pool:
        came = list(pool.map(come, browsers))

    assert came.count(True) == 1


@pytest.mark.spec("S0.3.1")
def test_where_everybody_needs_one_it_is_set_up_at_the_next_click(
    tenant: Tenant, carla: Contact
) -> None:
    browser = by_mail(tenant, carla)
    assert is_in(browser)
    with scope(staff_scope(tenant.id)):
        set_company_policy(SELF, carla.company, wanted=Wanted(factor=Factor.ALL))

    assert not is_in(browser)
    assert browser.get("/portal/login/second/")["Location"] == "/portal/login/second/passkey/"
    with scope(staff_scope(tenant.id)):
        host = browser.get("/portal/login/second/passkey/").wsgi_request.get_host()
    device = Authenticator(host)
    made = device.create(asked(browser, "/portal/login/second/options/"))
    answer = browser.post("/portal/login/second/passkey/", {"name": "Phone", "credential": made})

    assert answer.status_code == 302, answer.text
    assert is_in(browser)
    again = by_mail(tenant, carla)
    assert not is_in(again)
    signed = device.get(asked(again, "/portal/login/second/options/"))
    assert again.post("/portal/login/second/", {"credential": signed}).status_code == 302
    assert is_in(again)


@pytest.mark.spec("S0.3.1")
@pytest.mark.parametrize("half_by", ["other rules", "another company"])
def test_a_browser_left_open_sets_up_no_factor(
    tenant: Tenant, carla: Contact, half_by: str
) -> None:
    """Whoever finds it would come in for good: the mailbox is proved again first."""
    browser, hour_ago = by_mail(tenant, carla), timezone.now() - timedelta(hours=1)
    with scope(staff_scope(tenant.id)):
        with writing("identity"):
            PortalSession.objects.update(created_at=hour_ago, proved_at=hour_ago)
        strict, there = carla.company, carla
        if half_by == "another company":
            person, strict = Contact.objects.get(pk=carla.pk).person, a_company("Second Street")
            there = a_contact(strict, "Carla Contact", email=carla.email, person=person)
        set_company_policy(SELF, strict, wanted=Wanted(factor=Factor.ALL))
    if there is not carla:
        browser.post("/portal/companies/", {"contact": str(there.pk)})

    assert not is_in(browser)
    assert browser.get("/portal/login/second/app/").status_code == 404
    assert browser.post("/portal/login/second/options/").status_code == 404
    assert browser.post("/portal/login/second/passkey/", {"name": "x"}).status_code == 404
    assert browser.get("/portal/login/second/")["Location"] == "/portal/login"
    assert by_mail(tenant, there).get("/portal/login/second/app/").status_code == 200


@pytest.mark.spec("S0.3.1")
def test_an_app_can_be_the_first_factor_set_up(tenant: Tenant, carla: Contact) -> None:
    with scope(staff_scope(tenant.id)):
        set_usual_policy(SELF, wanted=Wanted(factor=Factor.ALL))
    browser = by_mail(tenant, carla)
    assert browser.get("/portal/login/second/app/").status_code == 200
    code = code_for(secret_in(tenant, column="waiting_totp"))

    answer = browser.post("/portal/login/second/app/", {"code": code})

    assert answer.status_code == 200
    assert len(answer.context["codes"]) == 10
    assert is_in(browser)


def test_the_app_can_be_removed_and_staff_can_reset_it(
    tenant: Tenant, carla: Contact, codes: list[str]
) -> None:
    browser = by_mail(tenant, carla)
    browser.post("/portal/login/second/", {"code": codes[0]})
    assert browser.post("/portal/account/app/removal/").status_code == 302
    assert is_in(by_mail(tenant, carla))
    with scope(staff_scope(tenant.id)), writing("identity"):
        assert not PersonCode.objects.exists()


def test_new_codes_end_the_old_ones(tenant: Tenant, carla: Contact, codes: list[str]) -> None:
    browser = by_mail(tenant, carla)
    browser.post("/portal/login/second/", {"code": codes[0]})
    new = browser.post("/portal/account/app/recovery-codes/").context["codes"]

    other = by_mail(tenant, carla)
    assert other.post("/portal/login/second/", {"code": codes[1]}).status_code == 422
    assert other.post("/portal/login/second/", {"code": new[0]}).status_code == 302


def test_an_app_belongs_to_nobody_else(
    tenant: Tenant, carla: Contact, codes: list[str], bakery: object
) -> None:
    with scope(staff_scope(tenant.id)):
        from portico.core.people.tests.factories import a_contact  # noqa: PLC0415

        bea = a_contact(carla.company, "Bea", email="bea@bluebird.example")
    assert is_in(by_mail(tenant, bea))
    assert is_in(signed_in_client(bea))
