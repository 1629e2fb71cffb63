"""Signing in by mail: the way of a person, with link or code, and what stands in the way."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from portico.core.identity import cookies
from portico.core.identity.jobs import send_sign_in
from portico.core.identity.models import LoginRequest
from portico.core.mail.models import Message
from portico.core.people.models import Company, Contact, Person, PersonEmail
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing

from .factories import a_browser, ask, is_in, mailed, the_letter

pytestmark = pytest.mark.django_db


@pytest.mark.spec("S1.3.1", "S1.1.6", "S1.3.3")
def test_a_link_opens_the_portal_in_the_browser_that_asked(tenant: Tenant, carla: Contact) -> None:
    browser = a_browser(tenant)

    assert ask(browser, "Carla@Bluebird.example ").status_code == 302
    letter = mailed(tenant, carla.email)
    assert browser.get(letter.path).status_code == 200
    answer = browser.post(letter.path, {"secret": letter.secret})

    assert (answer.status_code, answer["Location"]) == (302, "/portal/")
    assert is_in(browser)


@pytest.mark.spec("S1.3.1")
@pytest.mark.parametrize("typing", [str, str.lower, lambda code: f"  {code.replace('-', ' ')} "])
def test_a_code_works_where_one_started_in_any_spelling(
    tenant: Tenant, carla: Contact, typing: object
) -> None:
    browser = a_browser(tenant)
    ask(browser, carla.email)
    code = mailed(tenant, carla.email).code

    browser.post("/portal/login/check/", {"code": typing(code)})  # type: ignore[operator]

    assert is_in(browser)


def test_both_spellings_of_the_address_lead_to_the_same_page(tenant: Tenant) -> None:
    browser = a_browser(tenant)

    assert browser.get("/portal/login").content != b""
    assert browser.get("/portal/login/").status_code == 200
    assert browser.get("/portal/").headers["Location"].startswith("/portal/login")


def test_the_page_names_the_address_and_the_time_that_is_left(
    tenant: Tenant, carla: Contact
) -> None:
    browser = a_browser(tenant)
    ask(browser, carla.email)

    page = browser.get("/portal/login/check/").text

    assert carla.email in page
    assert 'data-countdown="59' in page  # ten minutes, less the moment this took
    assert 'autocomplete="one-time-code"' in page


@pytest.mark.spec("S1.3.1")
def test_the_way_goes_on_to_the_page_that_was_wanted(tenant: Tenant, carla: Contact) -> None:
    browser = a_browser(tenant)
    wanted = browser.get("/portal/account/?tab=1")
    assert wanted["Location"] == "/portal/login/?next=%2Fportal%2Faccount%2F%3Ftab%3D1"

    ask(browser, carla.email, next_path="/portal/account/?tab=1")
    letter = mailed(tenant, carla.email)

    answer = browser.post(letter.path, {"secret": letter.secret})
    assert answer["Location"] == "/portal/account/?tab=1"


@pytest.mark.spec("S1.3.1")
@pytest.mark.parametrize(
    "evil",
    ["https://evil.example/", "//evil.example/", "/portal/../staff/", "/staff/", "/portal/login"],
)
def test_the_way_never_leads_elsewhere(tenant: Tenant, carla: Contact, evil: str) -> None:
    browser = a_browser(tenant)
    ask(browser, carla.email, next_path=evil)
    letter = mailed(tenant, carla.email)

    assert browser.post(letter.path, {"secret": letter.secret})["Location"] == "/portal/"


@pytest.mark.spec("S1.3.1")
def test_a_newer_request_kills_the_older(tenant: Tenant, carla: Contact) -> None:
    browser = a_browser(tenant)
    ask(browser, carla.email)
    older = mailed(tenant, carla.email)
    ask(browser, carla.email)
    newer = mailed(tenant, carla.email)

    refused = browser.post(older.path, {"secret": older.secret})
    assert refused.status_code == 410
    assert "newer link" in refused.text
    assert browser.post(newer.path, {"secret": newer.secret}).status_code == 302
    assert is_in(browser)


@pytest.mark.spec("S1.3.2")
def test_the_lifetime_is_the_tenants(tenant: Tenant, carla: Contact) -> None:
    with scope(staff_scope(tenant.id)), writing("tenants"):
        Tenant.objects.filter(pk=tenant.pk).update(sign_in_minutes=30)
    browser = a_browser(tenant)
    ask(browser, carla.email)
    letter = mailed(tenant, carla.email)
    assert "30 minutes" in letter.text

    with time_machine.travel(timezone.now() + timedelta(minutes=29), tick=False):
        assert browser.get(letter.path).status_code == 200


@pytest.mark.spec("S1.3.2")
def test_an_expired_link_says_so_and_sends_another_with_one_click(
    tenant: Tenant, carla: Contact
) -> None:
    browser = a_browser(tenant)
    ask(browser, carla.email)
    letter = mailed(tenant, carla.email)

    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        ended = browser.get(letter.path)
        assert ended.status_code == 410
        assert "This link has ended" in ended.text
        assert carla.email not in ended.text  # whoever holds an old link need not learn whose
        assert browser.post(letter.path, {"secret": letter.secret}).status_code == 410
        assert not is_in(browser)

        assert browser.post(f"{letter.path}/again/").status_code == 302
        fresh = mailed(tenant, carla.email)
        assert fresh.path != letter.path
        browser.post(fresh.path, {"secret": fresh.secret})
        assert is_in(browser)


@pytest.mark.spec("S1.3.1", "S1.3.6")
@pytest.mark.parametrize("state", ["running", "expired", "used", "replaced"])
def test_whoever_only_holds_a_link_sends_no_mail_and_learns_no_address(
    tenant: Tenant, carla: Contact, state: str
) -> None:
    browser, stranger = a_browser(tenant), a_browser(tenant)
    ask(browser, carla.email)
    letter = mailed(tenant, carla.email)
    if state == "used":
        browser.post(letter.path, {"secret": letter.secret})
    if state == "replaced":
        ask(browser, carla.email)
    ask(stranger, "eve@elsewhere.example")
    with scope(staff_scope(tenant.id)):
        before = LoginRequest.objects.filter(email=carla.email).count()
    later = timezone.now() + timedelta(minutes=11 if state == "expired" else 0)

    with time_machine.travel(later, tick=False):
        page = stranger.get(letter.path)
        assert "again/" not in page.text
        assert 'href="/portal/login' in page.text
        answer = stranger.post(f"{letter.path}/again/")
        assert (answer.status_code, answer["Location"].rstrip("/")) == (302, "/portal/login")
        for opened in (stranger.get("/portal/login/"), stranger.get("/portal/login/check/")):
            assert carla.email not in opened.text

    with scope(staff_scope(tenant.id)):
        assert LoginRequest.objects.filter(email=carla.email).count() == before


def test_the_browser_is_known_longer_than_its_link_lives(tenant: Tenant, carla: Contact) -> None:
    browser = a_browser(tenant)
    ask(browser, carla.email)
    assert int(str(browser.cookies[cookies.BROWSER]["max-age"])) > 23 * 3600
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        assert browser.get("/portal/login/check/").status_code == 410
        assert browser.post("/portal/login/check/", {"code": "2345-6789"}).status_code == 410
        assert not is_in(browser)


def test_send_it_again_needs_no_second_typing(tenant: Tenant, carla: Contact) -> None:
    browser = a_browser(tenant)
    ask(browser, carla.email)
    first = mailed(tenant, carla.email)

    assert browser.post("/portal/login/again/").status_code == 302
    second = mailed(tenant, carla.email)

    assert second.path != first.path
    browser.post("/portal/login/check/", {"code": second.code})
    assert is_in(browser)


def test_five_wrong_codes_end_the_request(tenant: Tenant, carla: Contact) -> None:
    browser = a_browser(tenant)
    ask(browser, carla.email)
    letter = mailed(tenant, carla.email)
    wrong = "2345-6789" if letter.code != "2345-6789" else "3456-7892"

    answers = [browser.post("/portal/login/check/", {"code": wrong}) for _ in range(5)]

    assert [one.status_code for one in answers] == [422, 422, 422, 422, 410]
    assert "3 tries left" in answers[1].text
    assert browser.post("/portal/login/check/", {"code": letter.code}).status_code == 410
    assert not is_in(browser)
    browser.post(letter.path, {"secret": letter.secret})  # guesses of codes do not end the link
    assert is_in(browser)


def test_what_has_not_the_shape_of_a_code_costs_no_try(tenant: Tenant, carla: Contact) -> None:
    browser = a_browser(tenant)
    ask(browser, carla.email)
    letter = mailed(tenant, carla.email)

    for text in ["123", "hello", "ÄÖÜ", "x" * 60, "' OR 1=1", "ABCD-2345"]:
        answer = browser.post("/portal/login/check/", {"code": text})
        assert answer.status_code == 422
        assert "eight characters" in answer.text
        assert "tries left" not in answer.text  # a number that never goes down
    browser.post("/portal/login/check/", {"code": letter.code})

    assert is_in(browser)


def test_a_code_before_the_mail_was_made_is_wrong(tenant: Tenant, carla: Contact) -> None:
    browser = a_browser(tenant)
    ask(browser, carla.email)

    for text in ["2345-6789", "", "-"]:
        assert browser.post("/portal/login/check/", {"code": text}).status_code == 422
    assert not is_in(browser)


@pytest.mark.parametrize(
    "bad", ["", "x", "x@", "a b@c.example", "a" * 250 + "@example.com", "x@y\nBcc: z@example.com"]
)
def test_an_address_that_is_none_is_refused_kindly(tenant: Tenant, bad: str) -> None:
    answer = ask(a_browser(tenant), bad)

    assert answer.status_code == 422
    assert "There is a problem" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/portal/login/00000000-0000-7000-8000-000000000000",
        "/portal/login/00000000-0000-7000-8000-000000000000/",
    ],
)
def test_an_unknown_link_is_an_ended_link(tenant: Tenant, path: str) -> None:
    browser = a_browser(tenant)

    assert browser.get(path).status_code == 410
    assert browser.post(path, {"secret": "x" * 5000}).status_code == 410
    assert browser.get("/portal/login/not-a-uuid").status_code == 404


def test_somebody_who_is_in_already_goes_home(tenant: Tenant, carla: Contact) -> None:
    browser = a_browser(tenant)
    ask(browser, carla.email)
    letter = mailed(tenant, carla.email)
    browser.post(letter.path, {"secret": letter.secret})

    for path in ["/portal/login", "/portal/login/check/", letter.path]:
        answer = browser.get(path)
        assert (answer.status_code, answer["Location"]) == (302, "/portal/")


def test_a_signed_in_browser_gets_a_new_secret_each_time(tenant: Tenant, carla: Contact) -> None:
    browser = a_browser(tenant)
    secrets = set()
    for _ in range(2):
        browser.cookies[cookies.PORTAL] = "planted-by-somebody-else"
        ask(browser, carla.email)
        browser.post("/portal/login/check/", {"code": mailed(tenant, carla.email).code})
        secrets.add(browser.cookies[cookies.PORTAL].value)
        browser.post("/portal/logout/")

    assert len(secrets) == 2
    assert "planted-by-somebody-else" not in secrets


@pytest.mark.spec("S0.1.15")
def test_an_invited_contact_becomes_a_person_with_the_first_sign_in(
    tenant: Tenant, bakery: Company
) -> None:
    with scope(staff_scope(tenant.id)):
        invited = a_contact(
            bakery, "Ivo New", email="ivo@bluebird.example", person=None, access="invited"
        )
    browser = a_browser(tenant)
    ask(browser, invited.email)
    browser.post("/portal/login/check/", {"code": mailed(tenant, invited.email).code})

    assert is_in(browser)
    with scope(staff_scope(tenant.id)):
        invited.refresh_from_db()
        assert invited.access == Contact.Access.ACTIVE
        assert PersonEmail.objects.get(email=invited.email).person_id == invited.person_id
        assert not hasattr(invited, "staff")


def test_one_mailbox_at_two_companies_is_one_person(tenant: Tenant, bakery: Company) -> None:
    email = "both@freelancer.example"
    with scope(staff_scope(tenant.id)):
        for company in (bakery, a_company("Second Street")):
            a_contact(company, "Bo Both", email=email, person=None, access="invited")
    browser = a_browser(tenant)
    ask(browser, email)
    browser.post("/portal/login/check/", {"code": mailed(tenant, email).code})

    assert is_in(browser)
    with scope(staff_scope(tenant.id)):
        assert len(set(Contact.objects.filter(email=email).values_list("person_id"))) == 1
        assert Person.objects.filter(name="Bo Both").count() == 1


def test_an_address_that_staff_have_replaced_opens_nothing_any_more(
    tenant: Tenant, carla: Contact
) -> None:
    with scope(staff_scope(tenant.id)), writing("people"):
        Contact.objects.filter(pk=carla.pk).update(email="new@bluebird.example")
    browser = a_browser(tenant)
    ask(browser, "carla@bluebird.example")

    assert the_letter(tenant, "carla@bluebird.example") is None
    ask(browser, "new@bluebird.example")
    assert the_letter(tenant, "new@bluebird.example")


@pytest.mark.spec("S3.2.3", "S3.2.4", "S3.1.1", "S3.1.4")
@pytest.mark.parametrize("change", ["contact", "left", "company", "portal"])
def test_who_has_no_access_gets_no_mail(tenant: Tenant, carla: Contact, change: str) -> None:
    _close(tenant, carla, change)
    answers = [ask(a_browser(tenant), one) for one in (carla.email, "nobody@bluebird.example")]

    assert len({(one.status_code, one.content, one["Location"]) for one in answers}) == 1
    assert the_letter(tenant, carla.email) is None


@pytest.mark.parametrize("change", ["contact", "company", "portal"])
def test_access_closed_while_the_mail_travels_opens_nothing(
    tenant: Tenant, carla: Contact, change: str
) -> None:
    browser = a_browser(tenant)
    ask(browser, carla.email)
    letter = mailed(tenant, carla.email)
    _close(tenant, carla, change)

    assert browser.post(letter.path, {"secret": letter.secret}).status_code == 410
    assert not is_in(browser)


def _close(tenant: Tenant, contact: Contact, change: str) -> None:
    with scope(staff_scope(tenant.id)), writing("people"):
        match change:
            case "contact":
                Contact.objects.filter(pk=contact.pk).update(access=Contact.Access.DISABLED)
            case "left":
                Contact.objects.filter(pk=contact.pk).update(is_active=False)
            case "company":
                Company.objects.filter(pk=contact.company_id).update(status="inactive")
            case _:
                Company.objects.filter(pk=contact.company_id).update(portal_enabled=False)


def test_a_job_that_runs_twice_sends_one_mail(tenant: Tenant, carla: Contact) -> None:

    ask(a_browser(tenant), carla.email)
    with scope(staff_scope(tenant.id)):
        request = LoginRequest.objects.get()
        for _ in range(2):
            send_sign_in(request=str(request.pk))
        assert Message.objects.filter(to=carla.email).count() == 1
