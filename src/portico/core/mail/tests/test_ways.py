"""Mail through a mailbox at Microsoft or Google: set up, sent, paused, and told in words."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from portico.core.access.menu import SETTINGS
from portico.core.access.permissions import Refusal
from portico.core.access.tests.factories import a_technician
from portico.core.journal.models import Entry, Personal
from portico.core.mail import queries
from portico.core.mail.actions.deliver import claim_mail, mark_refused, mark_sent
from portico.core.mail.actions.server import Face, ask_for_test, use_google, use_microsoft
from portico.core.mail.jobs import send_mail, send_several, try_server
from portico.core.mail.models import MailServer, MailTest, Message, Outage
from portico.core.mail.permissions import MANAGE
from portico.core.mail.staff.progress import progress_of
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.gmail import Gmail
from portico.kernel.graph import Graph
from portico.kernel.mailing import Answer, Reason, Step
from portico.kernel.provider_mail import ProviderProblem
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.tests.mail_provider import (
    CLIENT,
    DIRECTORY,
    ROBOT,
    SECRET,
    Provider,
    Reply,
    mail_provider,
    persons_key,
    private_pem,
    service_key,
)

from .factories import a_mail, machine, queued_jobs, sent
from .test_staff_mail import PAGE, Page

pytestmark = pytest.mark.spec("S1.6.4")
olga = a_technician(MANAGE, name="Olga Owner")
FACE = Face(from_address="help@acme.example", from_name="Acme IT", marks_replies=False)
MICROSOFT = {
    "way": "graph",
    "mailbox": "help@acme.example",
    "directory": DIRECTORY.upper(),
    "client": CLIENT,
    "secret": SECRET,
    "from_address": "",
    "from_name": "Acme IT",
}
GOOGLE = {"way": "gmail", "mailbox": "help@acme.example", "key": service_key(), "from_name": ""}
State = Message.State


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    with mail_provider(settings) as found:
        yield found


def a_mailbox(**more: Any) -> MailServer:
    given: dict[str, Any] = {
        "directory": DIRECTORY,
        "client": CLIENT,
        "mailbox": "help@acme.example",
    }
    return use_microsoft(olga, **given | {"secret": SECRET, "face": FACE} | more)


@pytest.mark.parametrize("form", [MICROSOFT, GOOGLE], ids=["microsoft", "google"])
def test_what_is_set_up_on_the_page_sends_and_its_secret_stays_sealed(
    tenant: Tenant, provider: Provider, form: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    page = Page(tenant)
    assert page.post(PAGE, **form).status_code == 302
    mail = a_mail()
    for _time in range(2):
        sent(mail)

    assert (mail.state, mail.code) == (State.SENT, {"graph": 202, "gmail": 200}[form["way"]])
    (taken,) = provider.mails
    parsed = message_from_bytes(taken.raw)
    assert (taken.mailbox, parsed["To"]) == (
        "help@acme.example",
        '"Maya Lindqvist" <maya@client.example>',
    )
    assert parsed["Message-ID"] == mail.message_id == f"<{mail.id}@acme.example>"
    secret = private_pem()[40:80] if form["way"] == "gmail" else SECRET
    kept = f"{bytes(MailServer.objects.get().password)!r} {list(Entry.objects.values())} "
    kept += f"{list(Personal.objects.values())} {caplog.text} {page.get(PAGE).text}"
    assert secret not in kept
    assert "help@acme.example" in page.get(PAGE).text


def test_a_persons_agreement_sends_too(tenant: Tenant, provider: Provider) -> None:
    use_google(olga, mailbox="help@acme.example", key=persons_key(), face=FACE)

    assert sent(a_mail()).state == State.SENT
    assert MailServer.objects.get().client == "104.apps.googleusercontent.com"


def test_everybody_waits_as_long_as_the_provider_asks_and_nothing_is_lost(
    tenant: Tenant, provider: Provider, clock: time_machine.Traveller
) -> None:
    a_mailbox()
    provider.replies.append(Reply(429, headers={"Retry-After": "600"}))
    first, second = sent(a_mail()), sent(a_mail("tom@client.example"))

    assert provider.tried == 1
    for mail in (first, second):
        assert mail.state == State.QUEUED
        assert mail.next_try_at - timezone.now() > timedelta(seconds=590)
        assert queued_jobs()[-1][1] is not None
    card = next(setting for setting in SETTINGS if setting.slug == "mail")
    assert card.state is not None
    assert card.state(olga).tone == "warn"
    assert "takes no more e-mail for the moment" in Page(tenant).get(PAGE).text

    clock.shift(timedelta(minutes=11))
    assert [sent(first).state, sent(second).state] == [State.SENT, State.SENT]
    assert not Outage.objects.exists()


def test_many_leave_with_one_token_and_stop_where_it_is_too_much(
    tenant: Tenant, provider: Provider
) -> None:
    a_mailbox()
    provider.replies += [Reply(202, keeps=True), Reply(429, headers={"Retry-After": "60"})]
    mails = [a_mail(f"person{number}@client.example") for number in range(4)]
    send_several(messages=[str(mail.id) for mail in mails])

    states = list(Message.objects.order_by("id").values_list("state", flat=True))
    assert states == [State.SENT, State.QUEUED, State.QUEUED, State.QUEUED]
    assert (provider.asked, provider.tried, len(provider.mails)) == (1, 2, 1)


def test_one_that_was_on_its_way_does_not_end_the_pause_of_the_others(
    tenant: Tenant, provider: Provider
) -> None:
    a_mailbox()
    early, late = (claim_mail(machine, a_mail().id) for _time in range(2))
    assert early is not None
    assert late is not None
    pause = timedelta(minutes=10)
    mark_refused(
        machine, early, ProviderProblem(Step.ANSWER, Reason.THROTTLED, code=429, pause=pause)
    )
    mark_sent(machine, late, Answer(202, ""))
    assert Outage.objects.get().lasts(timezone.now())

    try_server(test=str(ask_for_test(olga).id))  # a person sees that it works
    assert not Outage.objects.exists()


def test_missing_rights_are_told_in_words_and_lose_nothing(
    tenant: Tenant, provider: Provider
) -> None:
    a_mailbox()
    no = {"error": {"code": "ErrorAccessDenied", "message": "Access is denied."}}
    provider.replies.append(Reply(403, no))
    mail = sent(a_mail())

    assert mail.state == State.QUEUED
    text = Page(tenant).get(PAGE).text
    assert "The application may not send from this mailbox." in text
    assert "role “Application Mail.Send” for this mailbox" in text
    assert "403 ErrorAccessDenied: Access is denied." in text

    try_server(test=str(ask_for_test(olga).id))
    assert queued_jobs("mail.send_waiting")


def test_a_refused_recipient_ends_one_mail_only(tenant: Tenant, provider: Provider) -> None:
    a_mailbox()
    provider.replies.append(Reply(400, {"error": {"code": "ErrorInvalidRecipients"}}))

    assert sent(a_mail()).state == State.FAILED
    assert not Outage.objects.exists()
    assert sent(a_mail()).state == State.SENT


def test_no_answer_is_a_doubt_for_a_person(tenant: Tenant, provider: Provider) -> None:
    a_mailbox()
    provider.replies.append(Reply(0, keeps=True))
    mail = sent(a_mail())
    send_mail(message=str(mail.id))

    assert mail.state == State.AMBIGUOUS
    assert len(provider.mails) == 1


def test_a_test_tells_each_step_and_microsofts_own_words(
    tenant: Tenant, provider: Provider
) -> None:
    a_mailbox(secret="Qm8Q~wrong")
    try_server(test=str(ask_for_test(olga).id))
    progress = progress_of(queries.latest_test(olga))
    assert progress is not None
    assert progress.explanation is not None
    assert "Microsoft does not accept" in progress.explanation.what
    assert "AADSTS7000215" in progress.explanation.said
    assert [(stage.text, stage.state) for stage in progress.stages] == [
        ("Server", "done"),
        ("Sign-in", "bad"),
        ("Test e-mail", "open"),
    ]

    a_mailbox()
    try_server(test=str(ask_for_test(olga).id))
    assert MailTest.objects.order_by("-id")[0].state == MailTest.State.ARRIVED
    assert b"Microsoft 365" in provider.mails[0].raw


@pytest.mark.parametrize(
    ("form", "field", "value", "words"),
    [
        (MICROSOFT, "directory", "../x.example", "directory (tenant) ID"),
        (MICROSOFT, "client", "portal", "application (client) ID"),
        (MICROSOFT, "secret", CLIENT, "This is the ID of a secret"),
        (MICROSOFT, "secret", "", "Fill in “Client secret”"),
        (GOOGLE, "key", "", "Fill in “Key file (JSON)”"),
        (GOOGLE, "key", service_key(private_key="none"), "no whole key file"),
    ],
)
def test_what_cannot_be_is_said_and_the_rest_is_kept(
    tenant: Tenant, form: dict[str, str], field: str, value: str, words: str
) -> None:
    answer = Page(tenant).post(PAGE, **form | {"from_name": "Kept & said", field: value})

    assert answer.status_code == 422
    assert f'href="#id_{field}"' in answer.text
    assert words in answer.text
    assert 'value="Kept &amp; said"' in answer.text
    assert f'name="way" value="{form["way"]}"' in answer.text
    assert SECRET not in answer.text
    assert "private_key" not in answer.text
    assert not MailServer.objects.exists()


def test_each_way_has_its_form_without_script_and_one_is_in_use(
    tenant: Tenant, provider: Provider
) -> None:
    page = Page(tenant)
    assert "What to set up at Microsoft" in page.get(f"{PAGE}?way=graph").text
    assert "Domain-wide delegation" in page.get(f"{PAGE}?way=gmail").text
    assert 'name="host"' in page.get(f"{PAGE}?way=pigeon").text

    use_google(olga, mailbox="help@acme.example", key=service_key(), face=FACE)
    assert ROBOT in page.get(PAGE).text
    other = page.get(f"{PAGE}?way=smtp").text
    assert "Saving this replaces it" in other
    assert 'value="help@acme.example"' not in other


def test_a_secret_never_goes_where_it_was_not_given_for(tenant: Tenant) -> None:
    a_mailbox()
    a_mailbox(secret=None, mailbox="office@acme.example")
    way = queries.route().server
    assert isinstance(way, Graph)
    assert (way.mailbox, way.secret) == ("office@acme.example", SECRET)

    for elsewhere in ({"client": DIRECTORY}, {"directory": "thief.example"}):
        with pytest.raises(Refusal) as refusal:
            a_mailbox(secret=None, **elsewhere)
        assert refusal.value.field == "secret"
    with pytest.raises(Refusal) as refusal:
        use_google(olga, mailbox="help@acme.example", key=None, face=FACE)
    assert refusal.value.field == "key"

    use_google(olga, mailbox="help@acme.example", key=service_key(), face=FACE)
    use_google(olga, mailbox="office@acme.example", key=None, face=FACE)
    assert isinstance(queries.route().server, Gmail)
    with pytest.raises(Refusal) as refusal:
        a_mailbox(secret=None)
    assert refusal.value.field == "secret"


@pytest.mark.django_db
def test_another_tenants_mailbox_is_neither_seen_nor_touched() -> None:
    ours, theirs = a_tenant(), a_tenant()
    with scope(staff_scope(ours.id)):
        a_mailbox()
    with scope(staff_scope(theirs.id)):
        page = Page(theirs)
        assert CLIENT not in page.get(f"{PAGE}?way=graph").text
        assert page.post(PAGE, **MICROSOFT | {"secret": ""}).status_code == 422
        page.post(PAGE, **GOOGLE)
    with scope(staff_scope(ours.id)):
        assert MailServer.objects.get().way == MailServer.Way.GRAPH
        assert isinstance(queries.route().server, Graph)
