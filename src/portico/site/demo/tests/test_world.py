"""The demo world is the same for the same day, whole, and does not repeat itself."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from time import process_time

import pytest

from portico.site.demo import DemoTenant, DemoTicket, world
from portico.site.demo.pictures import draw

FRIDAY = datetime(2026, 11, 20, 9, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def both() -> list[DemoTenant]:
    return world(FRIDAY)


@pytest.fixture(scope="module")
def tickets(both: list[DemoTenant]) -> list[DemoTicket]:
    return [ticket for tenant in both for ticket in tenant.tickets]


def texts(ticket: DemoTicket) -> str:
    said = [reply.text for reply in ticket.replies] + [note.text for note in ticket.notes]
    return "\n".join([ticket.subject, ticket.description, *said])


def test_the_same_day_gives_the_same_world(both: list[DemoTenant]) -> None:
    assert world(FRIDAY) == both


def test_it_is_made_quickly() -> None:
    start = process_time()
    world(FRIDAY)
    assert process_time() - start < 2


def test_it_has_the_promised_size(both: list[DemoTenant], tickets: list[DemoTicket]) -> None:
    contacts = [contact for tenant in both for contact in tenant.contacts]
    assert (len(both), sum(len(tenant.companies) for tenant in both)) == (2, 12)
    assert len(contacts) == 200
    assert 900 <= len(tickets) <= 1500
    assert {contact.access for contact in contacts} == {"none", "invited", "active", "disabled"}
    assert {contact.role for contact in contacts} == {
        "employee", "manager", "finance", "it_contact", "client_admin",
    }  # fmt: skip


def test_one_person_is_at_two_companies_and_one_mailbox_is_shared(both: list[DemoTenant]) -> None:
    contacts = both[0].contacts
    persons = Counter(contact.person for contact in contacts)
    assert [person for person, count in persons.items() if count == 2] == [
        "rosalind@achebebooks.example"
    ]
    assert sum(contact.shared_mailbox for contact in contacts) == 1


def test_every_address_is_an_example(both: list[DemoTenant]) -> None:
    emails = [p.email for tenant in both for p in tenant.contacts]
    emails += [p.email for tenant in both for p in tenant.staff]
    assert all(email.endswith(".example") and email.isascii() for email in emails)
    for tenant in both:
        for company in tenant.companies:
            emails = [contact.email for contact in company.contacts]
            assert len(emails) == len(set(emails))


def test_every_reference_resolves(both: list[DemoTenant]) -> None:
    for tenant in both:
        contacts = {contact.key: contact for contact in tenant.contacts}
        staff = {person.key for person in tenant.staff}
        teams = {team.key for team in tenant.teams}
        numbers = {ticket.number for ticket in tenant.tickets}
        for ticket in tenant.tickets:
            assert contacts[ticket.requester].company == ticket.company
            assert {contacts[one].company for one in ticket.followers} <= {ticket.company}
            assert ticket.assignee in staff | {""}
            assert ticket.team in teams
            assert ticket.merged_into in numbers | {None}
            assert {note.by for note in ticket.notes} <= staff
            assert {reply.by for reply in ticket.replies if reply.from_staff} <= staff
            clients = {reply.by for reply in ticket.replies if not reply.from_staff}
            assert {contacts[one].company for one in clients} <= {ticket.company}
        for company in tenant.companies:
            sites = {site.key for site in company.sites}
            assert company.account_manager in staff
            assert {contact.site for contact in company.contacts} <= sites


@pytest.mark.parametrize("days", range(0, 370, 23))
def test_order_follows_time_and_nothing_lies_ahead(days: int) -> None:
    now = FRIDAY + timedelta(days=days, hours=days % 24)
    for tenant in world(now):
        moments = [ticket.opened_at for ticket in tenant.tickets]
        numbers = [ticket.number for ticket in tenant.tickets]
        assert moments == sorted(moments)
        assert numbers == list(range(numbers[0], numbers[-1] + 1))
        assert all(ticket.updated_at <= now for ticket in tenant.tickets)
        assert sum(ticket.is_open for ticket in tenant.tickets) >= 9


def test_the_newest_of_a_company_never_say_the_same(both: list[DemoTenant]) -> None:
    for tenant in both:
        for company in tenant.companies:
            newest = [one for one in tenant.tickets if one.company == company.key][-30:]
            assert len({ticket.subject for ticket in newest}) == len(newest)
            assert len({ticket.description for ticket in newest}) == len(newest)
        page = tenant.tickets[-50:]
        assert len({ticket.subject for ticket in page}) == len(page)


def test_states_and_moments_agree(tickets: list[DemoTicket]) -> None:
    for ticket in tickets:
        ended = ticket.status in {"closed", "cancelled", "merged"}
        assert (ticket.closed_at is not None) == ended
        assert (ticket.merged_into is not None) == (ticket.status == "merged")
        if ticket.status == "resolved":
            assert ticket.resolved_at is not None
        assert all(change.at >= ticket.opened_at for change in ticket.changes)
    assert sum(ticket.reopened for ticket in tickets) > 20


def test_no_brace_is_left_unfilled(tickets: list[DemoTicket]) -> None:
    assert not [ticket.number for ticket in tickets if "{" in texts(ticket)]


def test_german_is_written_in_german(both: list[DemoTenant]) -> None:
    german = both[1]
    spoken = {contact.key: contact.language for contact in german.contacts}
    told = [texts(one) for one in german.tickets if spoken[one.requester] == "de"]
    with_umlauts = [one for one in told if any(letter in one for letter in "äöüß")]
    assert len(with_umlauts) / len(told) > 0.93
    assert not [one for one in told if "Thank you" in one or " the " in one]


def test_the_first_screens_show_what_the_story_needs(both: list[DemoTenant]) -> None:
    numbered = {ticket.number: ticket for ticket in both[0].tickets}
    assert numbered[4817].subject == "Scanner on 2nd floor will not e-mail PDFs"
    assert numbered[4817].status == "resolved"
    assert numbered[4817].files[0].name == "scanner-display.jpg"
    assert numbered[4822].assignee == "jonas"
    assert numbered[4831].priority == "critical"
    mine = [one for one in both[0].tickets if one.requester == "harborfinch/maya"]
    assert {"waiting_customer", "waiting_vendor", "scheduled", "resolved"} <= {
        ticket.status for ticket in mine
    }


def test_every_attachment_can_be_drawn(tickets: list[DemoTicket]) -> None:
    files = [file for one in tickets for file in one.files]
    files += [file for one in tickets for reply in one.replies for file in reply.files]
    assert len(files) >= 5
    for file in files:
        assert draw(file)[:4] in {b"\x89PNG", b"\xff\xd8\xff\xe0"}
