"""Seeding makes a tenant of the wanted size, with the skews that break help desks."""

import pytest
from django.db.models import Count

from portico.core.access.actors import System
from portico.core.people.models import Company, Contact, Person
from portico.core.tenants.making import known_tenants
from portico.features.tickets import queries
from portico.features.tickets.models import InternalNote, Participant, Ticket, TicketReply
from portico.kernel.tenancy import scope, staff_scope
from portico.site.demo import seed as module
from portico.site.demo.seed import SeedResult, Tier, seed

pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture
def made(db: None, monkeypatch: pytest.MonkeyPatch) -> SeedResult:
    """A small tier, so that the test does not wait."""
    monkeypatch.setitem(module.TIERS, "S", Tier(2, 15, 90, 200))
    monkeypatch.setattr("portico.site.demo.seed_tickets.BATCH", 120)
    return seed("S")


def test_it_has_the_wanted_size(made: SeedResult) -> None:
    assert (made.host, made.tickets) == ("tier-s.localhost", 200)
    with scope(staff_scope(made.tenant)):
        assert Company.objects.count() == 15
        assert Ticket.objects.count() == 200
        assert Participant.objects.count() == 200
        assert TicketReply.objects.filter(is_opening=True).count() == 200


def test_a_second_call_only_adds(made: SeedResult) -> None:
    again = seed("S", tickets=230)
    assert (again.tenant, again.tickets) == (made.tenant, 230)
    assert again.busy_ticket == made.busy_ticket
    assert [known.slug for known in known_tenants()] == ["tier-s"]
    with scope(staff_scope(made.tenant)):
        numbers = list(Ticket.objects.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, 231))


def test_the_skews_are_there(made: SeedResult) -> None:
    with scope(staff_scope(made.tenant)):
        busy = Ticket.objects.get(number=made.busy_ticket)
        assert InternalNote.objects.filter(ticket=busy).count() >= 2000
        largest = Contact.objects.get(email=made.manager).company_id
        assert Ticket.objects.filter(company_id=largest).count() > 200 * 0.15
        linked = Contact.objects.exclude(person=None).values("person__name")
        most = linked.annotate(n=Count("id")).order_by("-n")[0]
        assert most == {"person__name": "Eve Rywhere", "n": 15}


def test_people_can_be_signed_in(made: SeedResult) -> None:
    with scope(staff_scope(made.tenant)):
        for email in (made.employee, made.manager):
            contact = Contact.objects.get(email=email)
            assert contact.access == Contact.Access.ACTIVE
            assert Person.objects.filter(contacts=contact).exists()


def test_seeded_tickets_are_found_by_their_words(made: SeedResult) -> None:
    with scope(staff_scope(made.tenant)):
        subject = Ticket.objects.get(number=7).subject.split(" (")[0]
        found = queries.search(System("tests"), subject, language="en")
        assert 7 in set(found.values_list("number", flat=True))
