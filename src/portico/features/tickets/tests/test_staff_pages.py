"""The desk's pages: reply and note apart, undo, bulk changes, words."""

import re
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from portico.core.access.actors import Staff
from portico.core.identity.tests.factories import signed_in_client, signed_in_staff
from portico.features.tickets import queries
from portico.features.tickets.actions.change import Changes, change_ticket
from portico.features.tickets.actions.words import add_queue
from portico.features.tickets.models import (
    Category,
    InternalNote,
    PendingReply,
    Priority,
    Queue,
    Status,
    Ticket,
    TicketReply,
)
from portico.features.tickets.permissions import CHANGE, VIEW
from portico.kernel.tenancy import scope, staff_scope

from .conftest import Cast
from .factories import SYSTEM
from .test_portal_pages import HOSTILE, at, statements

PROMISES = ("respond", "resolve")


@pytest.fixture
def tess(cast: Cast) -> Client:
    return signed_in_staff(cast.tess)


@pytest.mark.spec("S2.2.2c")
def test_reply_and_note_are_two_forms_with_two_addresses(cast: Cast, tess: Client) -> None:
    ticket = at(cast)
    html = tess.get(f"/staff/tickets/{ticket.pk}/").text
    assert f'action="/staff/tickets/{ticket.pk}/replies/"' in html
    assert f'action="/staff/tickets/{ticket.pk}/notes/"' in html
    assert "The client never sees this" not in html

    tess.post(f"/staff/tickets/{ticket.pk}/notes/", {"body": "Careful"})
    assert "Internal. The client never sees this." in tess.get(f"/staff/tickets/{ticket.pk}/").text
    with scope(staff_scope(cast.tenant.pk)):
        assert InternalNote.objects.get().body == "Careful"
        assert not TicketReply.objects.filter(by="staff").exists()


@pytest.mark.spec("S2.2.2c")
def test_undo_gives_the_words_back(cast: Cast, tess: Client) -> None:
    ticket = at(cast)
    sent = tess.post(f"/staff/tickets/{ticket.pk}/replies/", {"body": "Too early"}, follow=True)
    undo = re.search(r'action="(/staff/tickets/[^"]+/undo/)"', sent.text)
    assert undo
    back = tess.post(undo[1])

    assert "Too early" in back.text
    with scope(staff_scope(cast.tenant.pk)):
        assert not PendingReply.objects.exists()


def test_without_script_the_hint_names_a_key_that_most_keyboards_have(
    cast: Cast, tess: Client
) -> None:
    page = tess.get(f"/staff/tickets/{at(cast).pk}/").text
    assert "<kbd data-mod>Ctrl</kbd> <kbd>↵</kbd>" in page
    assert "⌘" not in page


def test_an_empty_answer_is_refused_and_a_note_keeps_its_words(cast: Cast, tess: Client) -> None:
    ticket = at(cast)
    assert tess.post(f"/staff/tickets/{ticket.pk}/replies/", {"body": " "}).status_code == 422
    long = "n" * 20_001
    refused = tess.post(f"/staff/tickets/{ticket.pk}/notes/", {"body": long})
    assert refused.status_code == 422
    assert long in refused.text


def test_one_changed_select_leaves_what_a_colleague_changed_meanwhile(
    cast: Cast, tess: Client
) -> None:
    ticket = at(cast)
    tess.post(f"/staff/tickets/{ticket.pk}/changes/", {"assignee": str(cast.tess.pk)})
    tess.post(
        f"/staff/tickets/{ticket.pk}/changes/",
        {"was_assignee": "", "assignee": "", "was_priority": "3", "priority": "1"},
    )
    with scope(staff_scope(cast.tenant.pk)):
        fresh = Ticket.objects.get(pk=ticket.pk)
        assert (fresh.assignee_id, fresh.priority) == (cast.tess.pk, 1)


def test_many_at_once_and_what_refuses_is_named(cast: Cast, tess: Client) -> None:
    one, other = at(cast), at(cast)
    with scope(staff_scope(cast.tenant.pk)):
        closed = queries.default_status(Category.CLOSED, key="closed")
    tess.post(f"/staff/tickets/{other.pk}/changes/", {"status": str(closed.pk)})
    page = tess.post(
        "/staff/tickets/changes/",
        {"ticket": [str(one.pk), str(other.pk), "nonsense"], "priority": "1", "status": ""},
        follow=True,
    ).text
    assert "1 ticket changed." in page
    assert "#2: This ticket is closed." in page


def closing(cast: Cast, **more: str) -> dict[str, str]:
    """A form that closes, raises and assigns in one go."""
    with scope(staff_scope(cast.tenant.pk)):
        closed = queries.default_status(Category.CLOSED, key="closed")
    return {"status": str(closed.pk), "priority": "1", "assignee": str(cast.tess.pk)} | more


