"""Queueing a mail: by anybody, as part of something else, in the reader's language."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from portico.core.access.actors import Actor, Operator, Visitor
from portico.core.access.tests.factories import a_client, a_technician
from portico.core.jobs.job import SIGN_IN
from portico.core.mail.actions.queue import queue_mail
from portico.core.mail.models import MailThread, Message, Thread
from portico.core.people.tests.factories import a_company
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.core.tenants.vault import open_text
from portico.kernel.ids import new_id
from portico.kernel.tenancy import (
    Scope,
    door_scope,
    portal_scope,
    scope,
    staff_scope,
)

from .factories import a_mail, queued_jobs

CONTEXT = {"to": "Maya", "server": "mail.acme.example", "asked_at": timezone.now()}


def test_a_mail_wears_the_brand(tenant: Tenant) -> None:
    mail = a_mail()

    assert mail.subject == f"Test e-mail from {tenant.name}"
    assert tenant.colour in mail.html
    assert mail.text.startswith("Hello Maya,")
    assert "<" not in mail.text
    assert 'style="' in mail.html
    assert "var(" not in mail.html


def test_a_mail_ends_with_who_sent_it_and_the_legal_links(tenant: Tenant) -> None:
    Tenant.objects.filter(pk=tenant.pk).update(
        address="Weg 1\n8010 Graz",
        phone="+43 316 1234",
        legal_links=[{"url": "https://acme.example/imprint", "text": "Imprint & more"}],
    )

    mail = a_mail()

    assert "Weg 1, 8010 Graz · +43 316 1234\nImprint & more: https://acme.example/" in mail.text
    assert '<a href="https://acme.example/imprint"' in mail.html
    assert "Imprint &amp; more</a>" in mail.html
    assert 'href="tel:+433161234"' in mail.html


def test_people_s_own_words_stay_words(tenant: Tenant) -> None:
    mail = a_mail(context={"to": "<b>Maya</b> & co"})

    assert "Hello &lt;b&gt;Maya&lt;/b&gt; &amp; co" in mail.html
    assert "Hello <b>Maya</b> & co" in mail.text


@pytest.mark.spec("G7")
def test_times_are_the_readers(tenant: Tenant) -> None:
    moment = datetime(2026, 3, 2, 12, 30, tzinfo=ZoneInfo("UTC"))

    mail = a_mail(zone="America/New_York", context={"asked_at": moment})

    assert "07:30" in mail.text


def test_a_mail_is_written_in_the_language_of_its_reader(tenant: Tenant) -> None:
    assert 'lang="de"' in a_mail(language="de").html
    assert a_mail().language == tenant.language


def test_a_mail_waits_in_its_lane(tenant: Tenant) -> None:
    bulk, code = a_mail(), a_mail(lane=SIGN_IN)

    lanes = {job[2]["message"]: job[0] for job in queued_jobs()}
    assert lanes == {str(bulk.id): "mail", str(code.id): "signin"}


def scopes_and_actors(tenant: Tenant) -> list[tuple[Scope, Actor]]:
    company = a_company()
    session = portal_scope(tenant.id, company=company.id, contact=new_id())
    return [
        (door_scope(tenant.id), Visitor()),
        (session, a_client(company.id)),
        (staff_scope(tenant.id), a_technician()),
        (staff_scope(tenant.id), Operator()),
    ]


def test_everybody_can_send_as_part_of_something_else(tenant: Tenant) -> None:
    for place, actor in scopes_and_actors(tenant):
        thread = Thread("people.company", tenant.id)
        with scope(place):
            queue_mail(
                actor,
                to="a@b.example",
                name="",
                template="mail/mail/test",
                context=CONTEXT,
                thread=thread,
                sensitive=True,
            )

    assert Message.objects.count() == 4
    assert MailThread.objects.count() == 1


@pytest.mark.spec("G1")
def test_portal_and_door_cannot_read_what_they_queued(tenant: Tenant) -> None:
    for place, _actor in scopes_and_actors(tenant)[:2]:
        with scope(place):
            a_mail()
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                Message.objects.first()


@pytest.mark.spec("G1")
def test_another_tenant_sees_nothing_of_it(db: None) -> None:
    ours, theirs = a_tenant(), a_tenant("Beta MSP")
    with scope(staff_scope(ours.id)):
        mail = a_mail()

    with scope(staff_scope(theirs.id)):
        assert not Message.objects.filter(pk=mail.pk).exists()
    with scope(staff_scope(ours.id)):
        assert Message.objects.filter(pk=mail.pk).exists()


def test_a_sensitive_mail_is_sealed_and_opens_only_at_its_place(tenant: Tenant) -> None:
    mail = a_mail(sensitive=True)
    stored = Message.objects.get()

    assert (stored.text, stored.html) == ("", "")
    assert b"mail.acme.example" not in bytes(stored.sealed)
    assert "mail.acme.example" in open_text(mail, "sealed", stored.sealed)


@pytest.mark.parametrize(
    "address",
    ["", "nobody", "a@b", "a@b.example\nBcc: x@y.example", "a b@c.example", "<a@b.example>"],
)
def test_a_bad_address_undoes_nothing_but_is_listed(tenant: Tenant, address: str) -> None:
    mail = a_mail(address)

    assert (mail.state, mail.reason) == (Message.State.FAILED, "bad_address")
    assert Message.objects.stuck().count() == 1
    assert not queued_jobs()


def test_a_subject_is_one_line(tenant: Tenant) -> None:
    tenant.name = "Acme\r\nBcc: everybody@client.example\x00\u202e"
    Tenant.objects.filter(pk=tenant.pk).update(name=tenant.name.replace("\x00", ""))

    assert a_mail().subject == "Test e-mail from Acme Bcc: everybody@client.example"


def test_what_is_rolled_back_was_never_queued(tenant: Tenant) -> None:
    class Wrong(Exception): ...

    def something_else() -> None:
        with transaction.atomic():
            a_mail()
            raise Wrong

    with pytest.raises(Wrong):
        something_else()

    assert not Message.objects.exists()
    assert not queued_jobs()
