"""There and back, through the pages, as browsers and attackers walk them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from portico.core.access.actors import System
from portico.core.federation.actions.domains import enforce
from portico.core.federation.jobs import exchange, settle
from portico.core.federation.models import Connection, SsoAttempt, Subject, VerifiedDomain
from portico.core.identity import cookies
from portico.core.identity.models import PortalSession
from portico.core.identity.tests.factories import a_browser, signed_in_client
from portico.core.journal.models import Entry
from portico.core.people.models import Company, Contact
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.roles.actions.install import install_presets
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing

from .factories import Oidc, Saml, a_connection, a_domain, a_saml_connection
from .provider import Provider, running_provider

pytestmark = [pytest.mark.spec("S2.8.2a", "S0.3.1"), pytest.mark.django_db]

SYSTEM = System("tests")


@dataclass
class Place:
    """A company with a provider in use, and who works there."""

    tenant: Tenant
    company: Company
    connection: Connection
    carla: Contact


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running_provider() as found:
        yield found


@pytest.fixture
def place(provider: Provider, settings: Any) -> Place:
    settings.OUTBOUND_ALLOWED = provider.networks
    return a_place(provider)


def a_place(provider: Provider, **about: Any) -> Place:
    tenant = a_tenant()
    with scope(staff_scope(tenant.id)):
        install_presets(SYSTEM, language="en")
        company = a_company()
        a_domain(company)
        carla = a_contact(company, "Carla Contact", email="carla@client.example")
        return Place(tenant, company, a_connection(company, **provider.facts, **about), carla)


def a_strict_browser(place: Place) -> Client:
    strict = Client(enforce_csrf_checks=True)
    strict.defaults = a_browser(place.tenant).defaults
    return strict


def begin(place: Place, browser: Client, **posted: str) -> str:
    """Press the button; the address at the provider."""
    page = browser.post(f"/portal/sign-on/at/{place.connection.pk}/", posted)
    assert page.status_code == 200, page.text
    found = re.search(r'id="go" href="([^"]+)"', page.text)
    assert found, page.text
    assert page["Refresh"].startswith("0; url=")
    return found[1].replace("&amp;", "&")


def come_back(place: Place, browser: Client, asked: str, code: str, **more: str) -> Any:
    state = parse_qs(urlsplit(asked).query)["state"][0]
    there = f"/portal/sign-on/{place.connection.pk}/callback"
    return browser.get(there, {"state": state, "code": code, **more})


def after_the_job(place: Place, browser: Client, answer: Any, job: Any = exchange) -> Any:
    """The page that waits, when the worker has done its part."""
    wait = answer["Location"]
    with scope(staff_scope(place.tenant.id)):
        job(attempt=wait.rstrip("/").rpartition("/")[2])
    return browser.get(wait)


def sessions(place: Place) -> int:
    with scope(staff_scope(place.tenant.id)):
        return PortalSession.objects.count()


def walk(place: Place, provider: Provider, browser: Client, **claims: Any) -> Any:
    asked = begin(place, browser)
    code = provider.code(asked, **claims)
    return after_the_job(place, browser, come_back(place, browser, asked, code))


def test_a_colleague_signs_in_and_is_known_by_id_from_then_on(
    place: Place, provider: Provider
) -> None:
    browser = a_browser(place.tenant)
    page = walk(place, provider, browser)
    assert (page.status_code, page["Location"]) == (302, "/portal/")
    assert browser.get("/portal/account/").status_code == 200
    with scope(staff_scope(place.tenant.id)):
        session = PortalSession.objects.get()
        assert (session.contact_id, session.method, session.aal) == (place.carla.pk, "oidc", 1)
        assert Subject.objects.get().contact_id == place.carla.pk
        assert Entry.objects.filter(name="identity.login").exists()

    # The address changes there to a colleague's: the id decides, and it is still Carla.
    with scope(staff_scope(place.tenant.id)):
        boss = a_contact(place.company, "Bea Boss", email="bea@client.example")
    other = a_browser(place.tenant)
    assert walk(place, provider, other, email=boss.email)["Location"] == "/portal/"
    with scope(staff_scope(place.tenant.id)):
        assert not PortalSession.objects.filter(contact=boss).exists()


def test_the_question_has_everything_that_protects_it(place: Place) -> None:
    there = begin(place, a_browser(place.tenant))
    asked = {key: value[0] for key, value in parse_qs(urlsplit(there).query).items()}
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["nonce"]) > 40
    assert len(asked["state"]) > 70
    assert asked["redirect_uri"].endswith(f"/portal/sign-on/{place.connection.pk}/callback")
    with scope(staff_scope(place.tenant.id)):
        row = SsoAttempt.objects.get()
    kept = bytes(row.state_hash) + bytes(row.browser_hash) + bytes(row.verifier)
    assert asked["state"].partition(".")[2].encode() not in kept


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"nonce": "another"}, "not complete"),
        ({"aud": "another"}, "another app"),
        ({"iss": "https://evil.example"}, "another provider"),
        ({"exp": 1}, "too late"),
        ({"email": "carla@elsewhere.example", "sub": "x"}, "Ask your IT contact"),
        ({"email": "carla@sub.client.example", "sub": "x"}, "Ask your IT contact"),
        ({"email": "carla@client.example.evil.example", "sub": "x"}, "Ask your IT contact"),
        ({"email": "carla@сlient.example", "sub": "x"}, "Ask your IT contact"),
        ({"email": "nobody@client.example", "sub": "x"}, "Ask your IT contact"),
        ({"email_verified": False}, "not verified"),
    ],
)
def test_who_is_not_proved_does_not_get_in(
    place: Place, provider: Provider, claims: dict[str, Any], words: str
) -> None:
    page = walk(place, provider, a_browser(place.tenant), **claims)
    assert page.status_code == 403
    assert words in page.text
    assert sessions(place) == 0
    with scope(staff_scope(place.tenant.id)):
        assert Entry.objects.filter(name="federation.refused").exists()


def test_a_code_a_state_and_an_answer_work_once(place: Place, provider: Provider) -> None:
    browser = a_browser(place.tenant)
    asked = begin(place, browser)
    code = provider.code(asked)
    first = come_back(place, browser, asked, code)
    assert come_back(place, browser, asked, code).status_code == 400  # the state is used up
    assert after_the_job(place, browser, first).status_code == 302
    again = browser.get(first["Location"])
    assert again.status_code == 400
    assert provider.asked == 1
    assert sessions(place) == 1


def test_only_the_browser_that_began_gets_in(place: Place, provider: Provider) -> None:
    """Somebody's answer in another browser (login CSRF), or another's cookie, opens nothing."""
    mine, victim = a_browser(place.tenant), a_browser(place.tenant)
    asked = begin(place, mine)
    code = provider.code(asked)
    assert come_back(place, victim, asked, code).status_code == 400
    answer = come_back(place, mine, asked, code)
    after = after_the_job(place, victim, answer)
    assert after.status_code == 400
    assert cookies.PORTAL not in victim.cookies
    begin(place, victim)  # has a cookie of its own now
    assert victim.get(answer["Location"]).status_code == 400
    assert sessions(place) == 0


def test_a_cookie_planted_before_is_not_the_one_afterwards(
    place: Place, provider: Provider
) -> None:
    browser = a_browser(place.tenant)
    browser.cookies["portico_sign_on"] = "planted"
    browser.cookies[cookies.PORTAL] = "planted"
    assert walk(place, provider, browser).status_code == 302
    assert browser.cookies[cookies.PORTAL].value != "planted"


def test_too_late_is_too_late(place: Place, provider: Provider) -> None:
    browser = a_browser(place.tenant)
    asked = begin(place, browser)
    code = provider.code(asked)
    with time_machine.travel(timezone.now().timestamp() + 601):
        assert come_back(place, browser, asked, code).status_code == 400


def test_providers_do_not_answer_for_each_other(place: Place, provider: Provider) -> None:
    """Mix-up: the answer of one connection at another's address, company or tenant."""
    with scope(staff_scope(place.tenant.id)):
        other = a_company("Other Ltd")
        theirs = a_connection(other, **provider.facts)
    elsewhere = a_place(provider)
    browser = a_browser(place.tenant)
    asked = begin(place, browser)
    code, state = provider.code(asked), parse_qs(urlsplit(asked).query)["state"][0]
    for wrong in (theirs.pk, elsewhere.connection.pk):
        answer = browser.get(f"/portal/sign-on/{wrong}/callback", {"state": state, "code": code})
        assert answer.status_code == 400
    away = a_browser(elsewhere.tenant)
    assert come_back(elsewhere, away, asked, code).status_code == 400
    answer = come_back(place, browser, asked, code, iss="https://evil.example")
    assert "another provider" in browser.get(answer["Location"]).text
    assert sessions(place) == 0