def as_it_is(cast: Cast, ticket: Ticket) -> tuple[str, int, UUID | None]:
    with scope(staff_scope(cast.tenant.pk)):
        fresh = Ticket.objects.get(pk=ticket.pk)
        return fresh.category, fresh.priority, fresh.assignee_id


def test_a_form_that_closes_a_ticket_changes_the_rest_first(cast: Cast, tess: Client) -> None:
    one, other = at(cast), at(cast)
    assert tess.post(f"/staff/tickets/{one.pk}/changes/", closing(cast)).status_code == 302
    many = tess.post(
        "/staff/tickets/changes/", closing(cast) | {"ticket": str(other.pk)}, follow=True
    )
    assert "1 ticket changed." in many.text
    for ticket in (one, other):
        assert as_it_is(cast, ticket) == ("closed", 1, cast.tess.pk)


def test_a_change_that_is_refused_in_one_part_is_refused_whole(cast: Cast, tess: Client) -> None:
    one, into = at(cast), at(cast)
    tess.post(f"/staff/tickets/{one.pk}/merge/", {"into": f"#{into.number}"})
    before = as_it_is(cast, one)
    with scope(staff_scope(cast.tenant.pk)):
        queue = Queue.objects.exclude(pk=one.queue_id).first() or add_queue(SYSTEM, name="Later")
    refused = tess.post(
        f"/staff/tickets/{one.pk}/changes/", closing(cast, status="", queue=str(queue.pk))
    )
    assert refused.status_code == 409
    assert as_it_is(cast, one) == before
    with scope(staff_scope(cast.tenant.pk)):
        assert Ticket.objects.get(pk=one.pk).queue_id == one.queue_id


def test_a_missing_permission_for_one_part_changes_nothing_of_the_others(cast: Cast) -> None:
    ticket = at(cast)
    with scope(staff_scope(cast.tenant.pk)):
        grants = frozenset({VIEW.code, CHANGE.code})
        actor = Staff(id=cast.tess.pk, name="Tess", email="", grants=grants)
        changes = Changes(priority=Priority.CRITICAL, to=cast.tess)
        with pytest.raises(PermissionDenied):
            change_ticket(actor, ticket, changes)
    assert as_it_is(cast, ticket) == ("new", 3, None)


def test_a_closed_ticket_is_opened_and_changed_in_one_go(cast: Cast, tess: Client) -> None:
    ticket = at(cast)
    url = f"/staff/tickets/{ticket.pk}/changes/"
    tess.post(url, closing(cast))
    with scope(staff_scope(cast.tenant.pk)):
        opened = queries.default_status(Category.OPEN)
    again = closing(cast, status=str(opened.pk), priority="2", assignee=str(cast.olga.pk))
    assert tess.post(url, again).status_code == 302
    assert as_it_is(cast, ticket) == ("open", 2, cast.olga.pk)


def test_a_choice_that_names_no_row_leads_nowhere(cast: Cast, tess: Client) -> None:
    ticket = at(cast)
    url = f"/staff/tickets/{ticket.pk}/changes/"
    for name in ("status", "assignee", "queue", "team"):
        assert tess.post(url, {"priority": "1", name: "nonsense"}).status_code == 404
    assert as_it_is(cast, ticket) == ("new", 3, None)


def test_many_at_once_asks_what_to_change_before_it_says_that_anything_was(
    cast: Cast, tess: Client
) -> None:
    untouched = {"assignee": "-", "status": "", "priority": ""}
    data = untouched | {"ticket": [str(at(cast).pk)]}
    page = tess.post("/staff/tickets/changes/", data, follow=True).text
    assert "Choose what to change" in page
    assert "1 ticket changed." not in page


@pytest.mark.spec("S1.5.4", "S1.5.5")
def test_the_words_are_for_those_who_manage_them(cast: Cast, tess: Client) -> None:
    assert tess.get("/staff/tickets/words/").status_code == 404
    olga = signed_in_staff(cast.olga)
    data = {"category": "paused", "label_staff": "Parts ordered", "label_client": "On its way"}
    assert olga.post("/staff/tickets/words/statuses/", data).status_code == 302
    again = olga.post("/staff/tickets/words/statuses/", data)
    assert again.status_code == 422
    assert "There is one of this name already." in again.text
    with scope(staff_scope(cast.tenant.pk)):
        assert Status.objects.get(label_staff="Parts ordered").category == "paused"


