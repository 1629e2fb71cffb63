"""A new client in one go: the company with its domain, its site and its main contact."""

import pytest
from django.test import Client

from portico.core.journal.models import Entry
from portico.core.people.models import Company, Contact, Site
from portico.core.people.permissions import VIEW
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.settings.tests.msps import an_msp, inside, somebody
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope

pytestmark = pytest.mark.spec("S4.8.1a")
NEW = "/staff/companies/new/"
FORM = {
    "name": "Harbor & Finch",
    "status": "active",
    "website": "https://www.harbor.example/",
    "site_name": "Head office",
    "site_address": "Quay 1",
    "contact_name": "Hana Harbor",
    "contact_email": "Hana@harbor.example",
    "contact_phone": "040 123",
}


def companies(tenant: Tenant) -> list[str]:
    with scope(inside(tenant)):
        return sorted(Company.objects.values_list("name", flat=True))


def test_company_domain_site_and_main_contact_are_one_step(tenant: Tenant, owner: Client) -> None:
    answer = owner.post(NEW, FORM)

    assert answer.status_code == 302
    page = owner.get(answer["Location"]).text
    for seen in ("Harbor &amp; Finch", "Head office", "Hana Harbor", "harbor.example"):
        assert seen in page
    with scope(inside(tenant)):
        contact, site = Contact.objects.get(), Site.objects.get()
        assert (contact.email, contact.is_primary) == ("hana@harbor.example", True)
        assert contact.site == site
        assert contact.access == Contact.Access.NONE
        names = list(Entry.objects.order_by("id").values_list("name", flat=True))
        assert names[-3:] == ["people.company_added", "people.site_added", "people.contact_added"]


def test_the_name_alone_is_enough(tenant: Tenant, owner: Client) -> None:
    assert owner.post(NEW, {"name": "Solo", "status": "prospect"}).status_code == 302

    with scope(inside(tenant)):
        assert not Site.objects.exists()
        assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"contact_email": "nobody"}, "contact_email"),
        ({"contact_name": "\u2003", "contact_email": ""}, "contact_name"),
        ({"site_name": ""}, "site_name"),
    ],
)
def test_all_of_it_or_none_of_it(
    tenant: Tenant, owner: Client, change: dict[str, str], field: str
) -> None:
    page = owner.post(NEW, FORM | change)

    assert page.status_code == 422
    assert f'id="id_{field}_error"' in page.text
    assert "Quay 1" in page.text
    assert companies(tenant) == []


@pytest.mark.parametrize(
    ("by", "website", "email"),
    [
        ("website", "HARBOR.example", ""),
        ("website", "", "new@harbor.example"),
        ("people", "http://harbor.example", ""),
    ],
)
def test_a_domain_that_is_known_is_asked_about(
    tenant: Tenant, owner: Client, by: str, website: str, email: str
) -> None:
    with scope(inside(tenant)):
        known = a_company("Harbor Group", website="www.harbor.example" if by == "website" else "")
        if by == "people":
            a_contact(known, email="old@harbor.example")
    given = FORM | {"website": website, "contact_email": email}

    page = owner.post(NEW, given)
    assert page.status_code == 422
    assert "Harbor Group has this domain already" in page.text
    assert 'name="is_another"' in page.text

    assert owner.post(NEW, given | {"is_another": "on"}).status_code == 302
    assert companies(tenant) == ["Harbor & Finch", "Harbor Group"]


def test_mail_providers_and_other_msps_make_no_twins(tenant: Tenant, owner: Client) -> None:
    with scope(inside(an_msp("Beta MSP"))):
        a_company("Theirs", website="harbor.example")
    with scope(inside(tenant)):
        a_contact(a_company("Kiosk"), email="kiosk@gmail.com")

    private = FORM | {"contact_email": "hana@gmail.com"}
    assert owner.post(NEW, private).status_code == 302


def test_who_only_looks_adds_nobody(tenant: Tenant) -> None:
    assert somebody(tenant, VIEW).post(NEW, FORM).status_code == 404
    assert companies(tenant) == []
