"""Companies and sites: added, changed, found, and never seen by the wrong people."""

import pytest
from django.core.exceptions import PermissionDenied

from portico.core.access.permissions import NotVisible, Refusal
from portico.core.access.tests.factories import a_client, a_technician
from portico.core.journal.models import Entry, Personal
from portico.core.people import queries
from portico.core.people.actions.companies import ReferenceTaken, add_company, change_company
from portico.core.people.actions.sites import SiteExists, add_site, change_site
from portico.core.people.models import Company
from portico.core.people.permissions import MANAGE, VIEW
from portico.core.people.tests.factories import a_company, a_contact, a_site
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.tenancy import scope, staff_scope

tess = a_technician(VIEW, MANAGE)
reader = a_technician(VIEW)


def test_a_new_company_is_there_and_recorded(tenant: Tenant) -> None:
    company = add_company(tess, name="  Bluebird   Bakery ", industry="Food")

    assert queries.company(reader, company.id).name == "Bluebird Bakery"
    entry = Entry.objects.get()
    assert (entry.name, entry.company_id) == ("people.company_added", company.id)
    assert entry.actor_name == "Tess Technician"


def test_a_company_needs_a_name(tenant: Tenant) -> None:
    with pytest.raises(Refusal) as refusal:
        add_company(tess, name="   ")

    assert refusal.value.field == "name"
    assert not Company.objects.exists()


def test_two_companies_may_share_a_name_but_not_a_reference(tenant: Tenant) -> None:
    add_company(tess, name="Bluebird", external_ref="cw-1")
    other = add_company(tess, name="Bluebird", external_ref="cw-2")

    with pytest.raises(ReferenceTaken):
        change_company(tess, other, external_ref="cw-1")


def test_a_change_records_what_was_and_what_is(tenant: Tenant) -> None:
    company = a_company(phone="030 1")

    change_company(tess, company, phone="030 2", name=company.name)

    assert Entry.objects.get().data["fields"] == ["phone"]
    kept = Personal.objects.get()
    assert (kept.before, kept.after) == ({"phone": "030 1"}, {"phone": "030 2"})


def test_a_change_that_changes_nothing_leaves_no_trace(tenant: Tenant) -> None:
    company = a_company(phone="030 1")

    change_company(tess, company, phone="030 1")

    assert not Entry.objects.exists()


def test_changing_needs_the_permission(tenant: Tenant) -> None:
    with pytest.raises(PermissionDenied):
        change_company(reader, a_company(), name="Taken over")
    with pytest.raises(PermissionDenied):
        add_site(reader, a_company(), name="Here")


def test_without_the_permission_there_are_no_companies(tenant: Tenant) -> None:
    company = a_company()

    assert not queries.companies(a_technician()).exists()
    with pytest.raises(NotVisible):
        queries.company(a_technician(), company.id)


@pytest.mark.spec("G1")
def test_another_tenants_company_does_not_exist(db: None) -> None:
    mine, theirs = a_tenant(), a_tenant("Beta MSP")
    with scope(staff_scope(theirs.id)):
        company = a_company()

    with scope(staff_scope(mine.id)), pytest.raises(NotVisible):
        queries.company(reader, company.id)


def test_a_contact_sees_the_own_company_only(tenant: Tenant) -> None:
    mine, other = a_company(), a_company("Harbor & Finch")
    carla = a_client(mine.id)

    assert list(queries.companies(carla)) == [mine]
    with pytest.raises(NotVisible):
        queries.company(carla, other.id)


@pytest.mark.parametrize("words", ["blue", "CARLA", "client.example", " bird "])
def test_a_company_is_found_by_its_people_too(tenant: Tenant, words: str) -> None:
    found = a_company()
    a_contact(found)
    a_company("Harbor & Finch")

    assert list(queries.search_companies(reader, words)) == [found]


def test_headcounts_say_who_is_in(tenant: Tenant) -> None:
    company = a_company()
    a_contact(company, access="active")
    a_contact(company, "Ines Invited", access="invited")
    a_contact(company, "Nora None", access="none")

    row = queries.headcounts(reader, [company])[company.id]

    assert (row.people, row.active, row.invited, row.seen) == (3, 1, 1, None)


def test_a_site_name_is_taken_once_per_company(tenant: Tenant) -> None:
    company, other = a_company(), a_company("Harbor & Finch")
    add_site(tess, company, name="Head office")
    add_site(tess, other, name="Head office")

    with pytest.raises(SiteExists):
        add_site(tess, company, name="Head office")


def test_a_site_moves(tenant: Tenant) -> None:
    site = a_site(a_company())

    change_site(tess, site, address="1 New Street")

    assert queries.site(reader, site.id).address == "1 New Street"
    assert Entry.objects.get().name == "people.site_changed"
