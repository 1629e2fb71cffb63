"""An optional password of clients: off at first, never a way to learn who has an account."""

import re
from hashlib import sha1
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.test import Client

from portico.core.people.models import Contact
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope, staff_scope

from .. import passwords
from ..actions.policy import Wanted, drop_company_policy, set_company_policy, set_usual_policy
from ..jobs import SELF
from ..models import PersonSecret
from .factories import GOOD_PASSWORD, a_browser, code_for, is_in, names
from .test_second_factor import by_mail, secret_in

pytestmark = pytest.mark.spec("S0.3.3", "S1.6.3")


def allow(tenant: Tenant, **wanted: object) -> None:
    with scope(staff_scope(tenant.id)):
        set_usual_policy(SELF, wanted=Wanted(**{"passwords": True, **wanted}))  # type: ignore[arg-type] # as given


def type_in(browser: Client, email: str, password: str) -> int:
    data = {"email": email, "password": password}
    return browser.post("/portal/login/password/", data).status_code


@pytest.fixture
def carlas(tenant: Tenant, carla: Contact) -> Client:
    """Carla's browser; she has set a password."""
    allow(tenant)
    browser = by_mail(tenant, carla)
    answer = browser.post("/portal/account/password/", {"password": GOOD_PASSWORD})
    assert answer.status_code == 302, answer.text
    return browser


def test_off_until_somebody_allows_it(tenant: Tenant, carla: Contact) -> None:
    browser = by_mail(tenant, carla)

    assert "/portal/account/password/" not in browser.get("/portal/account/").text
    assert browser.post("/portal/account/password/", {"password": GOOD_PASSWORD})["Location"] == (
        "/portal/account/"
    )
    assert "/portal/login/password/" not in a_browser(tenant).get("/portal/login").text
    assert type_in(a_browser(tenant), carla.email, GOOD_PASSWORD) == 302  # back to the other page


def test_a_password_opens_the_door(tenant: Tenant, carla: Contact, carlas: Client) -> None:
    browser = a_browser(tenant)
    assert "/portal/login/password/" in browser.get("/portal/login").text

    assert type_in(browser, carla.email.upper(), GOOD_PASSWORD) == 302
    assert is_in(browser)
    with scope(staff_scope(tenant.id)):
        assert PersonSecret.objects.get().password.startswith("argon2$argon2id$")


def test_wrong_unknown_and_not_allowed_are_the_same(
    tenant: Tenant, carla: Contact, carlas: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    right = hashers.check_password

    def counted(raw: str, stored: str, **more: object) -> bool:
        asked.append(stored[:20])
        return bool(right(raw, stored, **more))  # type: ignore[arg-type] # passed through

    monkeypatch.setattr(passwords, "check_password", counted)

    def said(email: str, password: str) -> str:
        data = {"email": email, "password": password}
        answer = a_browser(tenant).post("/portal/login/password/", data)
        assert answer.status_code == 422
        return re.sub(r'name="csrf[^>]*>|content="[^"]*"|nonce-\S+', "", answer.text).replace(
            email, ""
        )

    wrong, unknown = said(carla.email, "x" * 20), said("nobody@bluebird.example", GOOD_PASSWORD)
    with scope(staff_scope(tenant.id)):
        set_company_policy(SELF, carla.company, wanted=Wanted(passwords=False))
    forbidden = said(carla.email, GOOD_PASSWORD)

    assert wrong == unknown == forbidden
    assert len(asked) == 3
    assert len(set(asked)) == 1  # each time one comparison with the same costs


def test_tries_are_limited_for_known_and_unknown(
    tenant: Tenant, carla: Contact, carlas: Client
) -> None:
    for email in (carla.email, "nobody@bluebird.example"):
        browser = a_browser(tenant)
        statuses = [type_in(browser, email, f"wrong {one}") for one in range(10)]
        assert statuses == [422] * 8 + [429] * 2, email


def test_a_tenant_may_forbid_it_everywhere(tenant: Tenant, carla: Contact, carlas: Client) -> None:
    with scope(staff_scope(tenant.id)):
        set_company_policy(SELF, carla.company, wanted=Wanted(passwords=True))
    allow(tenant, no_passwords=True)

    assert type_in(a_browser(tenant), carla.email, GOOD_PASSWORD) == 302
    assert not is_in(a_browser(tenant))
    with scope(staff_scope(tenant.id)):
        drop_company_policy(SELF, carla.company)


@pytest.mark.parametrize(
    "weak", ["short", "password1234", "carla contact bluebird", "aaaaaaaaaaaaaa"]
)
def test_weak_ones_are_refused(tenant: Tenant, carla: Contact, weak: str) -> None:
    allow(tenant)
    browser = by_mail(tenant, carla)

    assert browser.post("/portal/account/password/", {"password": weak}).status_code == 422


def test_leaked_ones_are_refused_without_asking_anybody(
    tenant: Tenant, carla: Contact, tmp_path: Path, settings: Any
) -> None:
    settings.BREACHED_PASSWORDS = tmp_path
    digest = sha1(GOOD_PASSWORD.encode(), usedforsecurity=False).hexdigest().upper()
    (tmp_path / f"{digest[:5]}.txt").write_text(f"{'0' * 35}:2\r\n{digest[5:]}:71\r\n")
    allow(tenant)
    browser = by_mail(tenant, carla)

    refused = browser.post("/portal/account/password/", {"password": GOOD_PASSWORD})
    kept = browser.post("/portal/account/password/", {"password": GOOD_PASSWORD + " too"})

    assert "leaked" in refused.text
    assert (refused.status_code, kept.status_code) == (422, 302)


def test_other_sessions_end_and_removing_it_is_easy(
    tenant: Tenant, carla: Contact, carlas: Client
) -> None:
    other = by_mail(tenant, carla)
    carlas.post("/portal/account/password/", {"password": GOOD_PASSWORD + "!"})
    assert not is_in(other)
    assert is_in(carlas)

    carlas.post("/portal/account/password/removal/")
    assert type_in(a_browser(tenant), carla.email, GOOD_PASSWORD + "!") == 422
    assert {"password_changed", "password_removed"} <= set(names(tenant))


@pytest.mark.spec("S0.3.2")
def test_after_a_password_comes_the_app_but_it_is_never_set_up_by_a_password_alone(
    tenant: Tenant, carla: Contact, carlas: Client
) -> None:
    allow(tenant, factor="all")
    browser = a_browser(tenant)
    assert type_in(browser, carla.email, GOOD_PASSWORD) == 302
    assert browser.get("/portal/login/second/app/").status_code == 404
    assert browser.get("/portal/login/second/")["Location"] == "/portal/login"

    mailed = by_mail(tenant, carla)
    mailed.get("/portal/login/second/app/")
    secret = secret_in(tenant, column="waiting_totp")
    mailed.post("/portal/login/second/app/", {"code": code_for(secret, steps=-1)})
    again = a_browser(tenant)
    type_in(again, carla.email, GOOD_PASSWORD)
    assert not is_in(again)
    again.post("/portal/login/second/", {"code": code_for(secret)})
    assert is_in(again)
