"""Loading the demo fills both MSPs once, and what it writes looks as if people had done it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Count, F
from django.utils import timezone
from pytest_django import DjangoDbBlocker
from tools.testbed import Testbed

from portico.core.access.actors import Contact as ContactActor
from portico.core.access.actors import Reach, Staff
from portico.core.files.models import StoredFile
from portico.core.identity.models import RecoveryCode
from portico.core.journal.models import Entry, Moment
from portico.core.journal.sealing import unsealed
from portico.core.people.models import Company, Contact, Person, StaffUser
from portico.core.roles.queries import grants_of_contact, grants_of_staff
from portico.core.tenants.making import Known, known_tenants
from portico.core.tenants.queries import next_number, tenant_of_host
from portico.features.tickets import queries
from portico.features.tickets.models import InternalNote, Participant, Target, Ticket, TicketReply
from portico.features.tickets.permissions import VIEW
from portico.kernel.ids import new_id
from portico.kernel.tenancy import scope, staff_scope
from portico.site.demo.load import load_demo

STAFF = Staff(id=new_id(), name="Tess", email="tess@example.com", grants=frozenset({VIEW.code}))


@pytest.fixture(scope="module", autouse=True)
def _loaded(
    _testbed: Testbed, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Once for all tests of this file, because it takes some seconds."""
    with django_db_blocker.unblock():
        load_demo()
        yield
        connection.close()
        _testbed.empty(settings.DATABASES["default"]["NAME"])


@pytest.fixture
def tenants(db: None) -> dict[str, Known]:
    return {known.slug: known for known in known_tenants()}


@pytest.fixture
def northbeam(tenants: dict[str, Known]) -> Iterator[Known]:
    with scope(staff_scope(tenants["northbeam"].id)):
        yield tenants["northbeam"]


def counts(tenant: Known) -> list[int]:
    with scope(staff_scope(tenant.id)):
        models = (Company, Contact, Person, StaffUser, Ticket, TicketReply, InternalNote, Entry)
        return [model.objects.count() for model in models]


def actor(contact: Contact) -> ContactActor:
    return ContactActor(
        id=contact.id,
        name=contact.name,
        email=contact.email,
        company_id=contact.company_id,
        company_name=contact.company.name,
        grants=grants_of_contact(contact.id),
        site_id=contact.site_id,
    )


pytestmark = pytest.mark.xdist_group("demo")


def test_a_second_load_changes_nothing(tenants: dict[str, Known]) -> None:
    before = [counts(known) for known in tenants.values()]
    load_demo()
    assert sorted(known.slug for known in known_tenants()) == ["northbeam", "sonnberg"]
    assert [counts(known) for known in tenants.values()] == before
    assert [row[0] for row in before] == [9, 5]


def test_both_hosts_answer_with_their_own_colour(tenants: dict[str, Known]) -> None:
    found = [tenant_of_host(f"{slug}.localhost") for slug in ("northbeam", "sonnberg")]
    assert [(one.colour, one.language) for one in found if one] == [
        ("#0e6371", "en"),
        ("#f2b705", "de"),
    ]


def test_the_next_ticket_counts_on(northbeam: Known) -> None:
    assert next_number("ticket") == 4832


def test_order_by_id_is_order_by_time(northbeam: Known) -> None:
    numbers = list(Ticket.objects.order_by("id").values_list("number", flat=True))
    assert numbers == sorted(numbers)


def test_staff_may_do_their_work(northbeam: Known) -> None:
    for staff in StaffUser.objects.filter(status=StaffUser.Status.ACTIVE):
        assert "tickets.answer" in grants_of_staff(staff.id)
    assert StaffUser.objects.filter(status=StaffUser.Status.ACTIVE).count() == 9


def test_an_employee_sees_the_own_and_a_manager_all(northbeam: Known) -> None:
    company = Company.objects.get(name__startswith="Harbor")
    people = {one.first_name: one for one in company.contacts.select_related("company")}
    tom, daniel = actor(people["Tom"]), actor(people["Daniel"])
    assert grants_of_contact(tom.id)["tickets.view"] == Reach.OWN
    every = set(Ticket.objects.filter(company=company).values_list("number", flat=True))
    takes_part = Participant.objects.filter(contact_id=tom.id)
    assert set(queries.tickets(tom).values_list("number", flat=True)) == set(
        takes_part.values_list("ticket__number", flat=True)
    )
    assert set(queries.tickets(daniel).values_list("number", flat=True)) == every


def test_one_person_can_switch_between_two_companies(northbeam: Known) -> None:
    linked = Contact.objects.exclude(person=None).values_list("person__name")
    twice = linked.annotate(n=Count("id")).filter(n=2)
    assert list(twice) == [("Rosalind Achebe", 2)]


