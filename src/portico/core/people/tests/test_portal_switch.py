"""A company's portal: on, off, planned, and who may say so; who gets in follows from all of it."""

import itertools
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from portico.core.access.tests.factories import a_client, a_technician
from portico.core.journal.models import Entry
from portico.core.people import queries
from portico.core.people.actions.companies import add_company, change_company
from portico.core.people.actions.contacts import (
    EmailTaken,
    WithAnother,
    add_colleague,
    add_contact,
)
from portico.core.people.actions.import_people import ContactRow, import_contacts
from portico.core.people.actions.membership import InSeveral, change_membership
from portico.core.people.actions.portal import (
    InThePast,
    NoReason,
    NotActive,
    NotTheirs,
    choose_primary,
    disable_portal,
    enable_portal,
)
from portico.core.people.directory import read_directory
from portico.core.people.jobs import open_portals
from portico.core.people.models import Company, Contact, PortalSwitch
from portico.core.people.permissions import (
    ADD_COLLEAGUE,
    MANAGE,
    MANAGE_PORTAL,
    MANAGE_RULES,
    VIEW,
)
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing

tess = a_technician(VIEW, MANAGE, MANAGE_PORTAL, MANAGE_RULES)


def is_on(company: Company) -> bool:
    company.refresh_from_db()
    return company.portal_enabled


@pytest.mark.spec("S3.1.1", "S3.7.1")
def test_off_and_on_again_and_each_is_written_down_once(tenant: Tenant) -> None:
    company = a_company()

    disable_portal(tess, company, reason="  Contract   ended ")
    disable_portal(tess, company, reason="Again")
    assert not is_on(company)
    switch = queries.switch_of(tess, company)
    assert switch
    assert switch.reason == "Contract ended"

    enable_portal(tess, company)
    enable_portal(tess, company)
    assert is_on(company)

    names = list(Entry.objects.order_by("id").values_list("name", "is_security"))
    assert names == [("people.portal_disabled", True), ("people.portal_enabled", True)]


@pytest.mark.spec("S3.1.4")
@pytest.mark.parametrize("status", ["prospect", "inactive"])
def test_only_active_companies_have_a_portal(tenant: Tenant, status: str) -> None:
    company = a_company(status=status, portal_enabled=False)

    with pytest.raises(NotActive) as refusal:
        enable_portal(tess, company)

    assert refusal.value.status == 409
    assert not is_on(company)


@pytest.mark.spec("S3.1.4")
def test_a_company_that_goes_takes_its_portal_along(tenant: Tenant) -> None:
    company = a_company()

    change_company(tess, company, status="inactive")
    assert not is_on(company)
    change_company(tess, company, status="active")

    assert not is_on(company)  # somebody switches it on, on purpose
    assert Entry.objects.filter(name="people.portal_disabled").count() == 1
    assert not add_company(tess, name="Maybe one day", status="prospect").portal_enabled