def test_the_same_address_at_another_company_is_nobody_here(
    place: Place, provider: Provider
) -> None:
    with scope(staff_scope(place.tenant.id)):
        a_contact(a_company("Other Ltd"), "Olaf Other", email="olaf@client.example")
    page = walk(place, provider, a_browser(place.tenant), sub="olaf", email="olaf@client.example")
    assert page.status_code == 403
    assert sessions(place) == 0


def test_another_account_with_the_same_address_does_not_take_over(
    place: Place, provider: Provider
) -> None:
    assert walk(place, provider, a_browser(place.tenant)).status_code == 302
    page = walk(place, provider, a_browser(place.tenant), sub="somebody-new")
    assert page.status_code == 403
    assert sessions(place) == 1


@pytest.mark.parametrize("access", [Contact.Access.DISABLED, Contact.Access.NONE])
def test_closed_access_stays_closed(place: Place, provider: Provider, access: str) -> None:
    with scope(staff_scope(place.tenant.id)), writing("people"):
        Contact.objects.filter(pk=place.carla.pk).update(access=access)
    page = walk(place, provider, a_browser(place.tenant))
    assert page.status_code == 403
    assert sessions(place) == 0


def test_a_closed_portal_lets_nobody_in(place: Place, provider: Provider) -> None:
    browser = a_browser(place.tenant)
    asked = begin(place, browser)
    answer = come_back(place, browser, asked, provider.code(asked))
    with scope(staff_scope(place.tenant.id)), writing("people"):
        Company.objects.update(portal_enabled=False)
    assert after_the_job(place, browser, answer).status_code == 403
    assert browser.get(f"/portal/sign-on/at/{place.connection.pk}/").status_code == 404


