"""Colleagues sign in with their own provider: their password, and never their second factor."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from portico.core.access.permissions import NotVisible
from portico.core.access.tests.factories import a_technician
from portico.core.federation.actions.setup import stop
from portico.core.federation.jobs import exchange, look_at_provider
from portico.core.federation.models import Connection, SsoAttempt, StaffSubject
from portico.core.federation.permissions import MANAGE
from portico.core.identity.models import StaffSecret, StaffSession
from portico.core.identity.tests.factories import a_browser, code_for, equipped, is_staff_in
from portico.core.identity.tests.msps import an_msp, inside, somebody, the_owner
from portico.core.people.models import StaffUser
from portico.core.people.tests.factories import a_company, a_staff_user
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope
from portico.kernel.writes import writing

from .factories import a_connection, seen_in
from .provider import Provider, running_provider

pytestmark = [pytest.mark.django_db, pytest.mark.spec("S0.3.1")]
OURS = "/staff/sign-on/ours/"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running_provider() as found:
        yield found


@dataclass
class House:
    """An MSP with a provider of its own, and a colleague whose app makes codes."""

    msp: Tenant
    tess: StaffUser
    app: str
    connection: Connection
    provider: Provider

    def arrive(self, browser: Client, **said: Any) -> Any:
        """Press the button, sign in there, come back."""
        said = {"email": "tess@msp.example", "email_verified": True} | said
        there = f"/staff/sign-on/at/{self.connection.pk}/"
        return self.go_on(browser, browser.post(there, {"next": "/staff/account/"}), **said)

    def go_on(self, browser: Client, begun: Any, **said: Any) -> Any:
        """From the page that leads away to what the waiting page says at the end."""
        found = re.search(r'id="go" href="([^"]+)"', begun.text)
        assert found, begun.text
        asked = found[1].replace("&amp;", "&")
        query = {key: value[0] for key, value in parse_qs(urlsplit(asked).query).items()}
        back = urlsplit(query["redirect_uri"]).path
        assert back.startswith("/staff/sign-on/")
        code = self.provider.code(asked, **said)
        wait = browser.get(back, {"state": query["state"], "code": code})["Location"]
        with scope(inside(self.msp)):
            exchange(attempt=wait.rstrip("/").rpartition("/")[2])
        return browser.get(wait)

    def why(self) -> str:
        """What the last one was refused for."""
        with scope(inside(self.msp)):
            return SsoAttempt.objects.latest("id").reason


@pytest.fixture
def house(provider: Provider, settings: Any) -> House:
    settings.OUTBOUND_ALLOWED = provider.networks
    msp = an_msp()
    with scope(inside(msp)):
        tess = a_staff_user(email="tess@msp.example")
        connection = a_connection(None, **provider.facts)
    return House(msp, tess, equipped(tess), connection, provider)


def test_the_owner_sets_it_up_and_a_colleague_comes_in_with_the_own_second_factor(
    house: House,
) -> None:
    with scope(inside(house.msp)), writing("federation"):
        Connection.objects.all().delete()
    owner, browser = the_owner(house.msp), a_browser(house.msp)
    page = owner.post(f"{OURS}connections/", {"provider": "oidc"})["Location"]
    facts = {"address": house.provider.issuer, "client_id": "portico-client", "secret": "s3cret"}
    owner.post(f"{page}facts/", facts)
    with scope(inside(house.msp)):
        look_at_provider(connection=str(Connection.objects.get().pk))
    owner.post(f"{page}rules/", {"name": "Northbeam"})
    assert owner.post(f"{page}activation/").status_code == 409
    test = house.go_on(owner, owner.post(f"{page}test/"), email="tess@msp.example")
    assert "is matched by e-mail and comes in" in owner.get(test["Location"]).text
    assert "Sign in with Northbeam" not in browser.get("/staff/login/").text
    seen = seen_in(owner.get(page).text)
    assert owner.post(f"{page}activation/", seen).status_code == 302
    assert "Sign in with Northbeam" in browser.get("/staff/login/").text

    with scope(inside(house.msp)):
        house.connection = Connection.objects.get()
    half = house.arrive(browser, amr=["mfa"], acr="mfa")
    assert not is_staff_in(browser)
    code = browser.get(half["Location"])["Location"]
    assert code.startswith("/staff/login/code/")
    done = browser.post(code, {"code": code_for(house.app), "next": "/staff/account/"})
    assert done["Location"] == "/staff/account/"
    with scope(inside(house.msp)):
        assert StaffSession.objects.get(staff=house.tess, aal=2).method == "oidc"
        assert StaffSubject.objects.get().staff_id == house.tess.pk


@pytest.mark.parametrize(
    ("said", "status", "reason"),
    [
        ({"email": "nobody@msp.example"}, "active", "unknown_person"),
        ({"email_verified": False}, "active", "not_vouched"),
        ({"email": "nonsense", "preferred_username": None}, "active", "bad_userinfo"),
        ({}, "disabled", "closed"),
        ({}, "invited", "closed"),
    ],
)
def test_who_is_no_colleague_or_not_proved_does_not_get_in(
    house: House, said: dict[str, Any], status: str, reason: str
) -> None:
    with scope(inside(house.msp)), writing("people"):
        StaffUser.objects.filter(pk=house.tess.pk).update(status=status)

    assert house.arrive(a_browser(house.msp), **said).status_code == 403
    assert house.why() == reason
    with scope(inside(house.msp)):
        assert not StaffSession.objects.exists()
        assert StaffUser.objects.count() == 2  # nobody was added


def test_an_address_alone_sets_up_no_second_factor(house: House) -> None:
    with scope(inside(house.msp)), writing("identity"):
        StaffSecret.objects.all().delete()

    assert house.arrive(a_browser(house.msp)).status_code == 403
    assert house.why() == "no_factor"


def test_a_known_account_sets_up_no_second_factor_either(house: House) -> None:
    """It was connected before anybody gave the second factor, which has been reset since."""
    assert house.arrive(a_browser(house.msp)).status_code == 302
    with scope(inside(house.msp)), writing("identity"):
        assert StaffSubject.objects.filter(staff=house.tess).exists()
        StaffSecret.objects.all().delete()

    assert house.arrive(a_browser(house.msp)).status_code == 403
    assert house.why() == "no_factor"


def test_another_account_with_the_address_does_not_take_over(house: House) -> None:
    assert house.arrive(a_browser(house.msp)).status_code == 302
    assert house.arrive(a_browser(house.msp), sub="mallory").status_code == 403
    assert house.why() == "other_account"
    assert house.arrive(a_browser(house.msp), email="renamed@msp.example").status_code == 302

    with scope(inside(house.msp)):
        account = StaffSubject.objects.get()
    owner = the_owner(house.msp)
    assert "renamed@msp.example" in owner.get(OURS).text
    owner.post(f"{OURS}accounts/{account.pk}/removal/")
    assert house.arrive(a_browser(house.msp), sub="a-new-one").status_code == 302


def test_who_sets_up_clients_does_not_touch_it(house: House) -> None:
    """Whoever runs this provider can be any colleague but for the second factor."""
    desk, stranger = somebody(house.msp, MANAGE), the_owner(an_msp("Beta MSP"))
    facts = {"address": "https://evil.example", "client_id": "x", "secret": "y"}
    ours = f"{OURS}{house.connection.pk}/"
    for page in (f"/staff/sign-on/connections/{house.connection.pk}/", ours):
        for browser in (desk, stranger):
            assert browser.get(page).status_code == 404
            for deed in ("facts", "rules", "refresh", "activation", "stop"):
                assert browser.post(f"{page}{deed}/", facts).status_code == 404
    assert desk.get(OURS).status_code == 404
    with scope(inside(house.msp)):
        found = Connection.objects.get()
        assert (found.is_active, found.issuer) == (True, house.provider.issuer)
        with pytest.raises(NotVisible):
            stop(a_technician(MANAGE), found)


def test_the_doors_do_not_answer_for_each_other(house: House) -> None:
    with scope(inside(house.msp)):
        of_client = a_connection(a_company(), **house.provider.facts)
    browser = a_browser(house.msp)
    assert browser.post(f"/portal/sign-on/at/{house.connection.pk}/").status_code == 404
    assert browser.post(f"/staff/sign-on/at/{of_client.pk}/").status_code == 404

    browser.post(f"/portal/sign-on/at/{of_client.pk}/")
    with scope(inside(house.msp)):
        attempt = SsoAttempt.objects.get()
    assert browser.get(f"/staff/sign-on/wait/{attempt.pk}/").status_code == 400
