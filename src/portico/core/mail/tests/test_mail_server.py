"""Choosing the mail server, trying it out, and words for everything that can be wrong with it."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from pytest_django import Settings

from portico.core.access.actors import System
from portico.core.access.permissions import Refusal
from portico.core.access.tests.factories import a_technician
from portico.core.journal.models import Entry, Personal
from portico.core.mail import queries
from portico.core.mail.actions.server import (
    NoServer,
    ask_for_test,
    change_server,
    remove_server,
)
from portico.core.mail.jobs import send_mail, try_server
from portico.core.mail.models import MailServer, MailTest, Message, Outage, OwnReason
from portico.core.mail.permissions import MANAGE
from portico.core.mail.rules.words import explained
from portico.core.mail.staff.progress import progress_of
from portico.core.tenants.models import Tenant
from portico.kernel.mailing import Reason, Step
from portico.kernel.smtp import Security, Server
from portico.kernel.tests.post_office import PostOffice, asks_for, post_office, says

from .factories import a_mail, a_mail_server, queued_jobs

olga = a_technician(MANAGE, name="Olga Owner")


def change(**facts: Any) -> MailServer:
    given: dict[str, Any] = {
        "host": "smtp.acme.example",
        "port": 587,
        "security": Security.STARTTLS,
        "user": "help@acme.example",
        "password": "hunter2",
        "from_address": "help@acme.example",
        "from_name": "Acme IT",
        "marks_replies": False,
    }
    return change_server(olga, **given | facts)


def test_the_password_is_sealed_and_in_no_journal(tenant: Tenant) -> None:
    change()

    stored = MailServer.objects.get()
    assert b"hunter2" not in bytes(stored.password)
    server = queries.route().server
    assert isinstance(server, Server)
    assert server.password == "hunter2"
    kept = Personal.objects.get()
    assert kept.after["server"] == "smtp.acme.example:587"
    assert "hunter2" not in f"{kept.before} {kept.after} {Entry.objects.get().data}"
    assert Entry.objects.get().is_security


def test_the_password_stays_when_none_is_typed(tenant: Tenant) -> None:
    change()
    change(password=None, from_name="Acme")

    server = queries.route().server
    assert isinstance(server, Server)
    assert server.password == "hunter2"
    assert MailServer.objects.count() == 1


@pytest.mark.parametrize(
    "elsewhere",
    [{"host": "smtp.thief.example"}, {"user": "other"}, {"security": Security.NONE}],
)
def test_the_password_never_goes_where_it_was_not_given_for(
    tenant: Tenant, elsewhere: dict[str, Any]
) -> None:
    change()

    with pytest.raises(Refusal) as refusal:
        change(password=None, **elsewhere)

    assert refusal.value.field == "password"


def test_a_sender_must_be_an_address(tenant: Tenant) -> None:
    with pytest.raises(Refusal) as refusal:
        change(from_address="Acme <help@acme.example>")

    assert refusal.value.field == "from_address"


def test_only_who_may_changes_it(tenant: Tenant) -> None:
    with pytest.raises(PermissionDenied):
        change_server(
            a_technician(),
            host="x.example",
            port=25,
            security=Security.NONE,
            user="",
            password=None,
            from_address="a@b.example",
            from_name="",
            marks_replies=False,
        )
    with pytest.raises(PermissionDenied):
        ask_for_test(a_technician())


def test_without_an_own_server_the_installations_is_used_again(
    tenant: Tenant, settings: Settings
) -> None:
    settings.SMTP_URL = "smtps://house.example"
    change()
    remove_server(olga)

    route = queries.route()
    assert isinstance(route.server, Server)
    assert (route.server.host, route.server.port) == ("house.example", 465)
    with pytest.raises(NoServer):
        remove_server(olga)


def test_a_new_server_gets_what_waited_for_the_old_one(tenant: Tenant, office: PostOffice) -> None:
    a_mail_server()  # nobody listens there
    mail = a_mail()
    send_mail(message=str(mail.id))
    assert Outage.objects.exists()

    change(host="127.0.0.1", port=office.port, security=Security.NONE, user="")

    assert not Outage.objects.exists()
    assert queued_jobs("mail.send_waiting")


def test_a_test_mail_goes_to_whoever_asks(tenant: Tenant, office: PostOffice) -> None:
    a_mail_server(office)
    test = ask_for_test(olga)
    assert queued_jobs("mail.try_server")[0][2] == {"test": str(test.id)}

    try_server(test=str(test.id))

    test.refresh_from_db()
    assert test.state == MailTest.State.ARRIVED
    assert office.mails[0].recipient == olga.email
    assert "e-mail works" in office.mails[0].body("plain")
    assert not Message.objects.exists()


def test_a_test_that_ran_is_not_run_again(tenant: Tenant, office: PostOffice) -> None:
    a_mail_server(office)
    test = ask_for_test(olga)

    for _ in range(2):
        try_server(test=str(test.id))

    assert len(office.mails) == 1


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_test_says_at_which_step_it_failed(tenant: Tenant) -> None:
    with post_office(**asks_for("desk", "right")) as office:
        a_mail_server(office, user="desk", password="wrong")
        test = ask_for_test(olga)
        try_server(test=str(test.id))

    progress = progress_of(queries.latest_test(olga))
    assert progress is not None
    assert progress.explanation is not None
    assert progress.explanation.what == "The server does not accept the user or the password."
    assert progress.explanation.said.startswith("535")
    assert [stage.state for stage in progress.stages] == ["done", "done", "bad", "open"]


def test_a_good_test_ends_an_outage(tenant: Tenant, office: PostOffice) -> None:
    a_mail_server(office)
    office.stop()
    send_mail(message=str(a_mail().id))
    assert Outage.objects.exists()
    office.start()
    try_server(test=str(ask_for_test(olga).id))

    assert not Outage.objects.exists()
    assert queries.health(olga).outage is None


def test_a_refused_test_mail_shows_the_servers_words(tenant: Tenant, office: PostOffice) -> None:
    a_mail_server(office)
    office.at["MAIL"] = says("553 5.7.1 sender not owned by user")
    try_server(test=str(ask_for_test(olga).id))

    progress = progress_of(queries.latest_test(olga))
    assert progress is not None
    assert progress.explanation is not None
    assert "sender" in progress.explanation.what
    assert progress.explanation.said == "553 5.7.1 sender not owned by user"


def test_nothing_can_be_tested_without_a_server_or_a_mailbox(tenant: Tenant) -> None:
    with pytest.raises(NoServer):
        ask_for_test(olga)
    a_mail_server()
    with pytest.raises(NoServer):
        ask_for_test(System("tests"))


@pytest.mark.parametrize("reason", [*Reason, *OwnReason])
def test_every_reason_has_words_and_advice(reason: Reason | OwnReason) -> None:
    for code in (0, 421, 452, 535, 550, 554):
        for step in ("", *Step):
            found = explained(reason.value, step=step, code=code, answer="words")
            assert found.what.endswith(".")
            assert found.helps.endswith((".", ")."))