def test_new_people_come_in_only_where_the_company_wants_it(
    provider: Provider, settings: Any
) -> None:
    settings.OUTBOUND_ALLOWED = provider.networks
    place = a_place(provider, creates_contacts=True)
    new = {"sub": "nora", "email": "Nora@Client.Example", "name": "Nora New"}
    assert walk(place, provider, a_browser(place.tenant), **new).status_code == 302
    with scope(staff_scope(place.tenant.id)):
        nora = Contact.objects.get(email="nora@client.example")
        assert (nora.name, nora.company_id, nora.access) == ("Nora New", place.company.pk, "active")


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example/", "//evil.example", "/staff/", "/portal/../staff/", "/portal/login"],
)
def test_it_leads_on_only_inside_the_portal(place: Place, provider: Provider, wanted: str) -> None:
    browser = a_browser(place.tenant)
    asked = begin(place, browser, next=wanted)
    answer = come_back(place, browser, asked, provider.code(asked))
    assert after_the_job(place, browser, answer)["Location"] == "/portal/"


def test_it_goes_on_where_somebody_wanted_to_go(place: Place, provider: Provider) -> None:
    browser = a_browser(place.tenant)
    asked = begin(place, browser, next="/portal/tickets/")
    answer = come_back(place, browser, asked, provider.code(asked))
    assert after_the_job(place, browser, answer)["Location"] == "/portal/tickets/"


def test_beginning_takes_a_button_and_a_token(place: Place) -> None:
    strict = a_strict_browser(place)
    there = f"/portal/sign-on/at/{place.connection.pk}/"
    assert strict.get(there).status_code == 200
    assert strict.post(there).status_code == 403
    with scope(staff_scope(place.tenant.id)):
        assert not SsoAttempt.objects.exists()


