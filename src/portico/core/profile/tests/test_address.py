"""Another e-mail address: proved at the new one, told to the old one, agreed to by somebody."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from portico.core.identity.queries import contacts_at
from portico.core.identity.tests.factories import signed_in_client
from portico.core.identity.tests.msps import inside
from portico.core.mail.models import Message
from portico.core.people.models import Contact, PersonEmail
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.tenants.models import Tenant
from portico.core.tenants.vault import open_text
from portico.kernel.tenancy import scope
from portico.kernel.writes import writing

from ..models import ChangeRequest

ADDRESS = "/portal/profile/address/"
DESK = "/staff/profile/requests/"
NEW = "anna.new@client.example"


@pytest.fixture
def anna(tenant: Tenant) -> Contact:
    with scope(inside(tenant)):
        contact = a_contact(a_company(), "Anna Ade", email="anna@client.example")
        with writing("people"):
            PersonEmail.objects.get_or_create(
                person=contact.person,
                email=contact.email,
                defaults={"verified_at": timezone.now()},
            )
        return contact


@pytest.fixture
def browser(anna: Contact) -> Client:
    return signed_in_client(anna)


def asked(tenant: Tenant) -> ChangeRequest:
    with scope(inside(tenant)):
        return ChangeRequest.objects.latest("id")


def code(tenant: Tenant) -> str:
    """As it stands in the mail to the new address."""
    with scope(inside(tenant)):
        mail = Message.objects.filter(to=NEW).latest("id")
        text = json.loads(open_text(mail, "sealed", mail.sealed))[0]
    found = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", text)
    assert found, text
    return found[0]


@pytest.mark.spec("S1.4.20")
def test_from_asking_to_signing_in_with_it(
    tenant: Tenant, owner: Client, anna: Contact, browser: Client
) -> None:
    browser.post(ADDRESS, {"email": NEW.upper()})
    request = asked(tenant)
    approval = f"{DESK}{request.pk}/approval/"
    assert owner.post(approval).status_code == 409
    browser.post(f"/portal/profile/requests/{request.pk}/proof/", {"code": code(tenant)})
    owner.post(approval)

    with scope(inside(tenant)):
        assert Contact.objects.get(pk=anna.pk).email == NEW
        assert [one.pk for one in contacts_at(NEW)] == [anna.pk]
        assert contacts_at("anna@client.example") == []
        assert list(PersonEmail.objects.values_list("email", flat=True)) == [NEW]


@pytest.mark.spec("S1.4.20")
def test_the_old_address_hears_of_it_at_once_and_at_the_end(
    tenant: Tenant, owner: Client, anna: Contact, browser: Client
) -> None:
    browser.post(ADDRESS, {"email": NEW})
    request = asked(tenant)
    browser.post(f"/portal/profile/requests/{request.pk}/proof/", {"code": code(tenant)})
    owner.post(f"{DESK}{request.pk}/approval/")

    with scope(inside(tenant)):
        told = Message.objects.filter(to="anna@client.example").order_by("id")
        assert [one.subject for one in told] == [
            "Somebody wants to change your e-mail address",
            "Changed: E-mail address",
        ]
        assert NEW not in told[0].text


def test_five_wrong_codes_and_no_more(tenant: Tenant, browser: Client) -> None:
    browser.post(ADDRESS, {"email": NEW})
    request, right = asked(tenant), code(tenant)
    address = f"/portal/profile/requests/{request.pk}/proof/"

    for _ in range(5):
        assert browser.post(address, {"code": "BCDF2345"}).status_code == 422
    assert browser.post(address, {"code": right}).status_code == 422
    assert asked(tenant).proved_at is None


def test_a_code_ends_after_half_an_hour(tenant: Tenant, browser: Client) -> None:
    browser.post(ADDRESS, {"email": NEW})
    request, right = asked(tenant), code(tenant)

    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        browser.post(f"/portal/profile/requests/{request.pk}/proof/", {"code": right})
    assert asked(tenant).proved_at is None


def test_codes_do_not_go_out_by_the_dozen(tenant: Tenant, browser: Client) -> None:
    browser.post(ADDRESS, {"email": NEW})
    again = browser.post(ADDRESS, {"email": "another@client.example"})

    assert again.status_code == 429 or "Wait a minute" in again.text
    with scope(inside(tenant)):
        assert not Message.objects.filter(to="another@client.example").exists()


def test_an_address_of_somebody_else_who_signs_in_here_is_not_taken(
    tenant: Tenant, owner: Client, anna: Contact, browser: Client
) -> None:
    browser.post(ADDRESS, {"email": NEW})
    request = asked(tenant)
    browser.post(f"/portal/profile/requests/{request.pk}/proof/", {"code": code(tenant)})
    with scope(inside(tenant)):
        other = a_contact(a_company("Other Ltd"), "Otto", email=NEW)
        assert PersonEmail.objects.get(email=NEW).person_id == other.person_id

    assert owner.post(f"{DESK}{request.pk}/approval/").status_code == 409
    with scope(inside(tenant)):
        assert Contact.objects.get(pk=anna.pk).email == "anna@client.example"


@pytest.mark.spec("S0.3.2", "S1.4.20")
def test_an_old_proof_is_asked_for_again(anna: Contact) -> None:
    late = signed_in_client(anna)
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        answer = late.get(ADDRESS)
    assert answer.status_code == 302
    assert "/portal/profile/address" not in answer["Location"].split("?")[0]


@pytest.mark.parametrize("email", ["", "no address", "anna@client.example"])
def test_what_is_no_new_address_is_refused(browser: Client, email: str) -> None:
    assert browser.post(ADDRESS, {"email": email}).status_code == 422
