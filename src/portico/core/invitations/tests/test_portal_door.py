"""What an invitation's link leads to, and what it never does."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from portico.core.access.actors import Staff
from portico.core.identity import cookies
from portico.core.identity.tests.factories import a_browser, is_in, mailed
from portico.core.identity.tests.msps import an_msp, inside
from portico.core.journal.models import Entry
from portico.core.people.models import Contact
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope
from portico.kernel.writes import writing

from ..actions.single import invite, resend, revoke
from ..jobs import note_joining, renew
from ..models import Invitation, LeftAlone
from .factories import delivered, mails_to, token_of

PAGE = "/portal/invitation"
State = Invitation.State


@pytest.fixture
def token(tenant: Tenant, olga: Staff, anna: Contact) -> str:
    """The link that was mailed to Anna."""
    with scope(inside(tenant)):
        invite(olga, anna, message="<script>alert(1)</script>\nSee you")
        return token_of(anna)


def plain(text: str) -> str:
    """The page without the token against forged posts, which is another one each time."""
    return re.sub(r"[A-Za-z0-9]{64}", "", text)


def state(tenant: Tenant) -> str:
    with scope(inside(tenant)):
        return Invitation.objects.order_by("-id")[0].state


@pytest.mark.spec("S0.1.17")
def test_opening_the_page_changes_nothing_and_the_button_counts(
    tenant: Tenant, token: str, anna: Contact
) -> None:
    browser = a_browser(tenant)
    for _ in range(5):
        assert browser.get(PAGE).status_code == browser.head(PAGE).status_code == 200
    assert browser.get(f"{PAGE}?token={token}").status_code == 200
    assert state(tenant) == State.SENT, "scanners and GETs do not open it"
    found = browser.post(PAGE, {"token": f"https://x.example/portal/invitation#{token}"})
    assert anna.email in found.text
    assert "Olga Owner" in found.text
    assert "&lt;script&gt;" in found.text
    assert "no-store" in found["Cache-Control"]
    assert state(tenant) == State.OPENED
    assert not is_in(browser)


@pytest.mark.spec("S0.1.17", "S4.8.2c")
def test_it_lets_nobody_in_without_the_mailed_code(
    tenant: Tenant, token: str, anna: Contact
) -> None:
    browser = a_browser(tenant)
    browser.post(PAGE, {"token": token})
    assert cookies.PORTAL not in browser.cookies
    browser.post("/portal/login", {"email": anna.email})
    letter = mailed(tenant, anna.email)
    browser.post("/portal/login/check/", {"code": letter.code})
    assert is_in(browser)
    with scope(inside(tenant)):
        person = Contact.objects.get(pk=anna.pk).person_id
        note_joining(person=str(person))
        assert Entry.objects.filter(name="invitations.accepted").count() == 1
    assert state(tenant) == State.ACCEPTED
    again = a_browser(tenant).post(PAGE, {"token": token})
    assert (again.status_code, anna.email in again.text) == (410, False)


def test_dead_links_say_what_to_do_and_name_nobody(
    tenant: Tenant, olga: Staff, anna: Contact, token: str
) -> None:
    with scope(inside(tenant)), writing("invitations"):
        Invitation.objects.update(sent_at=timezone.now() - timedelta(minutes=5))
        resend(olga, anna)
        newer = token_of(anna)
        revoke(olga, anna)
    browser = a_browser(tenant)
    for dead, words in (
        (token, "newer invitation"),
        (newer, "does not work any more"),
        ("x" * 43, "not complete"),
        ("\0", "not complete"),
    ):
        answer = browser.post(PAGE, {"token": dead})
        assert answer.status_code in {410, 422}
        assert words in answer.text or answer.status_code == 422
        assert anna.email not in answer.text
        assert "Bluebird" not in answer.text
    assert browser.post(PAGE, {"token": ""}).status_code == 422


def test_another_tenants_link_is_worth_nothing(tenant: Tenant, token: str, anna: Contact) -> None:
    answer = a_browser(an_msp("Beta MSP")).post(PAGE, {"token": token})
    assert (answer.status_code, anna.email in answer.text) == (410, False)
    assert state(tenant) == State.SENT


def test_what_has_run_out_is_sent_again_once_when_asked(
    tenant: Tenant, anna: Contact, token: str
) -> None:
    with scope(inside(tenant)), writing("invitations"):
        Invitation.objects.update(
            expires_at=timezone.now(), sent_at=timezone.now() - timedelta(days=15)
        )
    browser = a_browser(tenant)
    assert "run out" in browser.post(PAGE, {"token": token}).text
    known = browser.post(f"{PAGE}/again/", {"token": token})
    unknown = browser.post(f"{PAGE}/again/", {"token": "x" * 43})
    assert known.status_code == unknown.status_code == 200
    assert plain(known.text) == plain(unknown.text)
    with scope(inside(tenant)):
        old = Invitation.objects.get()
        for _ in range(2):
            renew(invitation=str(old.pk))
        assert len(mails_to(anna)) == 2
        assert Entry.objects.filter(name="invitations.asked_again").count() == 1


def test_who_wants_none_gets_none(tenant: Tenant, olga: Staff, anna: Contact, token: str) -> None:
    browser = a_browser(tenant)
    assert browser.post(f"{PAGE}/refusal/", {"token": token}).status_code == 200
    with scope(inside(tenant)):
        assert LeftAlone.objects.get(contact=anna).why == "declined"
    assert browser.post(PAGE, {"token": token}).status_code == 410


def test_a_forged_post_without_the_pages_token_does_nothing(tenant: Tenant, token: str) -> None:
    host = a_browser(tenant).defaults["HTTP_HOST"]
    browser = Client(enforce_csrf_checks=True, headers={"host": host})
    assert browser.post(PAGE, {"token": token}).status_code == 403
    assert state(tenant) == State.SENT


def test_guessing_is_slowed_down(tenant: Tenant) -> None:
    browser = a_browser(tenant)
    answers = {browser.post(PAGE, {"token": f"{n:043}"}).status_code for n in range(70)}
    assert answers == {410, 429}


@pytest.mark.django_db(transaction=True)
def test_opened_a_hundred_times_at_once_it_is_opened_once(
    tenant: Tenant, token: str, olga: Staff
) -> None:
    def press(_: int) -> int:
        try:
            return a_browser(tenant).post(PAGE, {"token": token}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(press, range(24)))
    assert answers == {200}
    with scope(inside(tenant)):
        assert Entry.objects.filter(name="invitations.opened").count() == 1
        delivered(Invitation.objects.get())
        assert Invitation.objects.get().state == State.OPENED, "a late answer takes nothing back"
    assert olga.name
