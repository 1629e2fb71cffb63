"""From the queue to a real mail server: taken, refused, put off, in doubt; never sent twice."""

from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from portico.core.jobs.job import SIGN_IN
from portico.core.journal.models import Entry
from portico.core.mail import queries
from portico.core.mail.jobs import send_mail, send_waiting
from portico.core.mail.models import MailThread, Message, Outage, Thread
from portico.core.people.tests.factories import a_company
from portico.core.tenants.models import BrandFile, Tenant
from portico.kernel.tests.post_office import (
    PostOffice,
    asks_for,
    hangs_up,
    post_office,
    says,
)
from portico.kernel.writes import writing

from .factories import a_mail, a_mail_server, queued_jobs, sent

State = Message.State


def reasons() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("name", flat=True))


def test_a_german_mail_arrives_as_it_was_written(tenant: Tenant, office: PostOffice) -> None:
    a_mail_server(office, from_name="Größe & Söhne IT")
    mail = a_mail(
        name="Jörg Müller, Einkauf",
        language="de",
        context={"to": "Jörg", "server": "Drücker–Straße €"},
    )

    assert sent(mail).state == State.SENT

    taken = office.mails[0]
    assert (taken.sender, taken.recipient) == ("help@acme.example", "maya@client.example")
    assert taken.parsed["To"].addresses[0].display_name == "Jörg Müller, Einkauf"
    assert taken.parsed["From"].addresses[0].display_name == "Größe & Söhne IT"
    assert taken.parsed["Subject"] == mail.subject
    assert "Drücker–Straße €" in taken.body("plain")
    assert "Drücker–Straße €" in taken.body("html")
    assert reasons() == ["mail.sent"]


def test_a_sent_mail_is_never_sent_again(tenant: Tenant, office: PostOffice) -> None:
    a_mail_server(office)
    mail = a_mail()

    for _ in range(3):
        sent(mail)

    assert len(office.mails) == 1


def test_a_sensitive_text_is_gone_once_it_is_sent(tenant: Tenant, office: PostOffice) -> None:
    a_mail_server(office)
    mail = sent(a_mail(sensitive=True))

    assert "mail.acme.example" in office.mails[0].body("plain")
    assert (mail.text, mail.html, bytes(mail.sealed)) == ("", "", b"")
    assert mail.erased_at is not None


def test_mails_about_one_thing_hang_together_for_each_reader(
    tenant: Tenant, office: PostOffice
) -> None:
    a_mail_server(office)
    thread = Thread.of(a_company())
    first, other = a_mail(thread=thread), a_mail("tom@client.example", thread=thread)
    for mail in (first, other, a_mail(thread=thread)):
        sent(mail)

    one, two, three = (taken.parsed for taken in office.mails)
    root = MailThread.objects.get().root
    assert one["References"] == two["References"] == root
    assert three["References"].split() == [root, one["Message-ID"]]
    assert three["In-Reply-To"] == one["Message-ID"]
    assert one["Message-ID"] == f"<{first.id}@acme.example>"


@pytest.mark.parametrize(("stage", "words"), [("RCPT", "550 no such user"), ("DATA", "554 spam")])
def test_a_refusal_ends_it_with_the_servers_words(
    tenant: Tenant, office: PostOffice, stage: str, words: str
) -> None:
    a_mail_server(office)
    office.at[stage] = says(words)

    mail = sent(a_mail())

    assert (mail.state, mail.code, mail.answer) == (State.FAILED, int(words[:3]), words[4:])
    assert reasons() == ["mail.failed"]
    assert not Outage.objects.exists()
    assert len(queued_jobs()) == 1  # the one that ran; no other try


def test_a_busy_server_is_asked_again_later(tenant: Tenant, office: PostOffice) -> None:
    a_mail_server(office)
    office.at["DATA"] = says("451 later")
    mail = sent(a_mail())

    assert (mail.state, mail.attempts, mail.code) == (State.QUEUED, 1, 451)
    moment = queued_jobs()[-1][1]
    assert moment == mail.next_try_at
    assert mail.next_try_at > timezone.now() + timedelta(seconds=20)
    assert not reasons()


def test_waits_grow_and_end_after_a_day(
    tenant: Tenant, office: PostOffice, clock: time_machine.Traveller
) -> None:
    a_mail_server(office)
    office.at["RCPT"] = says("450 mailbox busy")
    mail, start = a_mail(), timezone.now()
    tries: list[datetime] = []
    while mail.state == State.QUEUED:
        tries.append(timezone.now())
        sent(mail)
        clock.move_to(max(timezone.now(), mail.next_try_at))

    waits = [later - earlier for earlier, later in pairwise(tries)]
    assert mail.state == State.FAILED
    assert waits[0] < timedelta(minutes=1)
    assert max(waits) < timedelta(minutes=61)
    assert timedelta(hours=3) < tries[-1] - start < timedelta(hours=26)
    assert (mail.code, mail.answer) == (450, "mailbox busy")


def test_a_sign_in_mail_waits_a_minute_at_most(
    tenant: Tenant, office: PostOffice, clock: time_machine.Traveller
) -> None:
    a_mail_server(office)
    office.at["RCPT"] = says("450 mailbox busy")
    mail = a_mail(lane=SIGN_IN)
    clock.shift(timedelta(hours=2))

    assert sent(mail).next_try_at < timezone.now() + timedelta(seconds=70)


