"""Whoever's mailbox is gone is shut out; whoever only had a bad day is not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portico.core.directory.jobs import mind_mailbox
from portico.core.identity.tests.factories import signed_in_client
from portico.core.journal.models import Entry
from portico.core.mail.models import Message
from portico.core.mail.tests.factories import a_stuck_mail
from portico.core.people.models import Contact
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.settings.tests.msps import inside
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope
from portico.kernel.writes import writing

EMAIL = "leo@client.example"
State = Message.State


def a_mail(
    days_ago: float, *, to: str = EMAIL, state: State = State.FAILED, code: int = 550
) -> Message:
    mail = a_stuck_mail(state, to=to)
    with writing("mail"):
        mail.ended_at = timezone.now() - timedelta(days=days_ago)
        mail.code = code if state == State.FAILED else 0
        mail.save()
    return mail


@pytest.fixture
def leo(tenant: Tenant) -> Contact:
    with scope(inside(tenant)):
        week = timezone.now() - timedelta(days=7)
        found: Contact = a_contact(a_company(), "Leo Leaver", email=EMAIL, last_seen_at=week)
        return found


@pytest.mark.spec("S4.8.4b")
def test_an_address_that_refuses_mail_on_two_days_is_shut_out_at_once(
    tenant: Tenant, leo: Contact
) -> None:
    browser = signed_in_client(leo)
    with scope(inside(tenant)):
        with writing("people"):
            Contact.objects.update(last_seen_at=timezone.now() - timedelta(days=7))
        first = a_mail(3)
        mind_mailbox(mail=str(first.pk))
        leo.refresh_from_db()
        assert leo.can_sign_in
        mind_mailbox(mail=str(a_mail(0).pk))
        leo.refresh_from_db()
        assert (leo.access, leo.closed_why) == ("disabled", "E-mails to this address come back.")
        assert Entry.objects.get(name="roles.access_closed").subject_id == leo.pk
    assert browser.get("/portal/").status_code == 302


@pytest.mark.spec("S4.8.4b")
@pytest.mark.parametrize("why", ["one day", "taken between", "was here", "full", "everybody"])
def test_a_passing_fault_shuts_nobody_out(tenant: Tenant, leo: Contact, why: str) -> None:
    with scope(inside(tenant)):
        a_mail(0.5 if why == "one day" else 3, code=452 if why == "full" else 550)
        if why == "taken between":
            a_mail(2, state=State.SENT)
        if why == "was here":
            with writing("people"):
                Contact.objects.update(last_seen_at=timezone.now() - timedelta(days=1))
        for number in range(6 if why == "everybody" else 0):
            a_mail(0, to=f"other{number}@client.example")
        mind_mailbox(mail=str(a_mail(0).pk))
        leo.refresh_from_db()
    assert leo.can_sign_in
