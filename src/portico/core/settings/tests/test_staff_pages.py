"""Every settings page: who gets it, and who does not."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portico.core.people.permissions import VIEW as VIEW_PEOPLE
from portico.core.people.tests.factories import a_company, a_contact, a_site
from portico.core.settings.permissions import VIEW
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope

from .msps import an_msp, inside, somebody

PAGES = (
    "/staff/settings/", "/staff/settings/company/", "/staff/settings/hosts/",
    "/staff/settings/brand/", "/staff/settings/roles/", "/staff/settings/roles/?for=staff",
    "/staff/settings/roles/new/", "/staff/settings/jobs/", "/staff/settings/health/",
    "/staff/settings/log/", "/staff/companies/", "/staff/companies/new/",
)  # fmt: skip
NOT_COUNTED = ("SAVEPOINT", "RELEASE SAVEPOINT", "SET LOCAL", "BEGIN", "COMMIT")


@pytest.mark.spec("S1.5.4")
@pytest.mark.parametrize("page", PAGES)
def test_the_owner_has_every_page(owner: Client, page: str) -> None:
    assert owner.get(page).status_code == 200


@pytest.mark.spec("S1.5.4")
@pytest.mark.parametrize("page", PAGES)
def test_without_the_permission_no_page_exists(tenant: Tenant, page: str) -> None:
    assert somebody(tenant).get(page).status_code == 404


def test_extras_are_absent_while_there_are_none(owner: Client) -> None:
    assert owner.get("/staff/settings/extras/").status_code == 404


def test_the_menu_shows_only_what_opens(tenant: Tenant, owner: Client) -> None:
    whole = owner.get("/staff/settings/").text
    little = somebody(tenant, VIEW).get("/staff/settings/").text

    assert "/staff/settings/brand/" in whole
    assert "/staff/companies/" in whole
    for link in ("/staff/settings/brand/", "/staff/settings/log/", "/staff/companies/"):
        assert f'href="{link}"' not in little


@pytest.mark.spec("G1")
def test_another_tenants_rows_do_not_exist(tenant: Tenant, owner: Client) -> None:
    other = an_msp("Beta MSP")
    with scope(inside(other)):
        company = a_company()
        contact, site = a_contact(company), a_site(company)

    for path in (
        f"/staff/companies/{company.pk}/",
        f"/staff/companies/{company.pk}/edit/",
        f"/staff/companies/{company.pk}/contacts/new/",
        f"/staff/companies/contacts/{contact.pk}/",
        f"/staff/companies/sites/{site.pk}/",
    ):
        assert owner.get(path).status_code == 404, path


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_the_database_little(owner: Client, page: str) -> None:
    asked = statements(owner, page)

    assert len(asked) <= 8, "\n".join(asked)


def test_pages_about_a_company_ask_little_too(tenant: Tenant, owner: Client) -> None:
    with scope(inside(tenant)):
        company = a_company()
        people = [a_contact(company, f"Person {number}") for number in range(30)]
        a_site(company)

    for path in (f"{company.pk}/", f"{company.pk}/edit/", f"contacts/{people[0].pk}/"):
        asked = statements(owner, f"/staff/companies/{path}")
        assert len(asked) <= 8, "\n".join(asked)


LINE = ("QUERY = 'INSERT INTO \"journal_", 'INSERT INTO "journal_')  # writes down, asks nothing


def statements(browser: Client, path: str) -> list[str]:
    """What the page asked the database, without the frame of the transaction."""
    browser.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(path).status_code == 200
    asked = [one["sql"] for one in seen if not one["sql"].startswith(NOT_COUNTED)]
    return [sql for sql in asked if not sql.startswith(LINE)]


def test_a_reader_of_companies_changes_nothing(tenant: Tenant) -> None:
    with scope(inside(tenant)):
        company = a_company()
    reader = somebody(tenant, VIEW_PEOPLE)

    assert reader.get(f"/staff/companies/{company.pk}/").status_code == 200
    assert reader.get(f"/staff/companies/{company.pk}/edit/").status_code == 404
    assert reader.post(f"/staff/companies/{company.pk}/portal/", {"on": "off"}).status_code == 404
