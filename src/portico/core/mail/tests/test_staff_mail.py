"""The staff's pages about mail."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.urls import resolve
from django.utils import timezone

from portico.core.access.actors import Staff
from portico.core.access.menu import SETTINGS
from portico.core.access.tests.factories import a_technician
from portico.core.mail.actions.server import ask_for_test, note_step
from portico.core.mail.jobs import send_mail
from portico.core.mail.models import MailServer, MailTest, Message, Outage
from portico.core.mail.permissions import MANAGE
from portico.core.tenants.models import Tenant
from portico.kernel.mailing import Step
from portico.kernel.tests.post_office import PostOffice
from portico.kernel.writes import writing

from .factories import a_mail, a_mail_server, a_stuck_mail, machine, queued_jobs

olga = a_technician(MANAGE, name="Olga Owner")
PAGE, OUTBOX = "/staff/settings/mail/", "/staff/settings/mail/outbox/"
FORM = {
    "host": "smtp.acme.example",
    "port": "587",
    "security": "starttls",
    "user": "help@acme.example",
    "password": "hunter2",
    "from_address": "help@acme.example",
    "from_name": "",
}
State = Message.State


class Page:
    """Asks for pages as one person, past the sign-in, which is another context's matter."""

    def __init__(self, tenant: Tenant, actor: Staff = olga) -> None:
        self.tenant, self.actor = tenant, actor
        self.said: list[str] = []

    def get(self, path: str, **headers: Any) -> HttpResponse:
        return self._answer(RequestFactory().get(path, headers=headers))

    def post(self, path: str, **data: Any) -> HttpResponse:
        return self._answer(RequestFactory().post(path, data))

    def _answer(self, request: Any) -> HttpResponse:
        match = resolve(request.path_info)
        request.tenant, request.actor, request.resolver_match = self.tenant, self.actor, match
        request._messages = CookieStorage(request)
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        self.said = [str(message) for message in get_messages(request)]
        return response


def test_who_may_not_sees_no_page(tenant: Tenant) -> None:
    mail = a_stuck_mail(State.FAILED)
    technician = Page(tenant, a_technician())

    for path in (PAGE, OUTBOX):
        with pytest.raises(Http404):
            technician.get(path)
    for deed in ("again", "arrival", "dismissal"):
        with pytest.raises(Http404):
            technician.post(f"{OUTBOX}{mail.id}/{deed}/")


@pytest.mark.spec("S0.3.4")
def test_a_missing_mail_server_is_said_loud_and_clear(tenant: Tenant) -> None:
    assert "No e-mail can leave" in Page(tenant).get(PAGE).text

    card = next(setting for setting in SETTINGS if setting.slug == "mail")
    assert card.state is not None
    assert card.state(olga).tone == "bad"
    a_mail_server()
    assert card.state(olga).tone == "ok"
    a_stuck_mail(State.FAILED)
    assert card.state(olga).tone == "warn"


def test_a_server_is_saved_and_its_password_never_shown(tenant: Tenant) -> None:
    page = Page(tenant)

    answer = page.post(PAGE, **FORM)

    assert (answer.status_code, page.said) == (302, ["Mail server saved"])
    text = page.get(PAGE).text
    assert "smtp.acme.example" in text
    assert "hunter2" not in text
    assert 'type="password"' in text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("host", ""),
        ("host", "https://smtp.acme.example/"),
        ("host", "a\nb"),
        ("port", "0"),
        ("port", "smtp"),
        ("security", "none at all"),
        ("from_address", "nobody"),
        ("from_address", "jörg@acme.example"),
        ("from_name", "x" * 121),
    ],
)
def test_what_cannot_be_is_said_at_its_field(tenant: Tenant, field: str, value: str) -> None:
    answer = Page(tenant).post(PAGE, **FORM | {field: value})

    assert answer.status_code == 422
    assert f'href="#id_{field}"' in answer.text
    assert "hunter2" not in answer.text
    assert not MailServer.objects.exists()


def test_saving_and_testing_is_one_step(tenant: Tenant) -> None:
    Page(tenant).post(PAGE, **FORM, test="1")

    assert len(queued_jobs("mail.try_server")) == 1


