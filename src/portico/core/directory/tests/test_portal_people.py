"""The own company in the portal: names for everybody, access for the company's admin."""

import pytest
from django.test import Client

from portico.core.identity.tests.factories import signed_in_client
from portico.core.people.models import Company, Contact, StaffCard, StaffUser
from portico.core.people.tests.factories import a_company, a_contact, a_site
from portico.core.roles.actions.grant import grant_to_contact
from portico.core.roles.models import Grant, Role
from portico.core.roles.tests.factories import SETUP
from portico.core.settings.tests.msps import inside
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope
from portico.kernel.writes import writing

PEOPLE = "/portal/people/"
INES = {"name": "Ines Carvalho", "email": "ines@client.example", "title": "Architect"}


@pytest.fixture
def company(tenant: Tenant) -> Company:
    """Bluebird Bakery, looked after by Olga."""
    with scope(inside(tenant)), writing("people"):
        company = a_company(owner=StaffUser.objects.get(name="Olga Owner"))
        a_site(company, "Pier Road", address="1 Pier Road")
        StaffCard.objects.update(title="Owner", phone="030 99")
        return company


@pytest.fixture
def otto(tenant: Tenant, company: Company) -> Contact:
    """A colleague who is in as an employee."""
    return member(tenant, company, "Otto Employee", "employee")


@pytest.fixture
def admin(tenant: Tenant, company: Company) -> Client:
    """The company's own admin."""
    return signed_in_client(member(tenant, company, "Maya Admin", "client_admin"))


def member(tenant: Tenant, company: Company, name: str, key: str) -> Contact:
    with scope(inside(tenant)):
        contact = a_contact(company, name, title="Baker")
        grant_to_contact(SETUP, contact, role=Role.objects.get(key=key))
        return contact


def role_of(tenant: Tenant, key: str) -> str:
    with scope(inside(tenant)):
        return str(Role.objects.get(key=key).pk)


@pytest.mark.spec("S2.1.2f")
def test_the_company_page_shows_sites_and_whoever_looks_after_them(
    tenant: Tenant, otto: Contact
) -> None:
    page = signed_in_client(otto).get("/portal/company/").text

    for seen in ("Bluebird Bakery", "1 Pier Road", "Your team", "Olga Owner", "030 99"):
        assert seen in page
    assert "olga@msp.example" not in page


@pytest.mark.spec("S4.8.2d")
def test_employees_see_names_and_nothing_else(
    tenant: Tenant, company: Company, otto: Contact
) -> None:
    maya = member(tenant, company, "Maya Admin", "client_admin")
    browser = signed_in_client(otto)

    page = browser.get(PEOPLE).text

    assert "Maya Admin" in page
    for hidden in (maya.email, "Client admin", "Last seen", "Invite colleague"):
        assert hidden not in page
    assert "Maya Admin" not in browser.get(f"{PEOPLE}?q={maya.email[:9]}").text
    assert browser.get(f"{PEOPLE}{maya.pk}/").status_code == 404
    assert browser.get(f"{PEOPLE}new/").status_code == 404
    for deed in ("role", "closure", "reopening", "invitation"):
        assert browser.post(f"{PEOPLE}{maya.pk}/{deed}/", {"reason": "Ha"}).status_code == 404


@pytest.mark.spec("S4.8.2a", "S4.8.2b")
def test_an_admin_invites_a_colleague(tenant: Tenant, admin: Client) -> None:
    given = INES | {"role": role_of(tenant, "employee")}

    assert admin.post(f"{PEOPLE}new/", given).status_code == 302

    with scope(inside(tenant)):
        ines = Contact.objects.with_access().get(email="ines@client.example")
        assert ines.access == "invited"
        assert Grant.objects.get(contact=ines).role.key == "employee"
    page = admin.get(f"{PEOPLE}{ines.pk}/").text
    assert "Send the invitation again" in page
    assert admin.post(f"{PEOPLE}{ines.pk}/invitation/").status_code in {302, 409}
    again = admin.post(f"{PEOPLE}new/", given)
    assert again.status_code == 422
    assert "Ines Carvalho" in again.text


@pytest.mark.spec("S4.8.2d")
def test_no_role_above_the_own_one_can_be_given(
    tenant: Tenant, admin: Client, otto: Contact
) -> None:
    high = role_of(tenant, "client_admin")

    assert admin.post(f"{PEOPLE}new/", INES | {"role": high}).status_code == 422
    changed = {"role": high, "was": role_of(tenant, "employee")}
    assert admin.post(f"{PEOPLE}{otto.pk}/role/", changed).status_code == 422

    with scope(inside(tenant)):
        assert Grant.objects.get(contact=otto).role.key == "employee"
        assert not Contact.objects.filter(name="Ines Carvalho").exists()


@pytest.mark.spec("S4.8.2d")
def test_a_role_is_changed_below_the_ceiling(tenant: Tenant, admin: Client, otto: Contact) -> None:
    was, manager = role_of(tenant, "employee"), role_of(tenant, "manager")

    done = admin.post(f"{PEOPLE}{otto.pk}/role/", {"role": manager, "was": was})
    assert done.status_code == 302
    assert admin.post(f"{PEOPLE}{otto.pk}/role/", {"role": was, "was": was}).status_code == 409

    with scope(inside(tenant)):
        assert Grant.objects.get(contact=otto).role.key == "manager"


@pytest.mark.spec("S4.8.4c", "S0.1.18")
def test_whoever_leaves_is_out_at_the_next_click_and_may_come_back(
    tenant: Tenant, admin: Client, otto: Contact
) -> None:
    theirs, path = signed_in_client(otto), f"{PEOPLE}{otto.pk}/"
    assert theirs.get("/portal/").status_code == 200

    assert admin.post(f"{path}closure/", {"reason": " "}).status_code == 422
    assert admin.post(f"{path}closure/", {"reason": "Left on Friday"}).status_code == 302

    assert theirs.get("/portal/").status_code == 302
    assert "Left on Friday" in admin.get(path).text
    assert admin.post(f"{path}reopening/").status_code == 302
    with scope(inside(tenant)):
        assert Grant.objects.get(contact=otto).role.key == "employee"


@pytest.mark.spec("S4.8.4c")
def test_the_last_admin_cannot_lock_the_company_out(
    tenant: Tenant, company: Company, admin: Client
) -> None:
    with scope(inside(tenant)):
        maya = Contact.objects.get(name="Maya Admin")
    other = member(tenant, company, "Second Admin", "client_admin")

    page = admin.post(f"{PEOPLE}{maya.pk}/closure/", {"reason": "Bye"})
    assert page.status_code == 422
    assert "You cannot change your own access" in page.text
    assert admin.post(f"{PEOPLE}{other.pk}/closure/", {"reason": "Bye"}).status_code == 422
    assert admin.get("/portal/").status_code == 200


@pytest.mark.spec("G1")
def test_people_of_another_company_are_not_there(tenant: Tenant, admin: Client) -> None:
    with scope(inside(tenant)):
        stranger = a_contact(a_company("Harbor & Finch"), "Stranger")

    assert "Stranger" not in admin.get(PEOPLE).text
    assert admin.get(f"{PEOPLE}{stranger.pk}/").status_code == 404
    for deed in ("role", "closure", "reopening", "invitation"):
        assert admin.post(f"{PEOPLE}{stranger.pk}/{deed}/", {"reason": "Ha"}).status_code == 404
    with scope(inside(tenant)):
        stranger.refresh_from_db()
        assert stranger.access == "active"
