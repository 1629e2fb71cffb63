"""Contacts: whose address is whose, and who sees whom."""

import pytest

from portico.core.access.permissions import NotVisible, Refusal
from portico.core.access.tests.factories import a_client, a_technician
from portico.core.journal.models import Entry
from portico.core.people import queries
from portico.core.people.actions.contacts import (
    EmailTaken,
    ForeignSite,
    add_contact,
    change_contact,
)
from portico.core.people.models import Contact
from portico.core.people.permissions import MANAGE, SEE_COLLEAGUES, VIEW
from portico.core.people.tests.factories import a_company, a_contact, a_site
from portico.core.tenants.models import Tenant

tess = a_technician(VIEW, MANAGE)


@pytest.mark.spec("S3.2.1", "S3.2.2")
def test_an_address_is_kept_in_lower_case(tenant: Tenant) -> None:
    contact = add_contact(tess, a_company(), name="Carla", email=" Carla@Client.Example ")

    assert contact.email == "carla@client.example"
    assert contact.access == Contact.Access.NONE


@pytest.mark.spec("S3.2.2")
def test_an_address_is_taken_once_per_company(tenant: Tenant) -> None:
    company, other = a_company(), a_company("Harbor & Finch")
    add_contact(tess, company, name="Carla", email="carla@client.example")
    add_contact(tess, other, name="Carla", email="carla@client.example")

    with pytest.raises(EmailTaken) as refusal:
        add_contact(tess, company, name="Karla", email="CARLA@client.example")

    assert refusal.value.field == "email"
    assert Contact.objects.filter(company=company).count() == 1


def test_two_people_may_share_a_mailbox_if_they_say_so(tenant: Tenant) -> None:
    company = a_company()
    for name in ("Carla", "Karl"):
        add_contact(tess, company, name=name, email="office@client.example", is_shared_mailbox=True)

    assert Contact.objects.filter(company=company).count() == 2


@pytest.mark.parametrize("email", ["carla", "carla@", "@client.example", "a b@client.example"])
def test_what_is_no_address_is_refused(tenant: Tenant, email: str) -> None:
    with pytest.raises(Refusal) as refusal:
        add_contact(tess, a_company(), name="Carla", email=email)

    assert refusal.value.field == "email"


def test_a_contact_works_at_a_site_of_the_own_company(tenant: Tenant) -> None:
    company, other = a_company(), a_company("Harbor & Finch")
    contact = add_contact(tess, company, name="Carla", site=a_site(company))

    with pytest.raises(ForeignSite):
        change_contact(tess, contact, site=a_site(other))


def test_a_new_address_is_a_security_event(tenant: Tenant) -> None:
    contact = a_contact(email="carla@client.example")

    change_contact(tess, contact, email="carla.new@client.example", title="Owner")

    names = {entry.name: entry.is_security for entry in Entry.objects.all()}
    assert names.items() >= {
        ("people.contact_changed", False),
        ("people.contact_email_changed", True),
    }


def test_a_contact_sees_colleagues_only_with_the_permission(tenant: Tenant) -> None:
    company = a_company()
    carla, karl = a_contact(company), a_contact(company, "Karl")
    stranger = a_contact(a_company("Harbor & Finch"), "Stella")
    alone = a_client(company.id, contact_id=carla.id)
    social = a_client(company.id, SEE_COLLEAGUES, contact_id=carla.id)

    assert set(queries.contacts(alone)) == {carla}
    assert set(queries.contacts(social)) == {carla, karl}
    with pytest.raises(NotVisible):
        queries.contact(social, stranger.id)


def test_clients_never_see_the_staff_table(tenant: Tenant) -> None:
    carla = a_client(a_company().id, SEE_COLLEAGUES)

    assert not queries.staff_users(carla).exists()
    assert not queries.teams(carla).exists()
