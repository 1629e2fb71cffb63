"""An open page at the desk while the ticket closes under it, and who takes part."""

import re

import pytest
from django.test import Client

from portico.core.identity.tests.factories import signed_in_client, signed_in_staff
from portico.core.people.models import Contact
from portico.core.people.tests.factories import a_contact
from portico.features.tickets import queries
from portico.features.tickets.actions.change import change_status
from portico.features.tickets.actions.follow import add_follower
from portico.features.tickets.actions.locking import AlreadyClosed
from portico.features.tickets.actions.merge import merge_ticket
from portico.features.tickets.actions.reply import reply_to_ticket
from portico.features.tickets.models import Category, Participant, Ticket
from portico.kernel.tenancy import scope, staff_scope

from .conftest import Cast
from .factories import SYSTEM, an_answer
from .test_portal_pages import at


@pytest.fixture
def tess(cast: Cast) -> Client:
    return signed_in_staff(cast.tess)


def close(cast: Cast, ticket: Ticket, category: Category = Category.CLOSED) -> None:
    with scope(staff_scope(cast.tenant.pk)):
        change_status(SYSTEM, ticket, status=queries.default_status(category))


def piece(browser: Client, ticket: Ticket, *, box: str) -> str:
    """What the open page fetches when the ticket has changed."""
    headers = {"HX-Target": "div#standing", "HX-Request-Type": "partial"}
    url = f"/staff/tickets/{ticket.pk}/?box={box}"
    return browser.get(url, headers=headers).text


def test_an_open_page_hears_that_the_ticket_was_closed(cast: Cast, tess: Client) -> None:
    ticket = at(cast)
    page = tess.get(f"/staff/tickets/{ticket.pk}/").text
    assert f'data-live-from="/staff/tickets/{ticket.pk}/?box=yes"' in page
    assert "notice" not in piece(tess, ticket, box="yes")

    close(cast, ticket)
    now = piece(tess, ticket, box="yes")
    assert "closed in the meantime" in now
    assert "Open it again" in now
    assert '?box=yes"' in now  # the page still has its box
    assert "<textarea" not in now  # what somebody types is not touched


def test_an_open_page_of_a_closed_ticket_hears_that_it_is_open_again(
    cast: Cast, tess: Client
) -> None:
    ticket = at(cast)
    close(cast, ticket)
    page = tess.get(f"/staff/tickets/{ticket.pk}/").text
    assert '?box=no"' in page
    assert "To answer, open it again." in page
    assert "/replies/" not in page

    close(cast, ticket, Category.OPEN)
    now = piece(tess, ticket, box="no")
    assert "open again" in now
    assert '?box=no"' in now


def test_an_open_page_leads_to_where_a_merged_ticket_goes_on(cast: Cast, tess: Client) -> None:
    ticket, other = at(cast), at(cast)
    with scope(staff_scope(cast.tenant.pk)):
        merge_ticket(SYSTEM, ticket, into=other)
    now = piece(tess, ticket, box="yes")
    assert "merged in the meantime" in now
    assert f'href="/staff/tickets/{other.pk}/"' in now
    assert "Open it again" not in now
    assert "nothing changes here" in tess.get(f"/staff/tickets/{ticket.pk}/").text


def test_an_answer_to_what_was_closed_meanwhile_keeps_its_words(cast: Cast, tess: Client) -> None:
    ticket = at(cast)
    close(cast, ticket)
    refused = tess.post(f"/staff/tickets/{ticket.pk}/replies/", {"body": "Words of an hour"})
    assert refused.status_code == 422
    assert "choose another status first" in refused.text
    assert ">Words of an hour</textarea>" in refused.text
    assert "Open it again" in refused.text
    lively = re.findall(r'data-live-from="([^"]*)"', refused.text.partition("<main")[2])
    page = f"/staff/tickets/{ticket.pk}/"  # where this answer stands, nothing can be fetched
    assert len(lively) >= 4
    assert all(url.partition("?")[0] in {page, "/staff/menu/"} for url in lively)


def test_the_rail_of_a_closed_ticket_offers_only_its_status(cast: Cast, tess: Client) -> None:
    ticket = at(cast)
    close(cast, ticket)
    page = tess.get(f"/staff/tickets/{ticket.pk}/").text
    for name in ("assignee", "priority", "queue"):
        assert f'name="{name}" disabled' in page
    assert 'name="status" disabled' not in page
    assert "to change the rest, choose another status first" in page


def test_clients_are_told_to_open_a_new_one_and_staff_to_reopen(cast: Cast, tess: Client) -> None:
    ticket = at(cast)
    close(cast, ticket)
    data = {"ticket": [str(ticket.pk)], "priority": "1", "status": ""}
    page = tess.post("/staff/tickets/changes/", data, follow=True).text
    assert "choose another status first" in page
    assert "Open a new one instead" not in page

    carla = signed_in_client(cast.carla)
    answer = carla.post(f"/portal/tickets/{ticket.pk}/replies/", {"body": "Again"}).text
    assert "Open a new one" in answer
    assert "choose another status" not in answer
    with (
        scope(staff_scope(cast.tenant.pk)),
        pytest.raises(AlreadyClosed, match="Open a new one instead"),
    ):
        reply_to_ticket(SYSTEM, ticket, body="Again")


