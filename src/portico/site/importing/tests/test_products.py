"""The exports of three products, column for column, arrive whole."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from portico.core.access.actors import System
from portico.core.people import queries as people
from portico.core.people.models import Company, Contact
from portico.core.people.tests.factories import a_staff_user
from portico.core.tenants.models import Tenant
from portico.features.tickets import queries
from portico.features.tickets.models import Category, Kind, Priority, Source, Ticket
from portico.kernel.tenancy import scope, staff_scope

from .factories import a_table, imported

SYSTEM = System("tests")
OSTICKET = (
    "Ticket Number", "Date Created", "Subject", "From", "From Email", "Priority", "Department",
    "Help Topic", "Source", "Current Status", "Last Updated", "SLA Due Date", "Due Date",
    "Closed Date", "Overdue", "Merged", "Linked", "Answered", "Assigned To", "Agent Assigned",
    "Team Assigned", "Thread Count", "Reopen Count", "Attachment Count", "Task Count",
)  # fmt: skip
ZAMMAD = (
    "#", "Title", "State", "Priority", "Group", "Owner", "Customer", "Organization",
    "Create Channel", "Sender", "Tags", "Time Units Total", "Created At", "Updated At", "Closed At",
    "Close Escalation At", "Close In Min", "Close Diff In Min", "First Response At",
    "First Response Escalation At", "First Response In Min", "First Response Diff In Min",
    "Update Escalation At", "Update In Min", "Update Diff In Min", "Last Contact At",
    "Last Contact Agent At", "Last Contact Customer At", "Article Count", "Escalation At",
)  # fmt: skip
CONNECTWISE = (
    "Ticket #", "Summary Description", "Company Name", "Contact Name", "Contact Email",
    "Status Description", "Closed Flag", "Board", "Priority", "Type", "Source", "Date Entered",
    "Date Closed", "Resources", "Initial Description", "Budget Hours",
)  # fmt: skip
CW_COMPANIES = (
    "Company Name", "Company ID", "Status", "Type", "Phone Number", "Website", "Address Line 1",
    "Address Line 2", "City", "State", "Zip", "Country",
)  # fmt: skip
CW_CONTACTS = (
    "First Name", "Last Name", "Company", "Email", "Direct Phone", "Mobile", "Title", "Inactive",
)  # fmt: skip
ZAMMAD_USERS = (
    "id", "login", "firstname", "lastname", "email", "web", "phone", "fax", "mobile",
    "organization", "vip", "verified", "active", "note",
)  # fmt: skip


def ticket(number: str) -> Ticket:
    found = queries.tickets(SYSTEM).get(external_ref=f"csv:{number}")
    return queries.ticket(SYSTEM, found.id)


def test_osticket(tenant: Tenant, tmp_path: Path) -> None:
    with scope(staff_scope(tenant.id)):
        a_staff_user("Tess Technician")
    rows = [
        (f"{100000 + n}", f"3/{n % 28 + 1}/24 2:05 PM", f"Printer {n}", f"Person {n % 7}",
         f"p{n % 7}@bluebird.example", ("Low", "Normal", "High", "Emergency")[n % 4],
         "Service desk", "Report a Problem", ("Web", "Email", "Phone", "API")[n % 4],
         ("Open", "Closed", "Resolved")[n % 3], f"3/{n % 28 + 1}/24 6:05 PM", "", "",
         f"3/{n % 28 + 1}/24 6:05 PM" if n % 3 == 1 else "", "0", "", "", str(n % 2),
         "Tess Technician", "Tess Technician", "", "3", "0", "0", "0")
        for n in range(40)
    ]  # fmt: skip
    report = imported(tenant.id, tickets=a_table(tmp_path / "osticket.csv", OSTICKET, rows))

    assert (report.parts[0].added, report.parts[0].refused) == (40, 0)
    with scope(staff_scope(tenant.id)):
        one = ticket("100003")
        assert (one.subject, one.priority, one.source) == (
            "Printer 3", Priority.CRITICAL, Source.API,
        )  # fmt: skip
        assert one.opened_at == datetime(2024, 3, 4, 14, 5, tzinfo=UTC)
        assert one.company.name == "bluebird.example"
        assert one.contact is not None
        assert (one.contact.name, one.contact.email) == ("Person 3", "p3@bluebird.example")
        assert one.assignee is not None
        assert (one.kind, one.category) == (Kind.PROBLEM, Category.OPEN)
        assert not one.waits_for_us  # it was answered
        assert ticket("100001").closed_at == datetime(2024, 3, 2, 18, 5, tzinfo=UTC)
        assert ticket("100002").category == Category.RESOLVED
        said = queries.replies(SYSTEM, one).get()
        assert (said.body, said.is_opening, said.author_name) == ("Printer 3", True, "Person 3")
        assert people.contacts(SYSTEM).count() == 7


def test_zammad(tenant: Tenant, tmp_path: Path) -> None:
    users = [
        (n, f"u{n}@otter.example", "Nicole", f"Braun {n}", f"U{n}@otter.example", "", "0123", "",
         "0170", "Otter Optics", "", "", "true" if n else "false", "")
        for n in range(5)
    ]  # fmt: skip
    states = ("new", "open", "pending reminder", "pending close", "closed", "merged")
    rows = [
        (f"{67000 + n}", f"Ticket {n}", states[n % 6], ("1 low", "2 normal", "3 high")[n % 3],
         "Users", "-", f"Nicole Braun {n % 5}", "Otter Optics", ("email", "web", "phone")[n % 3],
         "Customer", "", "", f"2024-05-{n % 28 + 1:02} 08:00:00 UTC",
         f"2024-05-{n % 28 + 1:02} 09:30:00 UTC",
         f"2024-05-{n % 28 + 1:02} 09:00:00 UTC" if n % 6 >= 4 else "", *[""] * 15)
        for n in range(30)
    ]  # fmt: skip
    report = imported(
        tenant.id,
        contacts=a_table(tmp_path / "users.csv", ZAMMAD_USERS, users),
        tickets=a_table(tmp_path / "tickets.csv", ZAMMAD, rows),
    )

    assert [(part.added, part.refused) for part in report.parts] == [(5, 0), (30, 0)]
    with scope(staff_scope(tenant.id)):
        categories = [ticket(str(67000 + n)).category for n in range(6)]
        assert categories == ["new", "open", "paused", "resolved", "closed", "closed"]
        one = ticket("67001")
        assert (one.priority, one.source) == (Priority.NORMAL, Source.PORTAL)
        assert one.contact is not None
        assert one.contact.email == "u1@otter.example"
        assert people.contacts(SYSTEM).count() == 5
        assert Contact.objects.get(name="Nicole Braun 0").access == Contact.Access.DISABLED
        assert Contact.objects.get(name="Nicole Braun 1").access == Contact.Access.NONE
        assert Company.objects.get().name == "Otter Optics"
    assert "There is no queue “Users”; the tickets went to “Service desk”." in report.notices


def cw_companies() -> list[tuple[str, ...]]:
    return [
        (f"Client {n} LLC", f"Client{n}", ("Active", "Inactive", "Prospect")[n % 3], "Client",
         "(555) 010-0100", f"www.client{n}.example", "1 Main St", "Suite 2", "Tampa", "FL", "33601",
         "United States")
        for n in range(20)
    ]  # fmt: skip


def cw_contacts() -> list[tuple[str, ...]]:
    return [
        ("Pat", f"Smith {n}", f"Client {n} LLC", f"Pat{n}@client{n}.example", "555-0101",
         "555-0102", "Office manager", str(n == 1))
        for n in range(20)
    ]  # fmt: skip


def cw_tickets() -> list[tuple[str, ...]]:
    statuses = ("New (not responded)", "In Progress", "Waiting on Client", "Scheduled", ">Closed",
                "Completed", "Waiting Parts", "Client Responded")  # fmt: skip
    priorities = ("Priority 1 - Critical", "Priority 2 - High", "Priority 3 - Medium",
                  "Priority 4 - Low")  # fmt: skip
    return [
        (str(500 + n), f"Laptop {n}", f"client {n % 20}  llc", f"Pat Smith {n % 20}",
         f"pat{n % 20}@client{n % 20}.example", statuses[n % 8], str(n % 8 in {4, 5}),
         "Professional Services", priorities[n % 4], "Service Request", "Email Connector",
         f"01/{n % 28 + 1:02}/2024 09:15 AM", "02/01/2024 05:00 PM" if n % 8 in {4, 5} else "",
         "tess, mbrown", f"It is slow.\nSince day {n}.", "1.00")
        for n in range(60)
    ]  # fmt: skip


def test_connectwise(tenant: Tenant, tmp_path: Path) -> None:
    report = imported(
        tenant.id,
        companies=a_table(tmp_path / "companies.csv", CW_COMPANIES, cw_companies()),
        contacts=a_table(tmp_path / "contacts.csv", CW_CONTACTS, cw_contacts()),
        tickets=a_table(tmp_path / "tickets.csv", CONNECTWISE, cw_tickets()),
    )

    assert [(part.added, part.refused) for part in report.parts] == [(20, 0), (20, 0), (60, 0)]
    assert not +report.beside
    with scope(staff_scope(tenant.id)):
        keys = [ticket(str(500 + n)).status.key for n in range(8)]
        assert keys == ["new", "in_progress", "waiting_customer", "scheduled", "closed", "closed",
                        "waiting_vendor", "open"]  # fmt: skip
        assert [ticket(str(500 + n)).priority for n in range(4)] == [1, 2, 3, 4]
        one = ticket("502")
        assert (one.company.external_ref, one.kind) == ("csv:Client2", Kind.SERVICE_REQUEST)
        assert one.waits_for_client
        assert queries.replies(SYSTEM, one).get().body == "It is slow.\nSince day 2."
        statuses_of = Company.objects.filter(
            external_ref__in=["csv:Client0", "csv:Client1", "csv:Client2"]
        )
        assert [row.status for row in statuses_of.order_by("external_ref")] == [
            "active", "inactive", "prospect",
        ]  # fmt: skip
        site = one.company.sites.get()
        assert site.address == "1 Main St\nSuite 2\n33601 Tampa\nFL\nUnited States"


@pytest.mark.parametrize("words", ["slow", "Laptop 7"])
def test_what_was_imported_is_found_by_its_words(
    tenant: Tenant, tmp_path: Path, words: str
) -> None:
    rows = [
        ("7", "Laptop 7", "Client 1", "Pat", "", "Open", "", "", "", "", "", "01/02/2024", "", "",
         "It is slow.", "")
    ]  # fmt: skip
    imported(tenant.id, tickets=a_table(tmp_path / "tickets.csv", CONNECTWISE, rows))

    with scope(staff_scope(tenant.id)):
        assert queries.search(SYSTEM, words, language="en").get().subject == "Laptop 7"
