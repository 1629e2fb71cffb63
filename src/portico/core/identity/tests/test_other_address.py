"""Staff write another address down: whoever reads that mailbox may be somebody else."""

import pytest

from portico.core.access.actors import System
from portico.core.journal.models import Entry
from portico.core.people.actions.contacts import change_contact
from portico.core.people.models import Contact
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope, staff_scope

from ..queries import contacts_at
from .factories import is_in
from .test_second_factor import by_mail

pytestmark = pytest.mark.spec("S1.6.2", "S4.8.4b")
SELF = System("tests")


def test_sessions_of_the_old_address_end(tenant: Tenant, carla: Contact) -> None:
    browser = by_mail(tenant, carla)
    assert is_in(browser)

    with scope(staff_scope(tenant.id)):
        change_contact(SELF, carla, name="Carla C. Contact")
    assert is_in(browser)
    with scope(staff_scope(tenant.id)):
        change_contact(SELF, carla, email="new@bluebird.example")

    assert not is_in(browser)


def test_the_new_mailbox_leads_to_no_other_company_of_the_person(
    tenant: Tenant, carla: Contact
) -> None:
    by_mail(tenant, carla)
    with scope(staff_scope(tenant.id)):
        person = Contact.objects.get(pk=carla.pk).person
        there = a_contact(a_company("Second Street"), "Carla", email=carla.email, person=person)
        changed = change_contact(SELF, carla, email="new@bluebird.example")

    browser = by_mail(tenant, changed)

    assert is_in(browser)
    assert browser.post("/portal/companies/", {"contact": str(there.pk)}).status_code == 404
    assert "Second Street" not in browser.get("/portal/companies/").text
    with scope(staff_scope(tenant.id)):
        assert [one.pk for one in contacts_at("new@bluebird.example")] == [carla.pk]
        assert [one.pk for one in contacts_at(there.email)] == [there.pk]


@pytest.mark.spec("S1.6.2", "S0.1.18")
def test_what_was_set_up_under_a_mistaken_address_opens_nothing_afterwards(
    tenant: Tenant, carla: Contact
) -> None:
    """The reader of the wrong mailbox made a passkey; the right Carla is another person."""
    by_mail(tenant, carla)
    with scope(staff_scope(tenant.id)):
        mistaken = Contact.objects.get(pk=carla.pk).person
        changed = change_contact(SELF, carla, email="right@bluebird.example")
        assert Contact.objects.get(pk=carla.pk).person is None
        assert Entry.objects.filter(name="identity.contact_parted").count() == 1

    assert is_in(by_mail(tenant, changed))

    with scope(staff_scope(tenant.id)):
        assert Contact.objects.get(pk=carla.pk).person not in {None, mistaken}
