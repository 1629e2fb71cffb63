"""The page of the PIN: one tap away, and no place to guess the codes of callers."""

import re

import pytest
from django.test import Client

from portico.core.identity.tests.factories import signed_in_client
from portico.core.identity.tests.msps import an_msp, inside
from portico.core.journal.models import Entry
from portico.core.people.models import Contact
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope

CALLER = "/portal/pin/caller/"


@pytest.fixture
def msp(db: None) -> Tenant:
    return an_msp()


@pytest.fixture
def carla(msp: Tenant) -> Contact:
    with scope(inside(msp)):
        return a_contact(a_company("Bluebird Bakery"), "Carla Contact")


def tries(browser: Client, count: int) -> list[str]:
    return [browser.post(CALLER, {"code": f"{number:06}"}).text for number in range(count)]


@pytest.mark.spec("S2.2.9")
def test_many_codes_in_a_row_are_held_back(msp: Tenant, carla: Contact) -> None:
    browser = signed_in_client(carla)
    pages = tries(browser, 10)

    assert all("This code is not ours" in one for one in pages[:8])
    assert all("Wait a minute" in one and "not ours" not in one for one in pages[8:])
    with scope(inside(msp)):
        assert Entry.objects.filter(name="verification.caller_unknown").count() == 8
        assert Entry.objects.filter(name="identity.rate_limited").count() == 1
        bea = a_contact(carla.company, "Bea Boss")
    assert "This code is not ours" in tries(signed_in_client(bea), 1)[0]


@pytest.mark.spec("S2.2.9")
def test_the_pin_is_in_the_account_menu_of_every_page(carla: Contact) -> None:
    page = signed_in_client(carla).get("/portal/account/").text
    menu = page.partition('id="me"')[2].partition("</div>\n")[0]
    assert re.search(r'href="/portal/pin/"', menu)
