"""The client writes: whose move it is, what reopens, what can be corrected."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from portico.core.access.actors import Contact, Reach
from portico.core.access.permissions import Conflict, Refusal
from portico.core.access.tests.factories import a_client
from portico.features.tickets import queries
from portico.features.tickets.actions.change import change_status
from portico.features.tickets.actions.reply import edit_reply, reply_to_ticket
from portico.features.tickets.models import Category, Ticket
from portico.features.tickets.permissions import REPLY, VIEW
from portico.kernel.writes import writing

from .conftest import Cast
from .factories import SYSTEM, a_ticket, an_answer


def carla(cast: Cast, reach: Reach = Reach.OWN) -> Contact:
    return a_client(cast.bluebird.pk, VIEW, REPLY, contact_id=cast.carla.pk, reach=reach)


def moved(ticket: Ticket, category: Category, key: str = "") -> Ticket:
    return change_status(SYSTEM, ticket, status=queries.default_status(category, key=key))


@pytest.mark.spec("S1.4.5")
def test_a_reply_makes_it_our_move_and_opens_what_waited(inside: Cast) -> None:
    ticket = moved(a_ticket(inside.carla), Category.PAUSED)
    reply_to_ticket(carla(inside), ticket, body="Here is the photo")

    ticket.refresh_from_db()
    assert (ticket.category, ticket.waits_for_us, ticket.waits_for_client) == ("open", True, False)
    assert (ticket.last_words, ticket.last_by_us) == ("Here is the photo", False)


@pytest.mark.spec("S1.4.5")
def test_a_reply_to_a_solution_reopens_it(inside: Cast) -> None:
    ticket = moved(a_ticket(inside.carla), Category.RESOLVED)
    reply_to_ticket(carla(inside), ticket, body="Still broken")

    ticket.refresh_from_db()
    assert (ticket.category, ticket.reopen_count, ticket.resolved_at) == ("open", 1, None)


def test_a_closed_ticket_takes_no_reply(inside: Cast) -> None:
    ticket = moved(a_ticket(inside.carla), Category.CLOSED)
    with pytest.raises(Conflict):
        reply_to_ticket(carla(inside), ticket, body="One more thing")

    assert ticket.replies.count() == 1


def test_the_same_form_twice_is_one_reply(inside: Cast) -> None:
    ticket = a_ticket(inside.carla)
    for _ in range(2):
        reply_to_ticket(carla(inside), ticket, body="Once", once="b" * 32)

    assert ticket.replies.count() == 2  # the request itself, and one reply


@pytest.mark.spec("S1.5.5", "S1.1.2")
def test_a_colleague_with_reach_own_cannot_reply(inside: Cast) -> None:
    ticket = a_ticket(inside.carla)
    sid = a_client(inside.bluebird.pk, VIEW, REPLY, contact_id=inside.sid.pk)
    with pytest.raises(PermissionDenied):
        reply_to_ticket(sid, ticket, body="Me too")


@pytest.mark.spec("S1.1.2")
def test_another_company_cannot_reply(inside: Cast) -> None:
    ticket = a_ticket(inside.carla)
    otto = a_client(
        inside.otto.company_id, VIEW, REPLY, contact_id=inside.otto.pk, reach=Reach.COMPANY
    )
    with pytest.raises(PermissionDenied):
        reply_to_ticket(otto, ticket, body="Hello")


@pytest.mark.spec("S1.4.5")
def test_own_words_can_be_corrected_for_five_minutes(inside: Cast) -> None:
    ticket = a_ticket(inside.carla)
    reply = reply_to_ticket(carla(inside), ticket, body="It is teh toner")
    edited = edit_reply(carla(inside), ticket, reply=reply, body="It is the toner")
    assert edited.edited_at is not None

    with writing("tickets"):
        reply.sent_at = timezone.now() - timedelta(minutes=6)
        reply.save(update_fields=["sent_at"])
    with pytest.raises(Refusal):
        edit_reply(carla(inside), ticket, reply=reply, body="Something else")


def test_nobody_corrects_somebody_elses_words(inside: Cast) -> None:
    ticket = a_ticket(inside.carla)
    answer = an_answer(ticket, inside.tess)
    with pytest.raises(Refusal):
        edit_reply(carla(inside), ticket, reply=answer, body="I never said that")
