"""People choose which e-mails about tickets they get: on their page, or by a link in a mail."""

from email import message_from_bytes
from email.message import Message as Parsed
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portico.core.identity.tests.factories import (
    a_browser,
    ask,
    mailed,
    signed_in_client,
    signed_in_staff,
)
from portico.core.journal.models import Entry
from portico.core.mail.actions.deliver import claim_mail
from portico.core.mail.models import Message
from portico.core.people.models import Contact, StaffUser
from portico.core.roles.actions.access import close_access
from portico.core.tenants.models import Tenant
from portico.engines.notices.models import Choice
from portico.engines.notices.ports import Pace
from portico.engines.notices.queries.links import Wish, stop_token
from portico.features.tickets.actions.assign import assign_ticket
from portico.features.tickets.jobs import tell_of_assignment, tell_of_opening, tell_of_reply
from portico.features.tickets.models import Ticket, TicketReply
from portico.kernel.tenancy import portal_scope, scope, staff_scope
from portico.kernel.writes import writing

from .conftest import Cast
from .factories import SYSTEM, a_ticket, an_answer

pytestmark = pytest.mark.spec("G5")

PORTAL, DESK = "/portal/account/notifications/", "/staff/account/notifications/"
USUAL = {
    "tickets.received": "at_once",
    "tickets.answered": "at_once",
    "tickets.resolved": "at_once",
}


def choose(person: Contact | StaffUser, notice: str, pace: Pace) -> None:
    """Inside the tenant's scope, as the page would."""
    with writing("notices"):
        Choice.objects.create(reader_id=person.pk, notice=notice, mail=pace.value)


def answer(cast: Cast, ticket: Ticket, body: str = "Unplug it.") -> None:
    """Tess answers, and the job tells whom it concerns."""
    reply = an_answer(ticket, cast.tess, body)
    tell_of_reply(ticket=str(ticket.pk), reply=str(reply.pk))


def opening(ticket: Ticket) -> TicketReply:
    return TicketReply.objects.get(ticket=ticket, is_opening=True)


def mails_to(person: Contact | StaffUser) -> list[Message]:
    return list(Message.objects.filter(to=person.email).order_by("id"))


def on_the_wire(message: Message) -> Parsed:
    claim = claim_mail(SYSTEM, message.pk)
    assert claim is not None
    return message_from_bytes(claim.content)


def stop_path(person: Contact | StaffUser, notice: str, tenant: Tenant) -> str:
    with scope(staff_scope(tenant.pk)):
        return f"/notices/stop/{stop_token(Wish(person.pk, notice))}"


@pytest.mark.spec("S1.4.3")
def test_whose_access_was_closed_gets_no_mail_any_more(inside: Cast) -> None:
    ticket = a_ticket(inside.carla, followers=[inside.bea])
    close_access(SYSTEM, inside.carla)
    answer(inside, ticket)

    assert mails_to(inside.carla) == []
    assert len(mails_to(inside.bea)) == 1


@pytest.mark.spec("S1.4.3")
def test_whoever_never_had_access_is_still_answered_by_mail(inside: Cast) -> None:
    with writing("people"):
        Contact.objects.filter(pk=inside.carla.pk).update(access=Contact.Access.NONE)
    answer(inside, a_ticket(inside.carla))

    (mail,) = mails_to(inside.carla)
    assert "/portal/" not in mail.text


def test_without_a_choice_every_mail_comes_at_once(inside: Cast) -> None:
    answer(inside, a_ticket(inside.carla))
    assert [one.template for one in mails_to(inside.carla)] == ["tickets/mail/answered"]


def test_what_is_switched_off_does_not_come_and_the_rest_does(inside: Cast) -> None:
    ticket = a_ticket(inside.carla, followers=[inside.bea])
    choose(inside.carla, "tickets.answered", Pace.OFF)
    answer(inside, ticket)

    assert mails_to(inside.carla) == []
    assert len(mails_to(inside.bea)) == 1
    reply = opening(ticket)
    tell_of_opening(ticket=str(ticket.pk), reply=str(reply.pk))
    assert [one.template for one in mails_to(inside.carla)] == ["tickets/mail/received"]


