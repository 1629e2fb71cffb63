"""A technician answers: ten seconds to take it back, then it is with the client."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from portico.core.access.actors import Staff
from portico.core.access.permissions import Conflict, Permission, Refusal
from portico.core.access.tests.factories import a_technician
from portico.core.files.actions.attach import UnknownUpload
from portico.core.files.actions.remove import remove_file
from portico.core.files.jobs import inspect_file
from portico.core.files.models import StoredFile
from portico.core.files.permissions import UPLOAD
from portico.core.files.queries import own_upload
from portico.core.files.tests.factories import a_file
from portico.core.journal.models import Moment
from portico.core.mail.models import Message
from portico.core.people.models import StaffUser
from portico.features.tickets import queries
from portico.features.tickets.actions.answer import publish_reply, send_reply, undo_reply
from portico.features.tickets.actions.assign import assign_ticket
from portico.features.tickets.actions.merge import merge_ticket
from portico.features.tickets.jobs import send_pending, tell_of_reply
from portico.features.tickets.models import Category, PendingReply, ReplyFile, TicketReply
from portico.features.tickets.permissions import ANSWER, VIEW
from portico.features.tickets.staff.forms import ReplyForm

from .conftest import Cast
from .factories import SYSTEM, a_ticket, an_answer


def at_the_desk(user: StaffUser, *more: Permission) -> Staff:
    grants = frozenset({one.code for one in (ANSWER, VIEW, *more)})
    return Staff(id=user.id, name=user.name, email=user.email, grants=grants, card=user.card_id)


@pytest.mark.spec("S2.2.2c")
def test_an_answer_waits_where_the_client_cannot_see_it(inside: Cast) -> None:
    ticket = a_ticket(inside.carla)
    pending = send_reply(at_the_desk(inside.tess), ticket, body="Unplug it")

    assert TicketReply.objects.filter(ticket=ticket, by="staff").count() == 0
    assert timedelta(seconds=9) < pending.due_at - timezone.now() < timedelta(seconds=11)


@pytest.mark.spec("S2.2.2c")
def test_it_can_be_taken_back_with_every_word(inside: Cast) -> None:
    ticket, tess = a_ticket(inside.carla), at_the_desk(inside.tess)
    pending = send_reply(tess, ticket, body="Unplug it")
    assert undo_reply(tess, pending).body == "Unplug it"

    send_pending(pending=str(pending.pk))
    assert TicketReply.objects.filter(ticket=ticket, by="staff").count() == 0


@pytest.mark.spec("S2.2.2c")
def test_after_ten_seconds_it_is_out_and_cannot_be_taken_back(inside: Cast) -> None:
    ticket, tess = a_ticket(inside.carla), at_the_desk(inside.tess)
    pending = send_reply(tess, ticket, body="Unplug it")
    send_pending(pending=str(pending.pk))

    reply = TicketReply.objects.get(ticket=ticket, by="staff")
    assert (reply.body, reply.author_name) == ("Unplug it", "Tess Technician")
    ticket.refresh_from_db()
    assert ticket.first_response_at is not None
    assert not ticket.waits_for_us
    with pytest.raises(Conflict):
        undo_reply(tess, pending)


def test_running_the_job_twice_sends_once(inside: Cast) -> None:
    ticket = a_ticket(inside.carla)
    pending = send_reply(at_the_desk(inside.tess), ticket, body="Unplug it")
    for _ in range(2):
        send_pending(pending=str(pending.pk))

    assert TicketReply.objects.filter(ticket=ticket, by="staff").count() == 1


def test_nobody_else_takes_it_back(inside: Cast) -> None:
    pending = send_reply(at_the_desk(inside.tess), a_ticket(inside.carla), body="x")
    with pytest.raises(Conflict):
        undo_reply(at_the_desk(inside.olga), pending)

    assert PendingReply.objects.filter(pk=pending.pk).exists()


def test_the_status_comes_with_the_answer(inside: Cast) -> None:
    ticket = a_ticket(inside.carla)
    an_answer(ticket, inside.tess, then=queries.default_status(Category.PAUSED))

    ticket.refresh_from_db()
    assert (ticket.category, ticket.waits_for_client) == ("paused", True)


def test_nobodys_new_ticket_is_open_and_its_authors_after_an_answer(inside: Cast) -> None:
    ticket = a_ticket(inside.carla)
    an_answer(ticket, inside.tess)

    ticket.refresh_from_db()
    assert (ticket.category, ticket.assignee_id) == ("open", inside.tess.pk)
    told = Moment.objects.filter(subject_id=ticket.pk).values_list("name", flat=True)
    assert {"tickets.assigned", "tickets.status_changed"} <= set(told)


def test_an_answer_takes_a_ticket_from_nobody(inside: Cast) -> None:
    ticket = assign_ticket(SYSTEM, a_ticket(inside.carla), to=inside.olga)
    an_answer(ticket, inside.tess)

    ticket.refresh_from_db()
    assert ticket.assignee_id == inside.olga.pk


@pytest.mark.parametrize(
    ("category", "after"),
    [("new", "paused"), ("open", "paused"), ("paused", ""), ("resolved", "")],
)
def test_the_composer_proposes_to_wait_for_the_client_where_that_is_usual(
    inside: Cast, category: str, after: str
) -> None:
    ticket, statuses = a_ticket(inside.carla), list(queries.statuses(SYSTEM))
    ticket.move_to(queries.default_status(Category(category)), at=timezone.now())
    form = ReplyForm.for_ticket(ticket, statuses)

    proposed = next((one for one in statuses if str(one.pk) == form["then"].value()), None)
    assert (proposed.category if proposed else "") == after


def test_an_answer_to_a_ticket_that_was_merged_meanwhile_goes_along(inside: Cast) -> None:
    ticket, into = a_ticket(inside.carla), a_ticket(inside.bea)
    pending = send_reply(at_the_desk(inside.tess), ticket, body="Both of you: unplug it")
    merge_ticket(SYSTEM, ticket, into=into)

    reply = publish_reply(SYSTEM, queries.pending_reply(SYSTEM, pending.pk))
    assert reply is not None
    assert reply.ticket_id == into.pk


def test_an_answer_follows_a_ticket_that_was_merged_twice(inside: Cast) -> None:
    ticket, into, last = a_ticket(inside.carla), a_ticket(inside.bea), a_ticket(inside.bea)
    pending = send_reply(at_the_desk(inside.tess), ticket, body="Unplug it")
    merge_ticket(SYSTEM, ticket, into=into)
    merge_ticket(SYSTEM, into, into=last)

    reply = publish_reply(SYSTEM, queries.pending_reply(SYSTEM, pending.pk))
    assert reply is not None
    assert reply.ticket_id == last.pk


@pytest.mark.parametrize("category", ["new", "closed"])
def test_an_answer_cannot_make_a_ticket_new_or_close_it(inside: Cast, category: str) -> None:
    status = queries.default_status(Category(category))
    with pytest.raises(Refusal):
        an_answer(a_ticket(inside.carla), inside.tess, then=status)


@pytest.mark.spec("S1.4.3")
def test_everybody_on_the_clients_side_gets_the_words_by_mail(inside: Cast) -> None:
    ticket = a_ticket(inside.carla, followers=[inside.bea])
    reply = an_answer(ticket, inside.tess, "Please unplug it")
    tell_of_reply(ticket=str(ticket.pk), reply=str(reply.pk))

    mails = Message.objects.filter(template="tickets/mail/answered")
    assert {mail.to for mail in mails} == {inside.carla.email, inside.bea.email}
    assert all("Please unplug it" in mail.text for mail in mails)
    assert len({mail.thread_id for mail in mails}) == 1


def test_it_needs_the_permission(inside: Cast) -> None:
    with pytest.raises(PermissionDenied):
        send_reply(a_technician(VIEW), a_ticket(inside.carla), body="x")


@pytest.mark.spec("S2.2.2c")
def test_the_files_of_a_waiting_answer_cannot_be_taken_away_or_used_again(inside: Cast) -> None:
    tess, ticket = at_the_desk(inside.tess, UPLOAD), a_ticket(inside.carla)
    file = a_file(tess)
    pending = send_reply(tess, ticket, body="See the file", files=[file.id])
    with pytest.raises(Conflict):
        remove_file(tess, own_upload(tess, file.id))
    with pytest.raises(UnknownUpload):
        send_reply(tess, a_ticket(inside.otto), body="The same file", files=[file.id])

    reply = publish_reply(SYSTEM, queries.pending_reply(SYSTEM, pending.pk))
    assert reply is not None
    attached = ReplyFile.objects.get(reply=reply).file
    assert (attached.pk, attached.company_id) == (file.id, inside.bluebird.pk)


@pytest.mark.spec("S2.2.2c", "S2.2.2d")
def test_an_answer_leaves_although_its_file_was_refused_meanwhile(inside: Cast) -> None:
    tess, ticket = at_the_desk(inside.tess, UPLOAD), a_ticket(inside.carla)
    file = a_file(tess, b"<script>", name="photo.png")
    pending = send_reply(tess, ticket, body="See the picture", files=[file.id])
    inspect_file(file=str(file.id))

    assert StoredFile.objects.get(pk=file.id).state == StoredFile.State.REFUSED
    assert publish_reply(SYSTEM, queries.pending_reply(SYSTEM, pending.pk)) is not None


def test_taking_an_answer_back_gives_its_files_back(inside: Cast) -> None:
    tess, ticket = at_the_desk(inside.tess, UPLOAD), a_ticket(inside.carla)
    file = a_file(tess)
    undo_reply(tess, send_reply(tess, ticket, body="Too early", files=[file.id]))

    send_reply(tess, ticket, body="Now", files=[file.id])
    assert PendingReply.objects.get().files == [str(file.id)]
