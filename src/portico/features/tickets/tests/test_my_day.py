"""My day: what a technician needs first, and figures that agree with the lists behind them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portico.core.identity.tests.factories import signed_in_staff
from portico.core.people.models import StaffUser
from portico.features.tickets import queries
from portico.features.tickets.actions.assign import assign_ticket
from portico.features.tickets.actions.change import change_status
from portico.features.tickets.actions.merge import merge_ticket
from portico.features.tickets.models import Category, Ticket
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing

from .conftest import Cast
from .factories import SYSTEM, a_ticket, an_answer

STAT = re.compile(r'<a class="stat" href="([^"]+)">.*?<span class="value">(\d+)</span>')
ROW = re.compile(r'<th scope="row" class="subject">')
VIEW = re.compile(r'<a href="\?view=(\w+)"[^>]*>.*?(?:<span class="num [^"]*">(\d+)</span>)?</a>')
DAY = timedelta(days=1)


@pytest.fixture
def tess(cast: Cast) -> Client:
    return signed_in_staff(cast.tess)


def of(cast: Cast, mate: StaffUser | None, subject: str, **stored: Any) -> Ticket:
    """A ticket of a technician; `answered` lies in the past, `due` is the solution's promise."""
    now, stored = timezone.now(), dict(stored)
    with scope(staff_scope(cast.tenant.pk)):
        ticket = a_ticket(cast.carla, subject)
        if mate:
            assign_ticket(SYSTEM, ticket, to=mate)
        if stored.pop("answered", True):
            an_answer(ticket, cast.tess)
        if (category := stored.pop("category", None)) is not None:
            change_status(SYSTEM, ticket, status=queries.default_status(category))
        values = {
            "opened_at": now - 9 * DAY,
            "first_response_due_at": now + 9 * DAY,
            "resolve_due_at": now + 9 * DAY,
            **stored,
        }
        with writing("tickets"):
            Ticket.objects.filter(pk=ticket.pk).update(**values)
    return ticket


def a_busy_day(cast: Cast) -> None:
    now = timezone.now()
    of(cast, cast.tess, "Client wrote", answered=False)
    of(cast, cast.tess, "Solution overdue", resolve_due_at=now - DAY)
    of(cast, cast.tess, "First answer overdue", answered=False, first_response_due_at=now - DAY)
    of(cast, cast.tess, "In work, time enough")
    of(cast, cast.tess, "In work, less time", resolve_due_at=now + 3 * DAY)
    of(cast, cast.tess, "Paused, promise gone", category=Category.PAUSED, resolve_due_at=now - DAY)
    of(cast, cast.tess, "Resolved already", category=Category.RESOLVED)
    of(cast, cast.olga, "Of a colleague, overdue", resolve_due_at=now - DAY)
    of(cast, None, "Nobody has it", answered=False)


def test_who_waits_comes_first_then_what_is_due_then_the_rest(cast: Cast, tess: Client) -> None:
    a_busy_day(cast)
    page = tess.get("/staff/").text
    order = [
        "Waiting for you</h2>",
        "First answer overdue",
        "Client wrote",
        "Due today</h2>",
        "Solution overdue",
        "The rest of yours</h2>",
        "In work, less time",
        "In work, time enough",
        "Paused, promise gone",
    ]
    places = [page.index(f">{words}" if "</h2>" in words else f">{words}</a>") for words in order]

    assert places == sorted(places)
    assert page.count(">First answer overdue</a>") == 1
    assert "Resolved already" not in page
    assert "Of a colleague" not in page
    assert page.index("Nobody's yet</h2>") < page.index("Nobody has it")


def test_each_figure_is_the_length_of_the_list_behind_it(cast: Cast, tess: Client) -> None:
    a_busy_day(cast)
    figures = STAT.findall(tess.get("/staff/").text)

    assert [int(figure) for _url, figure in figures] == [2, 2, 6, 1, 3]
    for url, figure in figures:
        assert len(ROW.findall(tess.get(url).text)) == int(figure), url


def test_the_desk_counts_its_views_as_it_shows_them(cast: Cast, tess: Client) -> None:
    a_busy_day(cast)
    page = tess.get("/staff/tickets/").text
    views = VIEW.findall(page)

    assert {slug for slug, _figure in views} >= {"answers", "due", "mine", "us", "late", "client"}
    for slug, figure in views:
        if figure:
            rows = ROW.findall(tess.get(f"/staff/tickets/?view={slug}").text)
            assert len(rows) == int(figure), slug


def test_the_number_in_the_side_bar_says_what_it_is_and_has_a_list(
    cast: Cast, tess: Client
) -> None:
    a_busy_day(cast)
    page = tess.get("/staff/tickets/?view=us").text

    assert 'title="3 tickets wait for our answer"' in page
    assert len(ROW.findall(page)) == 3


def test_what_was_merged_into_a_resolved_ticket_waits_for_an_answer(
    cast: Cast, tess: Client
) -> None:
    resolved = of(cast, cast.tess, "Resolved already", category=Category.RESOLVED)
    asking = of(cast, cast.tess, "Client wrote", answered=False)
    with scope(staff_scope(cast.tenant.pk)):
        merge_ticket(SYSTEM, asking, into=resolved)
    page = tess.get("/staff/tickets/?view=us").text

    assert len(ROW.findall(page)) == 1
    assert "Resolved already" in page


def test_a_day_without_tickets_says_so(tess: Client) -> None:
    assert "Nobody waits for you." in tess.get("/staff/").text


def test_those_who_asked_last_are_offered_before_anybody_types(cast: Cast, tess: Client) -> None:
    of(cast, cast.tess, "Wi-Fi")
    with scope(staff_scope(cast.tenant.pk)):
        a_ticket(cast.otto, "Lens")
        a_ticket(cast.otto, "Another lens")
    page = tess.get("/staff/tickets/new/").text

    assert page.index("Asked lately") < page.index("Otto Other") < page.index("Carla Contact")
    assert page.count(f"?requester={cast.otto.pk}") == 1
    assert "Asked lately" not in tess.get("/staff/tickets/new/?who=otto").text
    assert "Asked lately" not in tess.get(f"/staff/tickets/new/?requester={cast.otto.pk}").text
