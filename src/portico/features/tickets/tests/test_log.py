"""Tickets in the MSP's activity log."""

import csv
import io

import pytest
from django.test import Client

from portico.core.access.permissions import Permission
from portico.core.identity.tests.factories import signed_in_staff
from portico.core.journal.models import Entry
from portico.core.log.permissions import VIEW as VIEW_LOG
from portico.core.people.tests.factories import a_staff_user
from portico.core.roles.tests.factories import a_role, a_staff_grant
from portico.core.tenants.models import Tenant
from portico.features.tickets.actions.change import change_priority
from portico.features.tickets.models import Priority
from portico.features.tickets.permissions import VIEW
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import ANY, writing

from .conftest import Cast, make_cast
from .factories import SYSTEM
from .test_portal_pages import at, statements

LOG = "/staff/settings/log/"


@pytest.fixture
def olga(cast: Cast) -> Client:
    return signed_in_staff(cast.olga)


def holder(cast: Cast, *may: Permission) -> Client:
    """A colleague who may do just this."""
    with scope(staff_scope(cast.tenant.pk)):
        staff = a_staff_user("Pia Prober", email=f"pia{len(may)}@msp.example")
        a_staff_grant(staff, a_role(f"Auditor {len(may)}", *may, audience="staff"))
    return signed_in_staff(staff)


@pytest.mark.spec("S3.6.1")
def test_each_line_names_its_ticket(cast: Cast, olga: Client) -> None:
    ticket = at(cast, subject="Printer is on fire")
    with scope(staff_scope(cast.tenant.pk)):
        change_priority(SYSTEM, ticket, priority=Priority.HIGH)
        entry = Entry.objects.latest("id")
    link = f'<a href="/staff/tickets/{ticket.pk}/">#{ticket.number} Printer is on fire</a>'
    page = olga.get(LOG).text
    line = olga.get(f"{LOG}{entry.pk}/").text

    assert page.count(link) == 2
    assert f"{link}</small><small>High</small>" in page
    assert link in line
    assert "Normal" in line
    assert str(ticket.pk) not in line.replace(link, "")


@pytest.mark.spec("S1.5.5")
def test_whoever_may_not_see_tickets_reads_no_subjects(cast: Cast) -> None:
    ticket = at(cast, subject="Salary of the boss")
    with scope(staff_scope(cast.tenant.pk)):
        change_priority(SYSTEM, ticket, priority=Priority.HIGH)
        entry = Entry.objects.latest("id")
    reader = holder(cast, VIEW_LOG)

    for page in (reader.get(LOG).text, reader.get(f"{LOG}{entry.pk}/").text):
        assert "Changed the priority of a ticket" in page
        assert "Salary" not in page
        assert str(ticket.pk) not in page
    assert "Salary" in holder(cast, VIEW_LOG, VIEW).get(LOG).text


@pytest.mark.spec("G1")
def test_another_tenants_ticket_has_no_name(cast: Cast, olga: Client, other_tenant: Tenant) -> None:
    with scope(staff_scope(other_tenant.pk)):
        beta = make_cast(other_tenant)
    foreign = at(beta, subject="Secret of Beta")
    at(cast)
    with scope(staff_scope(cast.tenant.pk)), writing(ANY):
        Entry.objects.bulk_create(
            [
                Entry(
                    name="tickets.reopened",
                    at=foreign.opened_at,
                    actor_kind="system",
                    actor_name="import",
                    subject_kind="tickets.ticket",
                    subject_id=foreign.pk,
                    data={"ticket": str(foreign.pk)},
                )
            ]
        )
    page = olga.get(LOG).text

    assert "Reopened a ticket" in page
    assert "Secret" not in page


def test_the_export_names_them_too(cast: Cast, olga: Client) -> None:
    ticket = at(cast, subject="Printer is on fire")
    text = olga.post(f"{LOG}export/", {"query": "q=tickets.opened"}).getvalue()
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))

    assert [row["About"].lstrip("'") for row in rows] == [f"#{ticket.number} Printer is on fire"]


def test_many_lines_need_as_many_questions_as_few(cast: Cast, olga: Client) -> None:
    at(cast)
    few = statements(olga, LOG)
    for number in range(12):
        at(cast, subject=f"Ticket {number}")

    assert statements(olga, LOG) == few
