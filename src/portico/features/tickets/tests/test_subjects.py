"""A subject is one line, whichever door it came through: it stands in titles and mail headers."""

import pytest
from django.utils import timezone

from portico.core.access.permissions import Refusal
from portico.core.identity.tests.factories import signed_in_client, signed_in_staff
from portico.core.mail.models import Message
from portico.features.tickets.actions.import_tickets import TicketRow, import_tickets
from portico.features.tickets.jobs import tell_of_opening
from portico.features.tickets.models import Ticket
from portico.features.tickets.queries.imported import read_desk_words
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing

from .conftest import SYSTEM, Cast
from .factories import a_ticket
from .test_api import TICKETS, machine_of

RAW = "Printer\r\nBcc: all@evil.example\u2028\x00\x1b[31m  smokes\u202e"
LINE = "Printer Bcc: all@evil.example [31m smokes"
TYPED = RAW.replace("\x00", "")  # forms and the API refuse what the database cannot keep
NOTHING = ["\r\n", "\t \x1f", "\u200b\u2060"]


def subject_of(cast: Cast) -> str:
    with scope(staff_scope(cast.tenant.pk)):
        return Ticket.objects.get().subject


def test_the_action_keeps_one_line(inside: Cast) -> None:
    assert a_ticket(inside.carla, RAW).subject == LINE


@pytest.mark.parametrize("subject", NOTHING)
def test_a_subject_that_nobody_can_see_is_refused(inside: Cast, subject: str) -> None:
    with pytest.raises(Refusal) as refused:
        a_ticket(inside.carla, subject)
    assert refused.value.field == "subject"
    assert not Ticket.objects.exists()


def test_the_portal_keeps_one_line(cast: Cast) -> None:
    given = {"subject": TYPED, "body": "x", "kind": "incident", "priority": "2"}
    assert signed_in_client(cast.carla).post("/portal/tickets/new/", given).status_code == 302
    assert subject_of(cast) == LINE


def test_the_portal_says_what_is_missing_and_keeps_the_words(cast: Cast) -> None:
    given = {"subject": "\u200b", "body": "Long story", "kind": "incident", "priority": "2"}
    answer = signed_in_client(cast.carla).post("/portal/tickets/new/", given)
    assert answer.status_code == 422
    assert "Say in a few words" in answer.text
    assert "Long story" in answer.text


def test_the_desk_says_at_the_field_what_is_missing(cast: Cast) -> None:
    given = {"subject": "\u200b", "body": "Long story", "kind": "incident", "priority": "2"}
    given |= {"source": "phone", "requester": str(cast.carla.pk)}
    answer = signed_in_staff(cast.tess).post("/staff/tickets/new/", given)
    assert answer.status_code == 422
    assert 'id="id_subject_error"' in answer.text
    assert "Long story" in answer.text


def test_the_desk_keeps_one_line(cast: Cast) -> None:
    given = {"subject": TYPED, "body": "x", "kind": "incident", "priority": "2"}
    given |= {"source": "phone", "requester": str(cast.carla.pk)}
    assert signed_in_staff(cast.tess).post("/staff/tickets/new/", given).status_code == 302
    assert subject_of(cast) == LINE


def test_the_api_keeps_one_line(cast: Cast) -> None:
    machine = machine_of(cast.tess, cast.tenant)
    given = {"contact": str(cast.carla.pk), "subject": TYPED, "body": "x"}
    assert machine("post", TICKETS, given).json()["subject"] == LINE
    refused = machine("post", TICKETS, given | {"subject": "\n"})
    assert (refused.status_code, refused.json()["field"]) == (422, "subject")


@pytest.mark.parametrize(("subject", "kept"), [(RAW, LINE), ("\u200b", "A-1")])
def test_an_import_keeps_one_line(inside: Cast, subject: str, kept: str) -> None:
    now = timezone.now()
    row = TicketRow(
        line=1,
        ref="A-1",
        subject=subject,
        body="It smokes.",
        opened_at=now,
        updated_at=now,
        company=inside.bluebird.pk,
        company_name="Bluebird",
    )
    import_tickets(SYSTEM, [row], desk=read_desk_words())
    ticket = Ticket.objects.get()
    assert (ticket.subject, ticket.replies.get().body) == (kept, "It smokes.")


def test_a_mail_about_an_older_subject_has_one_subject_line(inside: Cast) -> None:
    """Rows from before the rule may still hold anything."""
    ticket = a_ticket(inside.carla)
    with writing("tickets"):
        Ticket.objects.filter(pk=ticket.pk).update(subject=TYPED)
    tell_of_opening(ticket=str(ticket.pk), reply=str(ticket.replies.get().pk))
    message = Message.objects.get(to=inside.carla.email)
    assert LINE in message.subject
    assert not set(message.subject) & set("\r\n\u2028\x1b")