def test_a_merged_ticket_goes_on_in_the_other(northbeam: Known) -> None:
    merged = Ticket.objects.exclude(merged_into=None).order_by("-id")[0]
    assert not TicketReply.objects.filter(ticket=merged).exists()
    into = merged.merged_into
    assert Participant.objects.filter(ticket=into, contact=merged.contact).exists()
    assert Moment.objects.filter(subject_id=merged.id, name="tickets.merged").exists()


def test_every_other_ticket_begins_with_its_request(northbeam: Known) -> None:
    opened = TicketReply.objects.filter(is_opening=True, sent_at=F("ticket__opened_at"))
    assert opened.count() == Ticket.objects.filter(merged_into=None).count()


def test_the_journal_tells_the_past(northbeam: Known) -> None:
    ticket = Ticket.objects.get(number=4817)
    names = list(Entry.objects.filter(subject_id=ticket.id).order_by("at", "id"))
    assert [one.name for one in names][:2] == ["tickets.opened", "tickets.assigned"]
    assert {"tickets.answered", "tickets.noted"} <= {one.name for one in names}
    shown = set(Moment.objects.filter(subject_id=ticket.id).values_list("name", flat=True))
    assert "tickets.status_changed" in shown
    assert "tickets.noted" not in shown
    assert not Entry.objects.filter(at__gt=timezone.now()).exists()


def test_the_past_is_sealed(northbeam: Known) -> None:
    assert not unsealed().exists()


def test_files_hang_on_their_messages(northbeam: Known) -> None:
    files = StoredFile.objects.all()
    assert files.count() >= 4
    assert not files.filter(attached_at=None).exists()
    assert not files.filter(company_id=None).exists()


def test_lists_show_the_newest_words(northbeam: Known) -> None:
    ticket = Ticket.objects.get(number=4822)
    assert ticket.last_by == "Sofia Lindqvist"
    assert ticket.last_words.startswith("Apple Mail.")
    assert ticket.waits_for_us
    assert not Ticket.objects.filter(last_words="", merged_into=None).exists()


@pytest.mark.parametrize(("slug", "overdue"), [("northbeam", 2), ("sonnberg", 1)])
def test_a_ticket_or_two_are_overdue_and_the_others_are_not(
    tenants: dict[str, Known], slug: str, overdue: int
) -> None:
    with scope(staff_scope(tenants[slug].id)):
        late = queries.view(STAFF, "late", now=timezone.now())
        assert late.count() == overdue
        assert not late.filter(opened_at__gt=timezone.now() - timedelta(minutes=20)).exists()


@pytest.mark.parametrize("slug", ["northbeam", "sonnberg"])
def test_an_open_ticket_has_no_more_time_than_its_priority_gives(
    tenants: dict[str, Known], slug: str
) -> None:
    """Working minutes since it was opened are gone; a critical one has hours, not days."""
    with scope(staff_scope(tenants[slug].id)):
        targets = {one.priority: one for one in Target.objects.all()}
        running = Ticket.objects.filter(category__in=["new", "open"])
        assert running.filter(priority=1).exists()
        for one in running:
            target, now = targets[one.priority], timezone.now()
            assert one.resolve_due_at
            assert one.resolve_due_at <= now + timedelta(minutes=target.resolve_minutes), one
            if one.first_response_at is None:
                assert one.first_response_due_at
                soon = now + timedelta(minutes=target.respond_minutes)
                assert one.first_response_due_at <= soon, one


def test_most_first_answers_kept_the_promise_and_some_did_not(northbeam: Known) -> None:
    answered = Ticket.objects.exclude(first_response_at=None)
    late = answered.filter(first_response_at__gt=F("first_response_due_at")).count()
    assert 0 < late < answered.count() * 0.15


def test_everybody_has_recovery_codes_in_a_drawer(northbeam: Known) -> None:
    assert not StaffUser.objects.exclude(
        pk__in=RecoveryCode.objects.filter(used_at=None).values("staff_id")
    ).exists()


def test_technicians_find_a_full_day(northbeam: Known) -> None:
    """My day of the technician who is named at the start has something in each part."""
    jonas = StaffUser.objects.get(email="jonas@northbeam.example")
    me = Staff(id=jonas.id, name=jonas.name, email=jonas.email, grants=STAFF.grants)
    found = queries.glance(me, now=timezone.now())
    assert found["mine"] > found["answers"] > 0
    assert found["mine"] > found["due"] > 0
    assert found["unassigned"] > 0
