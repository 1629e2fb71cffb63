"""Programs that open other people's mail: whatever they do with a link, only the person gets in."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from portico.core.identity import cookies
from portico.core.identity.models import LoginRequest, PortalSession
from portico.core.journal.models import Entry
from portico.core.people.models import Contact
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.tenancy import scope, staff_scope

from .factories import Letter, a_browser, ask, is_in, the_letter

pytestmark = [pytest.mark.django_db, pytest.mark.spec("S1.3.3")]

SCANNER = "Mozilla/5.0 (compatible; MailScanner/1.0; +https://scanner.example)"


def head(scanner: Client, letter: Letter) -> None:
    assert scanner.head(letter.path).status_code in {200, 403}


def five_gets(scanner: Client, letter: Letter) -> None:
    for _ in range(5):
        scanner.get(letter.path)


def rendered_with_script(scanner: Client, letter: Letter) -> None:
    """A browser that runs the page's script has the secret, and takes every form of the page."""
    scanner.get(letter.path)
    scanner.post(letter.path, {"secret": letter.secret})
    scanner.post("/portal/login/check/", {"code": letter.code})


def post_without_cookies(scanner: Client, letter: Letter) -> None:
    bare = Client(enforce_csrf_checks=True, headers={"host": letter.host})
    assert bare.post(letter.path, {"secret": letter.secret}).status_code == 403


def code_in_another_browser(scanner: Client, letter: Letter) -> None:
    scanner.post("/portal/login/check/", {"code": letter.code})


def guesses(scanner: Client, letter: Letter) -> None:
    for secret in ["", "x", letter.secret[:-1], letter.secret.swapcase(), "%00", "A" * 43]:
        scanner.post(letter.path, {"secret": secret})


def a_cookie_of_their_own(scanner: Client, letter: Letter) -> None:
    """Somebody asked for another address first, and has a good cookie for that one."""
    ask(scanner, "scanner@evil.example")
    scanner.post(letter.path, {"secret": letter.secret})


ATTACKS = [
    head,
    five_gets,
    rendered_with_script,
    post_without_cookies,
    code_in_another_browser,
    guesses,
    a_cookie_of_their_own,
]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda one: one.__name__)
def test_a_scanner_gets_no_session_and_the_person_gets_in(
    tenant: Tenant, carla: Contact, attack: Callable[[Client, Letter], None]
) -> None:
    person, scanner = a_browser(tenant), a_browser(tenant, **{"user-agent": SCANNER})
    ask(person, carla.email)
    letter = the_letter(tenant, carla.email)
    assert letter

    attack(scanner, letter)

    assert _sessions(tenant) == 0
    assert not is_in(scanner)
    assert person.get(letter.path).status_code == 200
    person.post(letter.path, {"secret": letter.secret})
    assert is_in(person)
    assert _sessions(tenant) == 1


def test_another_device_is_told_to_type_the_code_where_one_started(
    tenant: Tenant, carla: Contact
) -> None:
    computer, phone = a_browser(tenant), a_browser(tenant)
    ask(computer, carla.email)
    letter = the_letter(tenant, carla.email)
    assert letter

    for answer in (phone.get(letter.path), phone.post(letter.path, {"secret": letter.secret})):
        assert answer.status_code == 403
        assert "Type the code where you started" in answer.text
        assert carla.email not in answer.text
    computer.post("/portal/login/check/", {"code": letter.code})

    assert is_in(computer)
    assert not is_in(phone)


@pytest.mark.spec("G3")
def test_a_used_link_opens_nothing_a_second_time(tenant: Tenant, carla: Contact) -> None:
    person = a_browser(tenant)
    ask(person, carla.email)
    browser_secret = person.cookies[cookies.BROWSER].value
    letter = the_letter(tenant, carla.email)
    assert letter
    person.post(letter.path, {"secret": letter.secret})

    thief = a_browser(tenant)
    thief.cookies[cookies.BROWSER] = browser_secret  # even with the cookie of that time
    for answer in (
        thief.post(letter.path, {"secret": letter.secret}),
        thief.post("/portal/login/check/", {"code": letter.code}),
        thief.post("/portal/login/who/", {"contact": str(carla.pk)}),
    ):
        assert answer.status_code == 410
    assert not is_in(thief)
    assert _sessions(tenant) == 1


def test_a_late_click_opens_nothing(tenant: Tenant, carla: Contact) -> None:
    person = a_browser(tenant)
    ask(person, carla.email)
    letter = the_letter(tenant, carla.email)
    assert letter

    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=1), tick=False):
        assert person.post(letter.path, {"secret": letter.secret}).status_code == 410
        assert person.post("/portal/login/check/", {"code": letter.code}).status_code == 410

    assert _sessions(tenant) == 0


def test_the_host_of_another_msp_knows_nothing_of_the_link(tenant: Tenant, carla: Contact) -> None:
    person = a_browser(tenant)
    ask(person, carla.email)
    letter = the_letter(tenant, carla.email)
    assert letter
    other = a_browser(a_tenant("Beta MSP"))
    other.cookies[cookies.BROWSER] = person.cookies[cookies.BROWSER].value

    assert other.get(letter.path).status_code == 410
    assert other.post(letter.path, {"secret": letter.secret}).status_code == 410
    assert other.post("/portal/login/check/", {"code": letter.code}).status_code == 410
    unknown = Client(headers={"host": "unknown.example.com"})
    assert unknown.get(letter.path).status_code == 404

    person.post(letter.path, {"secret": letter.secret})
    assert is_in(person)


@pytest.mark.spec("G3")
def test_opening_a_link_changes_no_row(tenant: Tenant, carla: Contact) -> None:
    person = a_browser(tenant)
    ask(person, carla.email)
    letter = the_letter(tenant, carla.email)
    assert letter
    before = _rows(tenant)

    for _ in range(3):
        person.get(letter.path)
        person.head(letter.path)
        a_browser(tenant).get(letter.path)

    assert _rows(tenant) == before


def _rows(tenant: Tenant) -> list[object]:
    with scope(staff_scope(tenant.id)):
        return [*LoginRequest.objects.values(), Entry.objects.count()]


def _sessions(tenant: Tenant) -> int:
    with scope(staff_scope(tenant.id)):
        return PortalSession.objects.count()
