"""Who asks for help most and cannot sign in is suggested for an invitation."""

import re

import pytest
from django.test import Client

from portico.core.people.models import Contact
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.settings.tests.msps import an_msp, inside, the_owner
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope

from .factories import a_ticket

BASE = "/staff/invitations/"


@pytest.fixture
def msp(db: None) -> Tenant:
    return an_msp()


@pytest.fixture
def owner(msp: Tenant) -> Client:
    return the_owner(msp)


@pytest.fixture
def anna(msp: Tenant) -> Contact:
    """Asks, and has no access."""
    with scope(inside(msp)):
        found = a_contact(a_company(), "Anna Ade", access="none", person=None)
        for _ in range(2):
            a_ticket(found)
    return found


@pytest.mark.spec("S3.8.1")
def test_who_asks_most_is_suggested_and_invited_with_one_click(
    owner: Client, anna: Contact
) -> None:
    text = owner.get(BASE).text
    assert "Anna Ade" in text
    assert "2 requests in 90 days" in text
    assert owner.post(f"{BASE}contacts/{anna.pk}/quick/").status_code == 302
    assert "Anna Ade" not in owner.get(BASE).text.split("They ask most")[1]


@pytest.mark.spec("S3.3.1")
def test_a_campaign_can_choose_those_who_asked_lately(owner: Client, anna: Contact) -> None:
    asked = owner.get(f"{BASE}many/?asked=90").text
    assert re.search(r'All people</dt><dd class="value">1<', asked)
    assert anna.name