def test_a_code_that_has_run_out_is_not_sent(
    tenant: Tenant, office: PostOffice, clock: time_machine.Traveller
) -> None:
    a_mail_server(office)
    mail = a_mail(sensitive=True, until=timezone.now() + timedelta(minutes=10))
    clock.shift(timedelta(minutes=11))

    sent(mail)

    assert (mail.state, mail.reason, bytes(mail.sealed)) == (State.FAILED, "too_late", b"")
    assert not office.mails
    assert not Message.objects.stuck().exists()


def test_an_hour_without_the_server_loses_nothing(
    tenant: Tenant, office: PostOffice, clock: time_machine.Traveller
) -> None:
    a_mail_server(office)
    office.stop()
    mails = [a_mail(f"person{number}@client.example") for number in range(12)]
    end = timezone.now() + timedelta(hours=1)
    while timezone.now() < end:
        for mail in mails:
            sent(mail)
        clock.shift(timedelta(minutes=3))
    assert Outage.objects.get().reason == "refused"
    assert {mail.state for mail in mails} == {State.QUEUED}

    office.start()
    first = min(mails, key=lambda mail: mail.next_try_at)
    clock.move_to(first.next_try_at)
    sent(first)
    send_waiting()
    for _lane, _moment, arguments in queued_jobs():
        send_mail(**arguments)

    assert len(office.mails) == 12
    assert len({taken.recipient for taken in office.mails}) == 12
    assert not Outage.objects.exists()
    assert not Message.objects.waiting().exists()


def test_while_the_server_is_away_only_one_mail_asks(tenant: Tenant, office: PostOffice) -> None:
    a_mail_server(office)
    office.at["EHLO"] = hangs_up()
    for number in range(10):
        sent(a_mail(f"person{number}@client.example"))

    assert office.calls == 1
    assert Message.objects.waiting().count() == 10


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_wrong_password_is_the_servers_matter_and_loses_nothing(tenant: Tenant) -> None:
    with post_office(**asks_for("desk", "right")) as office:
        a_mail_server(office, user="desk", password="wrong")
        mail = sent(a_mail())

    assert mail.state == State.QUEUED
    assert Outage.objects.get().code == 535


def test_without_any_server_mail_waits(tenant: Tenant) -> None:
    mail = sent(a_mail())

    assert (mail.state, mail.reason, mail.attempts) == (State.QUEUED, "no_server", 0)


@pytest.mark.parametrize("stage", ["DATA", "KEPT"])
def test_a_line_that_breaks_after_the_content_is_a_doubt_for_a_person(
    tenant: Tenant, office: PostOffice, stage: str
) -> None:
    a_mail_server(office)
    office.at[stage] = hangs_up()

    mail = sent(a_mail())
    sent(mail)

    assert mail.state == State.AMBIGUOUS
    assert len(office.mails) == (stage == "KEPT")
    assert reasons() == ["mail.in_doubt"]
    assert list(Message.objects.stuck()) == [mail]


def test_a_job_that_comes_too_early_does_nothing(tenant: Tenant, office: PostOffice) -> None:
    a_mail_server(office)
    mail = a_mail()
    with writing("mail"):
        Message.objects.update(next_try_at=timezone.now() + timedelta(minutes=1))

    assert sent(mail).attempts == 0
    assert not office.mails


def test_a_mail_that_cannot_be_unsealed_is_told_of(tenant: Tenant, office: PostOffice) -> None:
    a_mail_server(office)
    mail = a_mail(sensitive=True)
    with writing("mail"):
        Message.objects.update(sealed=b"\x01" + b"0" * 60)

    assert (sent(mail).state, mail.reason) == (State.FAILED, "unreadable")


def test_the_installations_server_is_used_without_an_own_one(
    tenant: Tenant, office: PostOffice, settings: Settings
) -> None:
    settings.SMTP_URL = f"smtp://127.0.0.1:{office.port}"
    settings.MAIL_FROM = "Mail of the house <portal@house.example>"
    Tenant.objects.filter(pk=tenant.pk).update(email="office@acme.example")

    sent(a_mail())

    mail = office.mails[0].parsed
    assert mail["From"] == "Mail of the house <portal@house.example>"
    assert mail["Reply-To"] == "office@acme.example"


def test_without_a_sender_the_tenants_address_is_one(tenant: Tenant, settings: Settings) -> None:
    host = queries.primary_host()

    assert queries.route().sender.address == f"no-reply@{host}"
    Tenant.objects.filter(pk=tenant.pk).update(email="office@acme.example")
    assert queries.route().sender.address == "office@acme.example"


def test_a_demo_keeps_a_copy_of_each_mail(
    tenant: Tenant, office: PostOffice, settings: Settings, tmp_path: Path
) -> None:
    settings.MAIL_FOLDER = tmp_path
    only_kept = sent(a_mail())
    a_mail_server(office)
    sent(a_mail())

    files = list((tmp_path / tenant.slug).iterdir())
    assert only_kept.state == State.SENT
    assert len(files) == 2
    assert len(office.mails) == 1
    assert all(file.stat().st_mode & 0o077 == 0 for file in files)
    assert office.mails[0].raw in [file.read_bytes() for file in files]


def test_the_logo_travels_with_the_mail(tenant: Tenant, office: PostOffice) -> None:
    a_mail_server(office)
    png = b"\x89PNG\r\n\x1a\n" + bytes(300)
    with writing("tenants"):
        BrandFile.objects.create(hash="f" * 64, kind="image/png", content=png)
        Tenant.objects.filter(pk=tenant.pk).update(logo_hash="f" * 64, logo_type="image/png")

    sent(a_mail())

    parts = {part.get_content_type(): part for part in office.mails[0].parsed.walk()}
    assert parts["image/png"].get_content() == png
    assert 'src="cid:logo"' in parts["text/html"].get_content()
