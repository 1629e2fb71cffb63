"""What a client's administrator reads about the own company."""

import re

import pytest
from django.test import Client

from portico.core.access.actors import Reach
from portico.core.identity.tests.factories import signed_in_client
from portico.core.journal.acting import record
from portico.core.journal.models import Moment
from portico.core.roles.actions.grant import grant_to_contact
from portico.core.roles.models import Grant, Role
from portico.core.tenants.models import Tenant
from portico.features.tickets.actions.assign import assign_ticket
from portico.features.tickets.actions.change import change_priority, move_ticket
from portico.features.tickets.actions.note import add_note
from portico.features.tickets.events import StatusChanged
from portico.features.tickets.models import Priority, Ticket
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import ANY, writing

from .conftest import Cast, make_cast
from .factories import SYSTEM
from .test_portal_pages import at, statements

ACTIVITY = "/portal/activity/"


@pytest.fixture
def bea(cast: Cast) -> Client:
    """An administrator, who may see everything of the company."""
    with scope(staff_scope(cast.tenant.pk)):
        grant_to_contact(SYSTEM, cast.bea, role=Role.objects.get(key="client_admin"))
    return signed_in_client(cast.bea)


def lines(page: str) -> list[str]:
    """The second halves of the lines: what happened, to what, and more."""
    found = re.findall(r'<span class="meta">(.*?)</span><span class="end">', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in found]


@pytest.mark.spec("S3.6.1", "S3.6.2")
def test_an_administrator_sees_sign_ins_and_tickets_of_the_own_company_only(
    cast: Cast, bea: Client
) -> None:
    ticket = at(cast)
    at(cast, who=cast.otto)
    signed_in_client(cast.carla)
    signed_in_client(cast.otto)
    with scope(staff_scope(cast.tenant.pk)):
        add_note(SYSTEM, ticket, body="Between us")
    html = bea.get(ACTIVITY).text

    assert "Carla Contact" in html
    assert "Signed in" in html
    assert "Opened a ticket" in html
    assert "Otto Other" not in html
    assert "note" not in html


@pytest.mark.spec("S3.6.1")
def test_each_line_names_its_ticket_and_leads_to_it(cast: Cast, bea: Client) -> None:
    ticket = at(cast, subject="Printer <b>is</b> on fire")
    with scope(staff_scope(cast.tenant.pk)):
        change_priority(SYSTEM, ticket, priority=Priority.HIGH)
    page = bea.get(ACTIVITY).text

    assert f'<a href="/portal/tickets/{ticket.pk}/">' in page
    assert "Printer &lt;b&gt;is&lt;/b&gt; on fire" in page
    assert lines(page)[:2] == [
        f"Changed the priority of a ticket High {name(ticket)}",
        f"Opened a ticket {name(ticket)}",
    ]


@pytest.mark.spec("S3.6.1", "S1.5.4")
def test_a_ticket_out_of_reach_is_not_named_any_more(cast: Cast, bea: Client) -> None:
    ticket = at(cast, subject="Salary of the boss")
    with scope(staff_scope(cast.tenant.pk)):
        change_priority(SYSTEM, ticket, priority=Priority.HIGH)
    mine = at(cast, who=cast.bea, subject="My own screen")
    assert "Salary" in bea.get(ACTIVITY).text

    with scope(staff_scope(cast.tenant.pk)), writing(ANY):
        Grant.objects.filter(contact=cast.bea).update(reach=Reach.OWN)
    page = bea.get(ACTIVITY).text

    assert f"Opened a ticket {name(mine)}" in lines(page)
    assert "Opened a ticket" in lines(page)
    assert "Changed the priority of a ticket" in lines(page)
    for word in ("Salary", str(ticket.pk), name(ticket), "High"):
        assert word not in page


@pytest.mark.spec("G1")
def test_a_line_never_names_a_ticket_of_others(cast: Cast, bea: Client) -> None:
    """Even if a line of the own company were about one."""
    foreign = at(cast, who=cast.otto, subject="Secret of Otto")
    at(cast)
    with scope(staff_scope(cast.tenant.pk)), writing(ANY):
        Moment.objects.filter(company_id=cast.bea.company_id).update(subject_id=foreign.pk)
    page = bea.get(ACTIVITY).text

    assert "Opened a ticket" in lines(page)
    assert "Secret" not in page


@pytest.mark.spec("G1")
def test_nor_one_of_another_msps(cast: Cast, bea: Client, other_tenant: Tenant) -> None:
    beta = make_cast_of(other_tenant)
    foreign = at(beta, subject="Secret of Beta")
    at(cast)
    with scope(staff_scope(cast.tenant.pk)), writing(ANY):
        Moment.objects.update(subject_id=foreign.pk)
    page = bea.get(ACTIVITY).text

    assert "Opened a ticket" in lines(page)
    assert "Secret" not in page


@pytest.mark.spec("S3.6.1")
def test_what_only_the_desk_knows_is_no_line(cast: Cast, bea: Client) -> None:
    ticket = at(cast)
    with scope(staff_scope(cast.tenant.pk)):
        change = StatusChanged(
            ticket=ticket.pk,
            old="Open",
            new="Open",
            old_inside="Triage",
            new_inside="With the vendor",
            category="open",
        )
        record(SYSTEM, change, on=ticket)
        move_ticket(SYSTEM, ticket, queue=ticket.queue, team=None)
    page = bea.get(ACTIVITY).text

    assert "With the vendor" not in page
    assert not [one for one in lines(page) if "status" in one or "queue" in one]


@pytest.mark.spec("S3.6.1", "S3.6.2")
def test_a_line_says_how(cast: Cast, bea: Client) -> None:
    ticket = at(cast)
    with scope(staff_scope(cast.tenant.pk)):
        assign_ticket(SYSTEM, ticket, to=cast.tess)
    signed_in_client(cast.carla)
    told = lines(bea.get(ACTIVITY).text)

    assert f"Gave a ticket to somebody {cast.tess.name} {name(ticket)}" in told
    assert [one for one in told if one.startswith("Signed in ")]


def test_many_lines_need_as_many_questions_as_few(cast: Cast, bea: Client) -> None:
    at(cast)
    few = statements(bea, ACTIVITY)
    for number in range(12):
        at(cast, subject=f"Ticket {number}")

    assert statements(bea, ACTIVITY) == few


def make_cast_of(tenant: Tenant) -> Cast:
    with scope(staff_scope(tenant.pk)):
        return make_cast(tenant)


def name(ticket: Ticket) -> str:
    return f"#{ticket.number} {ticket.subject}".replace("<", "&lt;").replace(">", "&gt;")


@pytest.mark.spec("S1.5.4")
def test_others_have_no_such_page(cast: Cast) -> None:
    carla = signed_in_client(cast.carla)
    assert carla.get(ACTIVITY).status_code == 404
    assert "Activity" not in carla.get("/portal/").text


def test_a_mangled_address_begins_at_the_top(bea: Client) -> None:
    assert bea.get(f"{ACTIVITY}?after=%00nonsense").status_code == 200
