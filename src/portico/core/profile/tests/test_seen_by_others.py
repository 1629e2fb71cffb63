"""Who sees what a profile holds: pictures in menus and at the desk, requests by nobody else."""

import io

import pytest
from django.test import Client
from PIL import Image

from portico.core.identity.tests.factories import signed_in_client
from portico.core.identity.tests.msps import inside
from portico.core.people.models import Company, Contact
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import portal_scope, scope
from portico.kernel.writes import writing

from ..models import Avatar, ChangeRequest

HERE = "/portal/profile/"


@pytest.fixture
def anna(tenant: Tenant) -> Contact:
    with scope(inside(tenant)):
        return a_contact(a_company(), "Anna Ade", email="anna@client.example")


def with_picture(anna: Contact) -> Client:
    browser, picture = signed_in_client(anna), io.BytesIO()
    Image.new("RGB", (90, 60), "navy").save(picture, "PNG")
    picture.seek(0)
    picture.name = "me.png"
    browser.post(f"{HERE}picture/", {"picture": picture})
    return browser


def asks(browser: Client, **given: str) -> None:
    details = {"name": "Anna Ade", "title": "", "phone": "", "mobile": ""} | given
    browser.post(HERE, details)


@pytest.mark.spec("S0.1.10", "S1.1.2")
def test_the_database_shows_a_request_to_nobody_but_who_asked(
    tenant: Tenant, anna: Contact
) -> None:
    with scope(inside(tenant)):
        company = Company.objects.get()
        bea = a_contact(company, "Bea Best", email="bea@client.example")
    asks(signed_in_client(anna), name="Anna Okafor-Reed")

    def seen_by(who: Contact) -> tuple[int, int]:
        inside_portal = portal_scope(tenant.id, company=company.pk, contact=who.pk)
        with scope(inside_portal), writing("profile"):
            every = ChangeRequest.objects.all()
            changed = every.update(new="Mallory") if who == bea else 0
            return every.count(), changed

    assert seen_by(anna) == (1, 0)
    assert seen_by(bea) == (0, 0)
    with scope(inside(tenant)):
        assert ChangeRequest.objects.get().new == "Anna Okafor-Reed"


@pytest.mark.spec("S0.1.10")
def test_the_picture_stands_in_the_menu_and_at_the_desk(
    tenant: Tenant, owner: Client, anna: Contact
) -> None:
    browser = with_picture(anna)
    with scope(inside(tenant)):
        mark = Avatar.objects.get().hash
    menu = browser.get("/portal/account/").text
    assert f'src="/portal/profile/picture/{mark}.webp"' in menu
    page = owner.get(f"/staff/companies/contacts/{anna.pk}/").text
    path = f"/staff/profile/pictures/{anna.pk}/{mark}.webp"
    assert path in page
    assert owner.get(path)["Content-Type"] == "image/webp"


@pytest.mark.spec("S1.4.20")
def test_a_new_address_waits_beside_another_change(tenant: Tenant, anna: Contact) -> None:
    browser = signed_in_client(anna)
    asks(browser, name="Anna Okafor-Reed")
    browser.post(f"{HERE}address/", {"email": "anna.new@client.example"})
    with scope(inside(tenant)):
        waiting = ChangeRequest.objects.filter(state=ChangeRequest.State.REQUESTED)
        assert set(waiting.values_list("field", flat=True)) == {"name", "email"}

    page = browser.get(HERE).text
    assert "Anna Okafor-Reed" in page
    assert "anna.new@client.example" in page