def test_staff_choose_for_themselves(inside: Cast) -> None:
    ticket = a_ticket(inside.carla)
    choose(inside.tess, "tickets.assigned", Pace.OFF)
    for mate in (inside.tess, inside.olga):
        assign_ticket(SYSTEM, ticket, to=mate)
        ticket.refresh_from_db()
        tell_of_assignment(ticket=str(ticket.pk), by="")

    assert mails_to(inside.tess) == []
    assert [one.template for one in mails_to(inside.olga)] == ["tickets/mail/assigned"]


def test_a_mail_carries_the_headers_for_one_click_and_keeps_its_thread(
    inside: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "MAIL_FOLDER", tmp_path)
    ticket = a_ticket(inside.carla)
    answer(inside, ticket)
    answer(inside, ticket, "And plug it in again.")
    first, second = (on_the_wire(one) for one in mails_to(inside.carla))

    assert second["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = second["List-Unsubscribe"]
    assert link.startswith("<http")
    assert f"/notices/stop/{inside.carla.pk.hex}.tickets.answered." in link
    assert second["References"].split()[0] == first["References"].split()[0]
    body = mails_to(inside.carla)[0]
    assert link.strip("<>") in body.text
    assert link.strip("<>") in body.html


def test_mails_that_must_come_carry_no_link_to_stop_them(cast: Cast) -> None:
    ask(a_browser(cast.tenant), cast.carla.email)
    assert "/notices/stop/" not in mailed(cast.tenant, cast.carla.email).text
    with scope(staff_scope(cast.tenant.pk)):
        assert {one.unsubscribe for one in mails_to(cast.carla)} == {""}


def test_looking_at_the_link_changes_nothing_and_posting_stops(cast: Cast) -> None:
    path = stop_path(cast.carla, "tickets.answered", cast.tenant)
    stranger = a_browser(cast.tenant)
    for _ in range(2):
        asked = stranger.get(path)
        assert (asked.status_code, "Stop these e-mails" in asked.text) == (200, True)
    with scope(staff_scope(cast.tenant.pk)):
        assert not Choice.objects.exists()

    done = stranger.post(path, {"List-Unsubscribe": "One-Click"})
    assert (done.status_code, "You get no more of these" in done.text) == (200, True)
    stranger.post(path, {"List-Unsubscribe": "One-Click"})
    with scope(staff_scope(cast.tenant.pk)):
        assert [(one.notice, one.mail) for one in Choice.objects.all()] == [
            ("tickets.answered", "off")
        ]
        entry = Entry.objects.get(name="notices.stopped")
        assert (entry.subject_id, entry.company_id) == (cast.carla.pk, cast.bluebird.pk)
        answer(cast, a_ticket(cast.carla))
        assert mails_to(cast.carla) == []


def test_a_mail_program_needs_no_cookie_and_no_form(cast: Cast) -> None:
    path = stop_path(cast.carla, "tickets.answered", cast.tenant)
    program = a_browser(cast.tenant)
    program.handler.enforce_csrf_checks = True
    assert program.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200


def test_a_slip_of_the_finger_can_be_taken_back(cast: Cast) -> None:
    path = stop_path(cast.carla, "tickets.answered", cast.tenant)
    browser = a_browser(cast.tenant)
    browser.post(path)
    assert "come again" in browser.post(path, {"again": "1"}).text
    with scope(staff_scope(cast.tenant.pk)):
        assert Choice.objects.get().mail == "at_once"
        assert Entry.objects.filter(name="notices.resumed").count() == 1


def test_a_link_opens_only_what_it_was_made_for(cast: Cast, other_tenant: Tenant) -> None:
    path = stop_path(cast.carla, "tickets.answered", cast.tenant)
    foreign = stop_path(cast.carla, "tickets.answered", other_tenant)
    unsigned = path.rpartition(".")[0]
    for bad in (
        path[:-1],
        f"{path[:-1]}{'A' if path[-1] != 'A' else 'B'}",
        path.replace(cast.carla.pk.hex, cast.bea.pk.hex),
        path.replace("tickets.answered", "tickets.received"),
        foreign,
        f"{unsigned}.",
        "/notices/stop/x",
        f"/notices/stop/{'9' * 5000}",
        stop_path(cast.carla, "identity.login", cast.tenant),
    ):
        for method in ("get", "post"):
            assert getattr(a_browser(cast.tenant), method)(bad).status_code == 404, bad
    assert a_browser(other_tenant).post(path).status_code == 404
    for tenant in (cast.tenant, other_tenant):
        with scope(staff_scope(tenant.pk)):
            assert not Choice.objects.exists()


@pytest.mark.spec("S0.1.10")
def test_a_contact_chooses_on_the_page_and_it_is_written_down(cast: Cast) -> None:
    browser = signed_in_client(cast.carla)
    html = browser.get(PORTAL).text
    assert "Answers to your requests" in html
    assert "was given to you" not in html
    assert "nobody can switch them off" in html
    assert f'href="{PORTAL}"' in browser.get("/portal/account/").text

    saved = browser.post(PORTAL, USUAL | {"tickets.answered": "daily", "tickets.received": "off"})
    assert saved.status_code == 302
    with scope(staff_scope(cast.tenant.pk)):
        kept = dict(Choice.objects.values_list("notice", "mail"))
        assert kept == {"tickets.answered": "daily", "tickets.received": "off"}
        entry = Entry.objects.get(name="notices.chosen")
        assert entry.data["notices"] == ["tickets.answered", "tickets.received"]
        assert entry.company_id == cast.bluebird.pk
    assert 'value="daily" id="id_tickets.answered_1" checked' in _flat(browser.get(PORTAL).text)
    browser.post(PORTAL, USUAL | {"tickets.answered": "daily", "tickets.received": "off"})
    with scope(staff_scope(cast.tenant.pk)):
        assert Entry.objects.filter(name="notices.chosen").count() == 1


def _flat(html: str) -> str:
    """Attributes of radio buttons in one order."""
    return html.replace(' class="radio"', "").replace(" required", "")


@pytest.mark.parametrize(
    "bad", [{}, {"tickets.answered": "weekly"}, USUAL | {"tickets.answered": ""}]
)
def test_what_is_no_pace_is_refused(cast: Cast, bad: dict[str, str]) -> None:
    assert signed_in_client(cast.carla).post(PORTAL, bad).status_code == 422
    with scope(staff_scope(cast.tenant.pk)):
        assert not Choice.objects.exists()


def test_staff_have_their_own_types_on_their_own_page(cast: Cast) -> None:
    browser = signed_in_staff(cast.tess)
    html = browser.get(DESK).text
    assert "A ticket was given to you" in html
    assert "Answers to your requests" not in html
    assert f'href="{DESK}"' in browser.get("/staff/account/").text
    chosen = {"tickets.assigned": "off", "tickets.client_wrote": "daily"}
    assert browser.post(DESK, chosen).status_code == 302
    with scope(staff_scope(cast.tenant.pk)):
        rows = Choice.objects.values_list("reader_id", "notice", "mail")
        assert set(rows) == {(cast.tess.pk, code, pace) for code, pace in chosen.items()}


def test_pages_want_a_session_of_their_own_door(cast: Cast) -> None:
    assert a_browser(cast.tenant).get(PORTAL).status_code == 302
    assert signed_in_client(cast.carla).get(DESK).status_code == 302
    assert signed_in_staff(cast.tess).get(PORTAL).status_code == 302


def test_the_database_shows_a_contact_only_the_own_choices(
    other_tenant: Tenant, inside: Cast
) -> None:
    choose(inside.carla, "tickets.answered", Pace.OFF)
    choose(inside.bea, "tickets.answered", Pace.OFF)
    choose(inside.otto, "tickets.answered", Pace.OFF)
    choose(inside.tess, "tickets.assigned", Pace.OFF)
    mine = portal_scope(inside.tenant.pk, company=inside.bluebird.pk, contact=inside.carla.pk)
    with scope(mine):
        assert [one.reader_id for one in Choice.objects.all()] == [inside.carla.pk]
    with scope(staff_scope(other_tenant.pk)):
        assert not Choice.objects.exists()


def test_writing_a_reply_asks_for_no_choice(cast: Cast) -> None:
    """Choices are read in the jobs: the request that answers pays nothing for them."""
    with scope(staff_scope(cast.tenant.pk)):
        ticket = a_ticket(cast.carla)
        with CaptureQueriesContext(connection) as captured:
            an_answer(ticket, cast.tess)
    assert not [one["sql"] for one in captured.captured_queries if "notices_" in one["sql"]]
