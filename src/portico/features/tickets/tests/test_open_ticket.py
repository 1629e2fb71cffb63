"""Asking for help: what comes of it, and what does not."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from portico.core.access.actors import Reach
from portico.core.access.tests.factories import a_client
from portico.core.journal.models import Entry, Moment
from portico.core.mail.models import Message
from portico.features.tickets.actions.open import Request, open_ticket
from portico.features.tickets.jobs import tell_of_opening
from portico.features.tickets.models import Participant, Ticket
from portico.features.tickets.permissions import CREATE, VIEW

from .conftest import Cast
from .factories import a_ticket


def ask(cast: Cast, **fields: Any) -> Ticket:
    actor = a_client(cast.bluebird.pk, CREATE, VIEW, contact_id=cast.carla.pk)
    values: dict[str, Any] = {"subject": "Printer", "body": "It smokes."} | fields
    return open_ticket(actor, Request(**values), requester=cast.carla)


@pytest.mark.spec("S0.1.3", "S1.4.4")
def test_a_request_gets_a_number_a_status_and_a_promise(inside: Cast) -> None:
    ticket = ask(inside)

    assert (ticket.number, ticket.status.label_client, ticket.category) == (1, "Received", "new")
    assert ticket.first_response_due_at is not None
    assert ticket.first_response_due_at > ticket.opened_at
    assert ask(inside).number == 2


@pytest.mark.spec("S0.1.3")
def test_the_same_form_twice_is_one_ticket(inside: Cast) -> None:
    first, second = ask(inside, once="a" * 32), ask(inside, once="a" * 32)

    assert first.pk == second.pk
    assert Ticket.objects.count() == 1


@pytest.mark.spec("S2.2.2e", "G2")
def test_it_is_recorded_for_both_sides(inside: Cast) -> None:
    ticket = ask(inside)

    entry = Entry.objects.get(subject_id=ticket.pk)
    assert (entry.name, entry.actor_kind) == ("tickets.opened", "contact")
    moment = Moment.objects.get(subject_id=ticket.pk)
    assert moment.data == {"source": "portal"}


@pytest.mark.spec("S0.1.3")
def test_the_requester_gets_a_mail_with_number_and_words(inside: Cast) -> None:
    ticket = ask(inside)
    reply = ticket.replies.get()
    tell_of_opening(ticket=str(ticket.pk), reply=str(reply.pk))

    message = Message.objects.get(to=inside.carla.email)
    assert f"#{ticket.number}" in message.subject
    assert "It smokes." in message.text


def test_asking_for_a_colleague_makes_both_take_part(inside: Cast) -> None:
    actor = a_client(inside.bluebird.pk, CREATE, VIEW, contact_id=inside.bea.pk)
    ticket = open_ticket(actor, Request(subject="Phone", body="Dead"), requester=inside.carla)

    parts = dict(Participant.objects.filter(ticket=ticket).values_list("contact_id", "part"))
    assert parts == {inside.bea.pk: "submitter", inside.carla.pk: "requester"}


@pytest.mark.spec("S1.5.5")
def test_it_needs_the_permission(inside: Cast) -> None:
    actor = a_client(inside.bluebird.pk, VIEW, reach=Reach.COMPANY)
    with pytest.raises(PermissionDenied):
        open_ticket(actor, Request(subject="x", body="y"), requester=inside.carla)

    assert not Ticket.objects.exists()


def test_numbers_count_per_tenant(inside: Cast) -> None:
    assert [a_ticket(inside.carla).number for _ in range(3)] == [1, 2, 3]