def test_a_queue_without_a_good_name_comes_back_with_what_was_typed(cast: Cast) -> None:
    olga = signed_in_staff(cast.olga)
    with scope(staff_scope(cast.tenant.pk)):
        later = add_queue(SYSTEM, name="Later")
    long = "q" * 81
    for url in ("/staff/tickets/words/queues/", f"/staff/tickets/words/queues/{later.pk}/"):
        for typed, words in (
            (long, "Give the queue a name of at most 80 letters."),
            ("Projects", "There is one of this name already."),
        ):
            refused = olga.post(url, {"name": typed})
            assert refused.status_code == 422
            assert f'value="{typed}"' in refused.text
            assert words in refused.text
            assert "What you promise" in refused.text  # the page itself, to mend at once
    with scope(staff_scope(cast.tenant.pk)):
        assert Queue.objects.get(pk=later.pk).name == "Later"


def test_promises_that_are_no_minutes_come_back_with_the_others(cast: Cast) -> None:
    olga = signed_in_staff(cast.olga)
    with scope(staff_scope(cast.tenant.pk)):
        given = {f"{one.priority}-{name}": "77" for one in queries.targets() for name in PROMISES}
    refused = olga.post("/staff/tickets/words/targets/", given | {"2-resolve": "soon"})
    assert refused.status_code == 422
    assert refused.text.count('value="77"') == 7
    assert 'value="soon"' in refused.text
    assert 'href="#id_2-resolve"' in refused.text
    with scope(staff_scope(cast.tenant.pk)):
        assert not queries.targets().filter(respond_minutes=77).exists()

    assert olga.post("/staff/tickets/words/targets/", given).status_code == 302
    with scope(staff_scope(cast.tenant.pk)):
        assert queries.targets().filter(respond_minutes=77, resolve_minutes=77).count() == 4


@pytest.mark.spec("S2.2.2a")
def test_a_renamed_status_reads_differently_at_each_door(cast: Cast) -> None:
    ticket = at(cast)
    with scope(staff_scope(cast.tenant.pk)):
        new = queries.default_status(Category.NEW)
    signed_in_staff(cast.olga).post(
        f"/staff/tickets/words/statuses/{new.pk}/",
        {"label_staff": "Triage", "label_client": "Angekommen", "hint": "Soon"},
    )
    desk = signed_in_staff(cast.tess).get(f"/staff/tickets/{ticket.pk}/").text
    portal = signed_in_client(cast.carla).get(f"/portal/tickets/{ticket.pk}/").text
    assert "Triage" in desk
    assert "Angekommen" in portal
    assert "Triage" not in portal


def test_a_call_is_written_down_for_somebody(cast: Cast, tess: Client) -> None:
    found = tess.get("/staff/tickets/new/?who=carla").text
    assert f"?requester={cast.carla.pk}" in found
    response = tess.post(
        "/staff/tickets/new/",
        {
            "requester": str(cast.carla.pk),
            "subject": "Phone call",
            "body": "She says it hums",
            "kind": "incident",
            "priority": "2",
            "source": "phone",
        },
    )
    assert response.status_code == 302
    with scope(staff_scope(cast.tenant.pk)):
        ticket = queries.tickets(SYSTEM).get()
        assert (ticket.source, ticket.contact_id, ticket.opened_by_id) == (
            "phone",
            cast.carla.pk,
            None,
        )


def test_hostile_words_are_only_text_at_the_desk(cast: Cast, tess: Client) -> None:
    ticket = at(cast, subject=HOSTILE[:200], body=HOSTILE)
    tess.post(f"/staff/tickets/{ticket.pk}/notes/", {"body": HOSTILE})
    for url in ("/staff/", "/staff/tickets/", f"/staff/tickets/{ticket.pk}/"):
        html = tess.get(url).text
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def test_merging_by_number(cast: Cast, tess: Client) -> None:
    one, other = at(cast), at(cast)
    refused = tess.post(f"/staff/tickets/{one.pk}/merge/", {"into": "99999"})
    assert refused.status_code == 422
    assert "no ticket with this number" in refused.text
    assert 'value="99999"' in refused.text  # on the ticket's page, to mend at once
    assert one.subject in refused.text
    merged = tess.post(f"/staff/tickets/{one.pk}/merge/", {"into": f"#{other.number}"})
    assert merged["Location"].endswith(f"/{other.pk}/")


@pytest.mark.parametrize(
    ("url", "budget"), [("/staff/tickets/", 12), ("/staff/", 10), ("/staff/tickets/{ticket}/", 17)]
)
def test_pages_keep_to_their_statements(cast: Cast, tess: Client, url: str, budget: int) -> None:
    ticket = at(cast)
    for _ in range(7):
        at(cast)
    assert statements(tess, url.format(ticket=ticket.pk)) <= budget
