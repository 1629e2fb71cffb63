"""A log of very many lines and companies: found by pieces of names, and drawn with little."""

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portico.core.access.actors import System
from portico.core.access.tests.factories import a_technician
from portico.core.journal import queries as journal
from portico.core.people.actions.companies import add_company
from portico.core.people.models import Company
from portico.core.people.permissions import MANAGE
from portico.core.settings.tests.msps import an_msp, inside
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope

from ..staff import pages

LOG = "/staff/settings/log/"
ODD = "Odo 100%_O'Neil\\"

pytestmark = pytest.mark.spec("S3.6.21")


@pytest.fixture
def companies(tenant: Tenant) -> list[Company]:
    """Odo has added three of them, the import another one."""
    odo = replace(a_technician(MANAGE), name=ODD)
    with scope(inside(tenant)):
        made = [add_company(odo, name=f"Client {number}") for number in range(3)]
        return [*made, add_company(System("import"), name="Elsewhere")]


def shown(page: str) -> list[str]:
    """The companies of the lines."""
    return re.findall(r'data-label="Company">([^<]+)<', page)


@pytest.mark.parametrize("most", [0, 1000])
@pytest.mark.parametrize("words", ["odo", "DO 1", "%_O'N", "neil\\", "o%"])
def test_a_piece_of_a_name_finds_its_lines_with_the_index_and_without(
    owner: Client,
    companies: list[Company],
    monkeypatch: pytest.MonkeyPatch,
    words: str,
    most: int,
) -> None:
    monkeypatch.setattr(journal, "MOST", most)

    page = owner.get(LOG, {"q": words} if words != "o%" else {"q": "0%"}).text

    assert shown(page) == ["Client 2", "Client 1", "Client 0"]


@pytest.mark.parametrize("words", ["odo_", "%odo%", "qqxxyyzz", "o\\do"])
def test_what_stands_in_no_name_finds_nothing(
    owner: Client, companies: list[Company], words: str
) -> None:
    assert "No line fits" in owner.get(LOG, {"q": words}).text


def test_the_index_tells_of_the_own_tenant_only(companies: list[Company]) -> None:
    with scope(inside(an_msp("otherhouse"))):
        assert journal.entries_by("Odo") == []


def test_of_very_many_companies_those_of_the_lines_are_offered(
    owner: Client, companies: list[Company], monkeypatch: pytest.MonkeyPatch
) -> None:
    def offered(**query: str) -> set[str]:
        select = re.search(r'name="company">(.+?)</select>', owner.get(LOG, query).text)
        return set(re.findall(r">([^<>]+)</option>", select[1] if select else ""))

    everybody = {"All companies", *(one.name for one in companies)}
    assert offered() == everybody
    monkeypatch.setattr(pages, "MOST", 2)
    pages._recent.forget()

    assert offered(q="odo") == everybody - {"Elsewhere"}
    assert offered(q="qqxxyyzz", company=str(companies[3].pk)) == {"All companies", "Elsewhere"}


def test_the_list_asks_the_database_little(owner: Client, companies: list[Company]) -> None:
    owner.get(LOG)

    with CaptureQueriesContext(connection) as said:
        owner.get(LOG)

    asked = [one["sql"] for one in said if one["sql"].startswith(("SELECT", "INSERT", "UPDATE"))]
    assert len(asked) <= 9, asked
