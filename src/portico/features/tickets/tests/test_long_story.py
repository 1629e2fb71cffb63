"""A ticket with thousands of entries: its page shows the opening message and the newest of them."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portico.core.identity.tests.factories import signed_in_client, signed_in_staff
from portico.core.journal.models import Entry, Moment
from portico.features.tickets.jobs import tell_of_reply
from portico.features.tickets.models import InternalNote, Ticket, TicketReply
from portico.features.tickets.rules.stretch import AROUND, AT_ONCE
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing

from .conftest import Cast
from .factories import a_ticket, an_answer
from .test_notices import mails_to
from .test_portal_pages import at

NOTE, REPLY = re.compile(r"Note no\. (\d+)\."), re.compile(r"Reply no\. (\d+)\.")
EARLIER = re.compile(r'href="[^"?]*(\?before=[^"]+)"')
LATER = re.compile(r'href="[^"?]*(\?since=[^"]+)"')


def moments(number: int) -> list[datetime]:
    """Three entries share each moment: nothing may get lost or come twice where a page ends."""
    start = timezone.now() - timedelta(days=9)
    return [start + timedelta(minutes=one // 3) for one in range(number)]


def noted(cast: Cast, ticket: Ticket, number: int) -> list[InternalNote]:
    with scope(staff_scope(cast.tenant.pk)), writing("tickets"):
        return InternalNote.objects.bulk_create(
            InternalNote(
                ticket=ticket, author=cast.tess, author_name="Tess", body=f"Note no. {one}.", at=at
            )
            for one, at in enumerate(moments(number))
        )


def answered(cast: Cast, ticket: Ticket, number: int) -> list[TicketReply]:
    with scope(staff_scope(cast.tenant.pk)), writing("tickets"):
        TicketReply.objects.filter(ticket=ticket).update(sent_at=moments(1)[0] - timedelta(days=1))
        return TicketReply.objects.bulk_create(
            TicketReply(
                ticket=ticket,
                company_id=ticket.company_id,
                by="staff",
                author_name="Tess",
                body=f"Reply no. {one}.",
                sent_at=at,
            )
            for one, at in enumerate(moments(number))
        )


@pytest.fixture
def tess(cast: Cast) -> Client:
    return signed_in_staff(cast.tess)


@pytest.mark.spec("S2.2.2c")
def test_the_desk_sees_the_opening_and_the_newest(cast: Cast, tess: Client) -> None:
    ticket = at(cast, body="It smokes since Monday.")
    answered(cast, ticket, 1)
    noted(cast, ticket, 400)
    page = tess.get(f"/staff/tickets/{ticket.pk}/").text

    assert len(NOTE.findall(page)) == AT_ONCE
    assert page.index("It smokes since Monday.") < page.index("Show 50 earlier entries")
    assert page.index("Show 50 earlier entries") < page.index("Note no. 351.")
    assert "of 351" in page  # 350 notes and the one reply
    assert "Note no. 399." in page


def walk(client: Client, url: str, pattern: re.Pattern[str]) -> list[int]:
    """Every entry that is met by following the links to earlier ones, the oldest first."""
    seen: list[int] = []
    query: str | None = ""
    while query is not None:
        page = client.get(url + query).text
        seen = [int(one) for one in pattern.findall(page)] + seen
        link = EARLIER.search(page)
        query = link[1] if link else None
    return seen


def test_links_without_script_lead_past_every_entry_once(cast: Cast, tess: Client) -> None:
    ticket = at(cast)
    answered(cast, ticket, 130)
    noted(cast, ticket, 160)
    desk, portal = f"/staff/tickets/{ticket.pk}/", f"/portal/tickets/{ticket.pk}/"

    assert sorted(walk(tess, desk, NOTE)) == list(range(160))
    assert sorted(walk(tess, desk, REPLY)) == list(range(130))
    assert sorted(walk(signed_in_client(cast.carla), portal, REPLY)) == list(range(130))


def test_earlier_entries_come_into_the_page_without_the_rest_of_it(
    cast: Cast, tess: Client
) -> None:
    ticket = at(cast, body="It smokes since Monday.")
    answered(cast, ticket, 1)
    noted(cast, ticket, 120)
    url = f"/staff/tickets/{ticket.pk}/"
    link = EARLIER.search(tess.get(url).text)
    assert link
    piece = tess.get(
        url + link[1], headers={"HX-Request-Type": "partial", "HX-Target": "p#earlier"}
    ).text

    shown = {int(one) for one in NOTE.findall(piece)}
    assert len(shown) == AT_ONCE
    assert shown > set(range(21, 69))  # entries of one moment come in any order
    assert "Show 21 earlier entries" in piece
    assert "It smokes since Monday." not in piece
    assert "<textarea" not in piece


def test_a_link_to_an_old_note_lands_on_it(cast: Cast, tess: Client) -> None:
    ticket = at(cast)
    notes = noted(cast, ticket, 250)
    page = tess.get(f"/staff/tickets/{ticket.pk}/?at={notes[100].pk}").text

    assert f'id="note-{notes[100].pk}"' in page
    assert len(NOTE.findall(page)) == 2 * AROUND
    later = LATER.search(page)
    assert later
    assert "Note no. 249." in tess.get(f"/staff/tickets/{ticket.pk}/{later[1]}").text


def test_a_client_lands_on_an_old_message_and_on_no_note(cast: Cast) -> None:
    ticket, carla = at(cast), signed_in_client(cast.carla)
    said, notes = answered(cast, ticket, 200), noted(cast, ticket, 5)
    url = f"/portal/tickets/{ticket.pk}/"

    assert f'id="reply-{said[40].pk}"' in carla.get(f"{url}?at={said[40].pk}").text
    lost = carla.get(f"{url}?at={notes[0].pk}").text
    assert "Note no." not in lost
    assert "Reply no. 199." in lost


@pytest.mark.parametrize(
    "query",
    [
        "?before=nonsense",
        "?before=1-0-zz",
        f"?before={'9' * 70}-0-00000000000000000000000000000000",
        "?since=-99999999999999999-0-00000000000000000000000000000000",
        "?before=1-9-00000000000000000000000000000000",
        "?at=../..",
        "?at=018f0000-0000-7000-8000-000000000000",
        "?before=0-0-00000000000000000000000000000000",
    ],
)
def test_a_mangled_address_shows_the_newest(cast: Cast, tess: Client, query: str) -> None:
    ticket = at(cast)
    noted(cast, ticket, 80)
    assert "Note no. 79." in tess.get(f"/staff/tickets/{ticket.pk}/{query}").text


def test_a_page_that_stays_open_loses_none_of_its_entries(cast: Cast, tess: Client) -> None:
    ticket = at(cast)
    answered(cast, ticket, 1)
    noted(cast, ticket, 80)
    url = f"/staff/tickets/{ticket.pk}/"
    fresh = re.search(r'data-live-from="[^"]*(\?since=[^"]+)"', tess.get(url).text)
    assert fresh
    tess.post(f"{url}notes/", {"body": "Note no. 80."})
    again = tess.get(url + fresh[1]).text

    shown = {int(one) for one in NOTE.findall(again)}
    assert len(shown) == AT_ONCE + 1
    assert shown > set(range(33, 81))


def test_the_database_is_asked_for_no_more_than_is_shown(cast: Cast, tess: Client) -> None:
    ticket = at(cast)
    answered(cast, ticket, 1)
    noted(cast, ticket, 2000)
    url = f"/staff/tickets/{ticket.pk}/"
    with CaptureQueriesContext(connection) as asked:
        size = len(tess.get(url).content)
    bodies = [one["sql"] for one in asked.captured_queries if '."body"' in one["sql"]]

    assert bodies
    assert all(re.search(r"LIMIT \d\d?\b", one) for one in bodies if "pendingreply" not in one)
    assert size < 120_000


def test_what_only_changed_its_name_at_the_desk_is_no_line_for_clients(cast: Cast) -> None:
    ticket, carla = at(cast), signed_in_client(cast.carla)
    with scope(staff_scope(cast.tenant.pk)), writing("journal"):
        for old, new in (("Same word", "Same word"), ("One word", "Another word")):
            Moment.objects.create(
                company_id=ticket.company_id,
                subject_id=ticket.pk,
                name="tickets.status_changed",
                at=timezone.now(),
                actor_kind="staff",
                actor_name="Tess",
                data={"old": old, "new": new, "category": "open"},
            )
    page = carla.get(f"/portal/tickets/{ticket.pk}/").text
    assert "Same word" not in page
    assert "Another word" in page


def test_thousands_of_events_are_told_as_calmly(cast: Cast, tess: Client) -> None:
    ticket = at(cast)
    with scope(staff_scope(cast.tenant.pk)), writing("journal"):
        Entry.objects.bulk_create(
            Entry(
                subject_id=ticket.pk,
                subject_kind="tickets.ticket",
                name="tickets.assigned",
                at=one,
                actor_kind="staff",
                actor_name="Tess",
                data={"to_name": "Olga", "to": None, "by": None},
            )
            for one in moments(300)
        )
    page = tess.get(f"/staff/tickets/{ticket.pk}/").text
    assert page.count("gave it to Olga") == AT_ONCE


def test_what_was_refused_still_leads_to_the_earlier_entries(cast: Cast, tess: Client) -> None:
    with scope(staff_scope(cast.tenant.pk)):
        ticket = a_ticket(cast.carla)
    noted(cast, ticket, AT_ONCE + 9)
    page = f"/staff/tickets/{ticket.pk}/"
    refused = tess.post(f"{page}replies/", {"body": " "})

    assert refused.status_code == 422
    (link,) = re.findall(r'href="([^"]+\?before=[^"]+)"', refused.text)
    assert link.startswith(page)
    assert tess.get(link).status_code == 200


def test_a_mail_leads_to_the_message_it_is_about(cast: Cast) -> None:
    with scope(staff_scope(cast.tenant.pk)):
        ticket = a_ticket(cast.carla)
        reply = an_answer(ticket, cast.tess)
        tell_of_reply(ticket=str(ticket.pk), reply=str(reply.pk))
        (mail,) = mails_to(cast.carla)
    link = f"/portal/tickets/{ticket.pk}/?at={reply.pk}#reply-{reply.pk}"

    assert link in mail.text
    assert f'id="reply-{reply.pk}"' in signed_in_client(cast.carla).get(link).text