@pytest.mark.spec("S3.1.6")
def test_switching_takes_a_permission_of_its_own(tenant: Tenant) -> None:
    company = a_company()
    reader = a_technician(VIEW, MANAGE)

    for deed in (
        lambda: enable_portal(reader, company),
        lambda: disable_portal(reader, company, reason="x"),
        lambda: choose_primary(reader, company, primary=None),
        lambda: disable_portal(a_client(company.pk, MANAGE_PORTAL), company, reason="x"),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    assert is_on(company)


def test_off_needs_a_reason(tenant: Tenant) -> None:
    company = a_company()
    with pytest.raises(NoReason):
        disable_portal(tess, company, reason="   ")
    assert is_on(company)


@pytest.mark.spec("S3.1.2")
def test_the_primary_contact_is_one_of_theirs_with_an_address(tenant: Tenant) -> None:
    company = a_company()
    carla = a_contact(company)
    for wrong in (
        a_contact(a_company("Harbor & Finch"), "Otto Other"),
        a_contact(company, "Pia Phone", email="", person=None),
        a_contact(company, "Gone Gustav", is_active=False),
    ):
        with pytest.raises(NotTheirs):
            enable_portal(tess, company, primary=wrong)

    enable_portal(tess, company, primary=carla)
    choose_primary(tess, company, primary=carla)
    assert PortalSwitch.objects.get().primary_id == carla.pk
    assert Entry.objects.filter(name="people.portal_primary").count() == 1

    choose_primary(tess, company, primary=None)
    assert PortalSwitch.objects.get().primary_id is None


@pytest.mark.spec("S3.1.1")
def test_a_portal_goes_on_by_itself_on_the_planned_day(tenant: Tenant) -> None:
    company, gone = a_company(portal_enabled=False), a_company("Gone", portal_enabled=False)
    with pytest.raises(InThePast):
        enable_portal(tess, company, at=timezone.now() - timedelta(minutes=1))
    for one in (company, gone):
        enable_portal(tess, one, at=timezone.now() + timedelta(days=1))
    change_company(tess, gone, status="inactive")

    open_portals()
    assert not is_on(company)
    with writing("people"):
        PortalSwitch.objects.update(opens_at=timezone.now() - timedelta(minutes=1))
    open_portals()

    assert is_on(company)
    assert not is_on(gone)
    assert not PortalSwitch.objects.exclude(opens_at=None).exists()


def test_switching_off_drops_the_plan(tenant: Tenant) -> None:
    company = a_company(portal_enabled=False)
    enable_portal(tess, company, at=timezone.now() + timedelta(days=1))

    disable_portal(tess, company, reason="Not yet")

    assert not PortalSwitch.objects.exclude(opens_at=None).exists()


@pytest.mark.spec("S3.2.1", "S3.2.2", "S3.2.3", "S3.2.4")
@pytest.mark.parametrize(
    ("access", "has_mail", "is_active", "is_on"), list(itertools.product([True, False], repeat=4))
)
def test_all_four_have_to_be_true(
    tenant: Tenant, *, access: bool, has_mail: bool, is_active: bool, is_on: bool
) -> None:
    company = a_company(portal_enabled=is_on)
    a_contact(
        company,
        access="active" if access else "none",
        email="carla@client.example" if has_mail else "",
        person=None,
        is_active=is_active,
    )

    gets_in = Contact.objects.with_access().exists()

    assert gets_in is (access and has_mail and is_active and is_on)


@pytest.mark.spec("S3.1.5")
def test_a_person_may_belong_to_several_companies_unless_the_tenant_says_no(
    tenant: Tenant,
) -> None:
    here, there = a_company(), a_company("Harbor & Finch")
    add_contact(tess, here, name="Carla", email="carla@client.example")
    twin = add_contact(tess, there, name="Carla", email="carla@client.example")

    with pytest.raises(InSeveral) as refusal:
        change_membership(tess, one_company=True)
    assert "carla@client.example" in str(refusal.value.words)

    with writing("people"):
        Contact.objects.filter(pk=twin.pk).update(email="")
    change_membership(tess, one_company=True)
    with pytest.raises(WithAnother):
        add_contact(tess, there, name="Carla", email="Carla@client.example ")
    row = ContactRow(line=1, company=there.pk, name="Carla", email="carla@client.example")
    assert import_contacts(tess, [row], known=read_directory()).refused

    change_membership(tess, one_company=False)
    again = add_contact(tess, there, name="Carla", email="carla@client.example")
    assert again.email == "carla@client.example"


@pytest.mark.spec("S4.8.2a", "S4.8.2d", "G1")
def test_a_colleague_is_added_to_the_own_company_only(tenant: Tenant) -> None:
    company, other = a_company(), a_company("Harbor & Finch")
    admin = a_client(company.pk, ADD_COLLEAGUE)

    new = add_colleague(admin, company, name="Ines", email="ines@client.example", title="")

    assert (new.access, new.company_id) == ("none", company.pk)
    with pytest.raises(EmailTaken):
        add_colleague(admin, company, name="Ines", email="INES@client.example", title="")
    with pytest.raises(PermissionDenied):
        add_colleague(admin, other, name="Ines", email="i@client.example", title="")
    with pytest.raises(PermissionDenied):
        add_colleague(a_client(company.pk), company, name="I", email="i@client.example", title="")


@pytest.mark.spec("G1")
@pytest.mark.django_db
def test_the_companies_of_another_msp_are_not_there() -> None:
    here, there = a_tenant("Acme IT"), a_tenant("Beta MSP")
    with scope(staff_scope(there.id)):
        foreign = a_company()

    with scope(staff_scope(here.id)):
        with pytest.raises(Company.DoesNotExist):
            enable_portal(tess, foreign)
        with pytest.raises(Company.DoesNotExist):
            disable_portal(tess, foreign, reason="Ha")