def test_new_keys_of_the_provider_are_fetched_once(place: Place, provider: Provider) -> None:
    with scope(staff_scope(place.tenant.id)), writing("federation"):
        Connection.objects.update(keys=[{**Oidc(key="old").public, "kid": "old"}])
    assert walk(place, provider, a_browser(place.tenant)).status_code == 302
    with scope(staff_scope(place.tenant.id)):
        assert Connection.objects.get().keys[0]["kid"] == "one"


def test_saml_signs_in_and_each_answer_works_once(provider: Provider) -> None:
    place = a_place(provider)
    with scope(staff_scope(place.tenant.id)):
        place.connection = a_saml_connection(place.company)
    browser = a_browser(place.tenant)
    begin(place, browser)
    with scope(staff_scope(place.tenant.id)):
        attempt = SsoAttempt.objects.get()
        answer = Saml().answer(place.connection, attempt.request_id)
    there = f"/portal/sign-on/{place.connection.pk}/acs"
    form = {"SAMLResponse": answer, "RelayState": str(attempt.pk)}
    foreign = a_strict_browser(place)  # a post from another site brings no cookie of ours
    posted = foreign.post(there, form)
    assert posted.status_code == 303
    assert foreign.post(there, form).status_code == 400
    assert foreign.get(posted["Location"]).status_code == 400
    page = after_the_job(place, browser, posted, settle)
    assert page["Location"] == "/portal/"
    with scope(staff_scope(place.tenant.id)):
        assert PortalSession.objects.get().method == "saml"


@pytest.mark.parametrize(
    "relay", ["", "https://evil.example/", "00000000-0000-0000-0000-000000000000", "x" * 5000]
)
def test_saml_answers_need_our_question(provider: Provider, relay: str) -> None:
    place = a_place(provider)
    with scope(staff_scope(place.tenant.id)):
        place.connection = a_saml_connection(place.company)
        answer = Saml().answer(place.connection, "_x")
    there = f"/portal/sign-on/{place.connection.pk}/acs"
    page = a_browser(place.tenant).post(there, {"SAMLResponse": answer, "RelayState": relay})
    assert page.status_code == 400
    assert "Location" not in page


def test_nobody_posts_answers_where_there_is_no_saml(place: Place) -> None:
    there = f"/portal/sign-on/{place.connection.pk}/acs"
    assert a_browser(place.tenant).post(there, {"SAMLResponse": "x"}).status_code == 404
    assert a_browser(place.tenant).get(there.replace("/acs", "/metadata")).status_code == 404


def test_the_sign_in_page_names_the_provider_only_for_its_domain(place: Place) -> None:
    browser = a_browser(place.tenant)
    assert "Bluebird" not in browser.get("/portal/login").text
    with scope(staff_scope(place.tenant.id)):
        enforce(SYSTEM, VerifiedDomain.objects.get())
    for email in ("carla@client.example", "nobody@client.example", "CARLA@CLIENT.EXAMPLE"):
        page = a_browser(place.tenant).post("/portal/login", {"email": email})
        assert f"/portal/sign-on/at/{place.connection.pk}/" in page["Location"]
    page = a_browser(place.tenant).post("/portal/login", {"email": "x@other.example"})
    assert page["Location"] == "/portal/login/check/"


@pytest.mark.spec("S4.1.5")
def test_who_has_typed_an_address_of_the_domain_is_offered_the_provider(place: Place) -> None:
    for email in ("carla@client.example", "nobody@client.example"):
        page = a_browser(place.tenant).post("/portal/login", {"email": email}, follow=True)
        assert "Sign in with Bluebird" in page.text
    page = a_browser(place.tenant).post("/portal/login", {"email": "x@other.example"}, follow=True)
    assert "Bluebird" not in page.text


def test_whoever_is_in_already_is_not_sent_away(place: Place) -> None:
    browser = signed_in_client(place.carla)
    assert browser.get(f"/portal/sign-on/at/{place.connection.pk}/")["Location"] == "/portal/"
