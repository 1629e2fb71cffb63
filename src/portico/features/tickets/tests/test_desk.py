"""Assigning, moving, merging, closing: what changes and what the client may notice."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portico.core.access.permissions import Conflict, Refusal
from portico.core.access.tests.factories import a_client
from portico.core.identity.tests.factories import signed_in_client, signed_in_staff
from portico.core.journal.models import Entry, Moment
from portico.core.people.models import Contact
from portico.core.people.tests.factories import a_contact
from portico.features.tickets import queries
from portico.features.tickets.actions.assign import assign_ticket
from portico.features.tickets.actions.change import (
    change_priority,
    change_status,
    move_ticket,
)
from portico.features.tickets.actions.confirm import (
    close_when_due,
    confirm_solution,
    reopen_ticket,
)
from portico.features.tickets.actions.follow import add_follower, follow_ticket, unfollow_ticket
from portico.features.tickets.actions.merge import merge_ticket
from portico.features.tickets.actions.note import add_note
from portico.features.tickets.models import Category, Priority, Queue, Ticket
from portico.features.tickets.permissions import CONFIRM, FOLLOW, VIEW
from portico.features.tickets.rules.lifecycle import closes_at
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing

from .conftest import Cast
from .factories import SYSTEM, a_ticket, an_answer


def resolved(ticket: Ticket) -> Ticket:
    return change_status(SYSTEM, ticket, status=queries.default_status(Category.RESOLVED))


@pytest.mark.spec("S2.2.2b")
def test_taking_a_new_ticket_opens_it(inside: Cast) -> None:
    ticket = assign_ticket(SYSTEM, a_ticket(inside.carla), to=inside.tess)

    assert (ticket.category, ticket.assignee_card_id) == ("open", inside.tess.card_id)
    names = set(Moment.objects.filter(subject_id=ticket.pk).values_list("name", flat=True))
    assert names == {"tickets.opened", "tickets.assigned", "tickets.status_changed"}


@pytest.mark.spec("S2.2.2a", "S2.2.2b")
def test_the_client_reads_its_own_word_for_a_status(inside: Cast) -> None:
    ticket = change_status(
        SYSTEM,
        a_ticket(inside.carla),
        status=queries.default_status(Category.PAUSED, key="waiting_vendor"),
    )

    moment = Moment.objects.get(subject_id=ticket.pk, name="tickets.status_changed")
    assert moment.data == {"old": "Received", "new": "With supplier", "category": "paused"}


@pytest.mark.spec("S1.4.3")
def test_notes_and_moves_leave_no_trace_for_the_client(inside: Cast) -> None:
    ticket = a_ticket(inside.carla)
    before = (ticket.updated_at, Moment.objects.count())
    add_note(SYSTEM, ticket, body="Customer is difficult")
    move_ticket(SYSTEM, ticket, queue=Queue.objects.last() or ticket.queue, team=None)

    ticket.refresh_from_db()
    assert (ticket.updated_at, Moment.objects.count()) == before


def test_priority_changes_say_so(inside: Cast) -> None:
    ticket = change_priority(SYSTEM, a_ticket(inside.carla), priority=Priority.CRITICAL)

    moment = Moment.objects.get(subject_id=ticket.pk, name="tickets.priority_changed")
    assert moment.data == {"old": 3, "new": 1}


def test_another_priority_is_another_promise(inside: Cast) -> None:
    ticket = a_ticket(inside.carla)
    raised = change_priority(SYSTEM, ticket, priority=Priority.CRITICAL)
    target = queries.target(Priority.CRITICAL)

    assert target is not None
    raised.refresh_from_db()
    assert raised.resolve_due_at == raised.opened_at + timedelta(minutes=target.resolve_minutes)
    assert raised.first_response_due_at is not None
    assert ticket.first_response_due_at is not None
    assert raised.first_response_due_at < ticket.first_response_due_at


def test_the_time_in_which_it_counted_as_solved_is_not_used_up(inside: Cast) -> None:
    ticket, week = resolved(a_ticket(inside.carla)), timedelta(days=7)
    assert ticket.resolved_at is not None
    assert ticket.resolve_due_at is not None
    with writing("tickets"):
        Ticket.objects.filter(pk=ticket.pk).update(
            resolved_at=ticket.resolved_at - week,
            opened_at=ticket.opened_at - week,
            resolve_due_at=ticket.resolve_due_at - week,
        )
    again = change_status(SYSTEM, ticket, status=queries.default_status(Category.OPEN))

    again.refresh_from_db()
    assert again.resolve_due_at is not None
    assert again.resolve_due_at > timezone.now()


def test_merged_is_what_only_merging_makes_of_a_ticket(inside: Cast) -> None:
    merged = queries.default_status(Category.CLOSED, key="merged")
    with pytest.raises(Refusal, match="Merge it"):
        change_status(SYSTEM, a_ticket(inside.carla), status=merged)


def test_a_merged_ticket_shows_the_client_where_it_goes_on(cast: Cast) -> None:
    with scope(staff_scope(cast.tenant.pk)):
        one, other = a_ticket(cast.carla, "Wi-Fi"), a_ticket(cast.bea, "Wi-Fi upstairs")
        merge_ticket(SYSTEM, one, into=other)
    page = signed_in_client(cast.carla).get(f"/portal/tickets/{one.pk}/").text

    assert "This goes on in another ticket." in page
    assert f'/portal/tickets/{other.pk}/">' in page
    assert "Wi-Fi upstairs" in page
    assert "Open a new one" not in page


def test_merging_moves_every_word_and_closes_the_one(inside: Cast) -> None:
    one, other = a_ticket(inside.carla, "Wi-Fi"), a_ticket(inside.bea, "Wi-Fi again")
    add_note(SYSTEM, one, body="Same access point")
    merge_ticket(SYSTEM, one, into=other)

    one.refresh_from_db()
    assert (one.status.key, one.merged_into_id, one.is_active) == ("merged", other.pk, False)
    assert other.replies.count() == 2
    assert queries.notes(SYSTEM, other).count() == 1
    assert other.participants.filter(contact=inside.carla, part="follower").exists()


def test_the_ticket_that_took_another_in_says_so_at_both_doors(cast: Cast) -> None:
    with scope(staff_scope(cast.tenant.pk)):
        one, other = a_ticket(cast.carla, "Wi-Fi"), a_ticket(cast.bea, "Wi-Fi again")
        merge_ticket(SYSTEM, one, into=other)
        fact = Entry.objects.get(subject_id=other.pk, name="tickets.took_in")
    desk = signed_in_staff(cast.tess).get(f"/staff/tickets/{other.pk}/").text
    portal = signed_in_client(cast.bea).get(f"/portal/tickets/{other.pk}/").text

    assert fact.data["source_number"] == one.number
    assert "merged another ticket into this one" in desk
    assert reverse("staff:tickets:number", args=[one.number]) in desk
    assert "merged another ticket into this one" in portal
    assert reverse("portal:tickets:number", args=[one.number]) not in portal  # a colleague's


@pytest.mark.parametrize("asked", [True, False])
def test_merging_into_a_resolved_ticket_reopens_it_when_somebody_waits(
    inside: Cast, asked: bool
) -> None:
    one, solved = a_ticket(inside.carla), resolved(a_ticket(inside.bea))
    if not asked:
        an_answer(one, inside.tess)
    into = merge_ticket(SYSTEM, one, into=solved)

    into.refresh_from_db()
    assert (into.category, into.waits_for_us) == (("open", True) if asked else ("resolved", False))


def test_tickets_of_two_companies_are_never_merged(inside: Cast) -> None:
    one, foreign = a_ticket(inside.carla), a_ticket(inside.otto)
    with pytest.raises(Refusal):
        merge_ticket(SYSTEM, one, into=foreign)
    with pytest.raises(Refusal):
        merge_ticket(SYSTEM, one, into=one)


def test_a_merged_ticket_stays_merged(inside: Cast) -> None:
    one, other = a_ticket(inside.carla), a_ticket(inside.bea)
    merge_ticket(SYSTEM, one, into=other)
    with pytest.raises(Refusal):
        change_status(SYSTEM, one, status=queries.default_status(Category.OPEN))


@pytest.mark.spec("S2.2.2a")
def test_the_client_confirms_or_reopens(inside: Cast) -> None:
    carla = a_client(inside.bluebird.pk, VIEW, CONFIRM, contact_id=inside.carla.pk)
    fixed = confirm_solution(carla, resolved(a_ticket(inside.carla)))
    assert fixed.category == "closed"

    broken = reopen_ticket(carla, resolved(a_ticket(inside.carla)))
    assert (broken.category, broken.waits_for_us, broken.reopen_count) == ("open", True, 1)
    with pytest.raises(Conflict):
        confirm_solution(carla, broken)


def test_a_solution_closes_after_five_working_days(inside: Cast) -> None:
    ticket = resolved(a_ticket(inside.carla))
    assert not close_when_due(SYSTEM, ticket)

    with writing("tickets"):
        ticket.resolved_at = timezone.now() - timedelta(days=8)
        ticket.save(update_fields=["resolved_at"])
    assert close_when_due(SYSTEM, ticket)


@pytest.mark.parametrize(
    ("resolved_on", "closes_on"), [("2026-11-16", "2026-11-23"), ("2026-11-20", "2026-11-27")]
)
def test_weekends_do_not_count(resolved_on: str, closes_on: str) -> None:
    assert closes_at(datetime.fromisoformat(resolved_on)).date().isoformat() == closes_on


def test_only_colleagues_follow(inside: Cast) -> None:
    ticket = a_ticket(inside.carla)
    add_follower(SYSTEM, ticket, contact=inside.bea)
    with pytest.raises(Refusal):
        add_follower(SYSTEM, ticket, contact=inside.otto)

    bea = a_client(inside.bluebird.pk, VIEW, FOLLOW, contact_id=inside.bea.pk)
    ticket = queries.ticket(bea, ticket.pk)  # following is taking part: reach own suffices
    unfollow_ticket(bea, ticket, contact=inside.bea)
    assert not ticket.participants.filter(contact=inside.bea).exists()
    follow_ticket(SYSTEM, ticket, contact=inside.bea)
    assert ticket.participants.filter(contact=inside.bea).exists()


@pytest.mark.parametrize("follow", [add_follower, follow_ticket])
def test_whoever_is_shut_out_does_not_begin_to_follow(
    inside: Cast, follow: Callable[..., None]
) -> None:
    ticket = a_ticket(inside.carla)
    gone = a_contact(inside.bluebird, "Zoe Gone", access=Contact.Access.DISABLED)
    with pytest.raises(Refusal) as refused:
        follow(SYSTEM, ticket, contact=gone)
    assert refused.value.field == "contact"
    assert not ticket.participants.filter(contact=gone).exists()


def test_who_follows_what_was_closed_at_that_moment_follows_a_closed_ticket(inside: Cast) -> None:
    seen = a_ticket(inside.carla)
    closed = queries.default_status(Category.CLOSED)
    change_status(SYSTEM, queries.ticket(SYSTEM, seen.pk), status=closed)
    follow_ticket(SYSTEM, seen, contact=inside.bea)
    follow_ticket(SYSTEM, seen, contact=inside.bea)

    assert [one.is_active for one in seen.participants.filter(contact=inside.bea)] == [False]