def test_a_running_test_asks_again_by_itself_and_survives_a_reload(tenant: Tenant) -> None:
    a_mail_server()
    Page(tenant).post(f"{PAGE}test/")
    note_step(machine, MailTest.objects.get().id, step=Step.RECIPIENT)

    whole = Page(tenant).get(PAGE)
    headers = {"HX-Target": "section#test", "HX-Request-Type": "partial"}
    piece = Page(tenant).get(PAGE, **headers)

    assert 'hx-trigger="every 1s"' in whole.text
    assert 'aria-current="step"' in whole.text
    assert piece.text.strip().startswith('<section id="test"')
    assert "<h1>" not in piece.text


def test_an_ended_test_asks_no_more(tenant: Tenant) -> None:
    a_mail_server()
    test = ask_for_test(olga)
    with writing("mail"):
        MailTest.objects.update(state="failed", step="connect", reason="refused")

    text = Page(tenant).get(PAGE).text

    assert "hx-trigger" not in text.partition('id="test"')[2].partition(">")[0]
    assert "nothing answers on this port" in text
    assert test.to in text


def test_a_test_that_nobody_works_on_says_so(tenant: Tenant) -> None:
    a_mail_server()
    ask_for_test(olga)
    with writing("mail"):
        MailTest.objects.update(asked_at=timezone.now() - timedelta(minutes=5))

    assert "Nobody worked on this test" in Page(tenant).get(PAGE).text


def test_an_outage_says_since_when_and_what_waits(tenant: Tenant) -> None:
    a_mail_server()
    send_mail(message=str(a_mail().id))
    assert Outage.objects.exists()

    text = Page(tenant).get(PAGE).text

    assert "nothing answers on this port" in text
    assert "1 e-mail waits and goes out by itself" in text


def test_the_server_can_be_taken_away(tenant: Tenant) -> None:
    a_mail_server()

    assert Page(tenant).post(f"{PAGE}removal/").status_code == 302
    assert not MailServer.objects.exists()


def test_the_outbox_asks_about_doubtful_mail(tenant: Tenant) -> None:
    page, mail = Page(tenant), a_stuck_mail(State.AMBIGUOUS, name="Maya <b>Lindqvist</b>")

    text = page.get(OUTBOX).text
    assert "We do not know whether this e-mail went out." in text
    assert "Maya &lt;b&gt;Lindqvist" in text

    page.post(f"{OUTBOX}{mail.id}/arrival/")
    assert page.said == ["Noted: it arrived"]
    assert "Nothing is stuck" in page.get(OUTBOX).text


def test_a_failed_mail_is_explained_sent_again_or_dismissed(tenant: Tenant) -> None:
    page = Page(tenant)
    first, second = a_stuck_mail(State.FAILED), a_stuck_mail(State.FAILED)
    assert "550 no such user" in page.get(OUTBOX).text

    page.post(f"{OUTBOX}{first.id}/again/")
    page.post(f"{OUTBOX}{second.id}/dismissal/")
    assert "Nothing is stuck" in page.get(OUTBOX).text

    page.post(f"{OUTBOX}{second.id}/again/")
    assert page.said == ["Somebody has dealt with this e-mail already."]


def test_waiting_and_sent_mail_have_their_own_lists(tenant: Tenant, office: PostOffice) -> None:
    a_mail_server(office)
    sent, tried = a_mail("sent@client.example"), a_mail("tried@client.example")
    send_mail(message=str(sent.id))
    office.stop()
    send_mail(message=str(tried.id))
    office.start()
    page = Page(tenant)

    assert "sent@client.example" in page.get(f"{OUTBOX}?view=sent").text
    waiting = page.get(f"{OUTBOX}?view=waiting").text
    assert "tried@client.example" in waiting
    assert "1 try, next one" in waiting
    assert "sent@client.example" not in waiting


def test_a_long_list_is_paged(tenant: Tenant) -> None:
    for number in range(53):
        a_stuck_mail(State.FAILED, to=f"p{number}@client.example")
    page = Page(tenant)
    first = page.get(OUTBOX)
    after = first.text.partition("after=")[2].partition('"')[0]

    assert first.text.count("no such user") == 50
    assert page.get(f"{OUTBOX}?after={after}").text.count("no such user") == 3
    assert page.get(f"{OUTBOX}?after=nonsense&view=nonsense").text.count("no such user") == 50
