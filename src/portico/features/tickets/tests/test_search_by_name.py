"""The desk finds a ticket by who asked and for which company; clients do not."""

from collections.abc import Callable

import pytest

from portico.core.access.tests.factories import a_client, a_technician
from portico.core.identity.tests.factories import signed_in_staff
from portico.core.jobs.tests.factories import queued_jobs
from portico.core.people.actions.companies import change_company
from portico.core.people.actions.contacts import change_contact
from portico.core.people.models import Company, Contact
from portico.core.people.permissions import MANAGE
from portico.core.people.permissions import VIEW as DIRECTORY
from portico.core.people.tests.factories import a_company, a_contact
from portico.engines.search.jobs import complete, index
from portico.engines.search.models import Entry
from portico.features.tickets import queries
from portico.features.tickets.jobs import find_by_new_name
from portico.features.tickets.models import Ticket
from portico.features.tickets.permissions import VIEW
from portico.kernel.tenancy import portal_scope, scope, staff_scope
from portico.kernel.writes import writing

from .conftest import Cast
from .factories import SYSTEM, a_ticket

BOSS = a_technician(MANAGE, DIRECTORY, VIEW)


def harbor() -> tuple[Company, Contact]:
    company = a_company("Harbor & Finch Reports", short_name="H-F")
    return company, a_contact(company, "Sofia Lindqvists", email="sofia@harborfinch.example")


def run(name: str) -> None:
    """What is queued under this name, as the worker would."""
    job: Callable[..., None] = index if name == "search.index" else find_by_new_name
    for _name, _at, arguments in list(queued_jobs(name)):
        job(**arguments)


def found(words: str) -> list[Ticket]:
    return list(queries.search(SYSTEM, words, language="en"))


@pytest.mark.spec("S2.7.2")
@pytest.mark.parametrize(
    "words",
    [
        "Lindqvists",
        "lindq",
        "sofia lindqvists printer",
        "sofia@harborfinch.example",
        "harborfinch",
        "Harbor & Finch",
        "reports harbor",
        "H-F",
    ],
)
def test_a_ticket_is_found_by_who_asked_and_by_the_company(cast: Cast, words: str) -> None:
    with scope(staff_scope(cast.tenant.pk)):
        _company, sofia = harbor()
        ticket, others = a_ticket(sofia, "Printer"), a_ticket(cast.carla, "Printer")
        index(kind=queries.SEARCH_KIND, ids=[str(ticket.pk), str(others.pk)])
        assert found(words) == [ticket]
    page = signed_in_staff(cast.tess).get("/staff/tickets/", {"q": words}).text
    assert f"/staff/tickets/{ticket.pk}/" in page
    assert f"/staff/tickets/{others.pk}/" not in page


def test_names_that_the_language_leaves_out_are_names(inside: Cast) -> None:
    ticket = a_ticket(a_contact(inside.bluebird, "Will Other"))
    index(kind=queries.SEARCH_KIND, ids=[str(ticket.pk)])
    assert found("will") == found("will other") == [ticket]


@pytest.mark.spec("S1.1.2", "S1.4.2")
def test_clients_find_no_ticket_by_a_name(inside: Cast) -> None:
    ticket = a_ticket(inside.carla)
    index(kind=queries.SEARCH_KIND, ids=[str(ticket.pk)])
    carla = a_client(inside.bluebird.pk, VIEW, contact_id=inside.carla.pk)
    portal = portal_scope(inside.tenant.pk, company=inside.bluebird.pk, contact=inside.carla.pk)
    with scope(portal):
        assert queries.search(carla, "printer", language="en").exists()
        for words in ("carla", "bluebird", inside.carla.email):
            assert not queries.search(carla, words, language="en").exists(), words


def test_a_new_name_finds_the_tickets_and_the_old_one_does_not(inside: Cast) -> None:
    company, sofia = harbor()
    ticket = a_ticket(sofia)
    run("search.index")
    change_contact(BOSS, sofia, name="Sofia Kestrel", email="sofia@kites.example")
    change_company(BOSS, company, name="Kite Yard")
    run("tickets.find_by_new_name")
    run("search.index")

    for words in ("kestrel", "sofia@kites.example", "kite yard"):
        assert found(words) == [ticket], words
    for words in ("lindqvists", "finch"):
        assert found(words) == [], words


def test_what_is_no_name_changes_nothing_in_the_index(inside: Cast) -> None:
    company, sofia = harbor()
    a_ticket(sofia)
    change_contact(BOSS, sofia, title="Director")
    change_company(BOSS, company, website="https://finch.example")
    assert not list(queued_jobs("tickets.find_by_new_name"))


def test_the_night_brings_older_entries_up_to_date(inside: Cast) -> None:
    ticket = a_ticket(harbor()[1])
    run("search.index")
    with writing("search"):
        Entry.objects.filter(pk=ticket.pk).update(layout=1, internal="")
    assert found("lindqvists") == []
    complete()
    run("search.index")

    assert found("lindqvists") == [ticket]
    complete()
    assert Entry.objects.get(pk=ticket.pk).layout == 2