def test_merging_into_a_closed_ticket_is_said_of_that_one(cast: Cast, tess: Client) -> None:
    ticket, closed = at(cast), at(cast)
    close(cast, closed)
    refused = tess.post(f"/staff/tickets/{ticket.pk}/merge/", {"into": str(closed.number)})
    assert refused.status_code == 422
    assert "That ticket is closed." in refused.text
    assert f'value="{closed.number}"' in refused.text


def followers(cast: Cast, ticket: Ticket) -> set[object]:
    with scope(staff_scope(cast.tenant.pk)):
        rows = Participant.objects.filter(ticket=ticket, part=Participant.Part.FOLLOWER)
        return set(rows.values_list("contact_id", flat=True))


def test_a_colleague_is_added_and_taken_off_at_the_desk(cast: Cast, tess: Client) -> None:
    ticket = at(cast)
    url = f"/staff/tickets/{ticket.pk}/"
    assert f'href="{url}?colleague=#followers"' in tess.get(url).text
    asked = tess.get(f"{url}?colleague=").text
    assert f'<option value="{cast.bea.pk}">Bea Boss</option>' in asked
    assert "Otto Other" not in asked  # of another company
    assert f'value="{cast.carla.pk}"' not in asked  # takes part already

    said = tess.post(f"{url}followers/", {"contact": str(cast.bea.pk)}, follow=True).text
    assert "Bea Boss follows this ticket now." in said
    assert followers(cast, ticket) == {cast.bea.pk}

    removal = f"{url}followers/{cast.bea.pk}/removal/"
    assert f'action="{removal}"' in said
    assert "Bea Boss no longer follows" in tess.post(removal, follow=True).text
    assert followers(cast, ticket) == set()


def test_whoever_asked_is_not_taken_off(cast: Cast, tess: Client) -> None:
    ticket = at(cast)
    removal = f"/staff/tickets/{ticket.pk}/followers/{cast.carla.pk}/removal/"
    assert removal not in tess.get(f"/staff/tickets/{ticket.pk}/").text
    tess.post(removal)
    with scope(staff_scope(cast.tenant.pk)):
        assert Participant.objects.filter(ticket=ticket, contact=cast.carla).exists()


@pytest.mark.spec("S1.1.2", "G1")
def test_nobody_of_another_company_can_be_added(cast: Cast, tess: Client) -> None:
    ticket = at(cast)
    url = f"/staff/tickets/{ticket.pk}/followers/"
    assert tess.post(url, {"contact": str(cast.otto.pk)}).status_code == 422
    assert tess.post(url, {"contact": str(ticket.pk)}).status_code == 404
    assert "Choose who shall follow." in tess.post(url, {"contact": ""}, follow=True).text
    assert followers(cast, ticket) == set()


def test_many_colleagues_are_looked_for_by_name(cast: Cast, tess: Client) -> None:
    ticket = at(cast)
    with scope(staff_scope(cast.tenant.pk)):
        for number in range(45):
            a_contact(cast.bluebird, f"Amy Number{number:02}")
        gone = a_contact(cast.bluebird, "Zoe Gone", access=Contact.Access.DISABLED)
        zack = a_contact(cast.bluebird, "Zack Zebra")
    url = f"/staff/tickets/{ticket.pk}/?colleague="
    first = tess.get(url).text
    assert 'name="colleague"' in first
    assert f'value="{zack.pk}"' not in first
    found = tess.get(f"{url}z").text
    assert f'value="{zack.pk}"' in found
    assert f'value="{gone.pk}"' not in found
    assert "Nobody of this name who could follow." in tess.get(f"{url}qqq").text


def test_on_a_closed_ticket_nobody_is_added(cast: Cast, tess: Client) -> None:
    ticket = at(cast)
    with scope(staff_scope(cast.tenant.pk)):
        add_follower(SYSTEM, ticket, contact=cast.bea)
    close(cast, ticket)
    page = tess.get(f"/staff/tickets/{ticket.pk}/?colleague=").text
    assert "Bea Boss" in page
    assert "/removal/" not in page
    assert 'name="contact"' not in page


def test_the_list_says_what_its_moment_is_and_shows_all(cast: Cast, tess: Client) -> None:
    ticket = at(cast)
    close(cast, ticket)
    page = tess.get("/staff/tickets/?view=all").text
    assert ">Last activity</th>" in page
    assert "client wrote last" in page
    assert '<a href="?view=all" aria-current="page">' in page
    assert "<p>All tickets</p>" in page


def test_an_empty_list_counts_nothing(cast: Cast, tess: Client) -> None:
    page = tess.get("/staff/tickets/?view=late").text
    assert "Nothing in this view" in page
    assert "0 tickets" not in page


def test_an_answer_at_once_is_told_in_words(cast: Cast, tess: Client) -> None:
    ticket = at(cast)
    with scope(staff_scope(cast.tenant.pk)):
        an_answer(ticket, cast.tess)
    assert "Met within a minute" in tess.get(f"/staff/tickets/{ticket.pk}/").text
    portal = signed_in_client(cast.carla).get(f"/portal/tickets/{ticket.pk}/").text
    assert "within a minute" in portal
    assert "0 minutes" not in portal
