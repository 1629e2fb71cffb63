"""Who sees what a profile holds: pictures in menus and at the desk, requests by nobody else."""

import io

import pytest
from django.test import Client
from PIL import Image

from portico.core.identity.tests.factories import signed_in_client
from portico.core.identity.tests.msps import an_msp, inside, the_owner
from portico.core.people.models import Company, Contact, StaffUser
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import portal_scope, scope
from portico.kernel.writes import writing

from ..models import Avatar, ChangeRequest, StaffPicture

HERE = "/portal/profile/"


@pytest.fixture
def anna(tenant: Tenant) -> Contact:
    with scope(inside(tenant)):
        return a_contact(a_company(), "Anna Ade", email="anna@client.example")


def with_picture(anna: Contact) -> Client:
    browser = signed_in_client(anna)
    browser.post(f"{HERE}picture/", {"picture": drawn()})
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


def drawn() -> io.BytesIO:
    picture = io.BytesIO()
    Image.new("RGB", (90, 60), "navy").save(picture, "PNG")
    picture.seek(0)
    picture.name = "me.png"
    return picture


@pytest.mark.spec("S2.1.2f")
def test_clients_see_the_picture_of_whoever_looks_after_them(
    tenant: Tenant, owner: Client, anna: Contact
) -> None:
    with scope(inside(tenant)), writing("people"):
        olga = StaffUser.objects.get(name="Olga Owner")
        Company.objects.update(owner=olga)
    browser, stranger = signed_in_client(anna), the_owner(an_msp("Beta MSP"))
    assert owner.post("/staff/profile/picture/change/", {"picture": drawn()}).status_code == 302
    with scope(inside(tenant)):
        mark = StaffPicture.objects.get(card_id=olga.card_id).hash

    path = f"team/{olga.card_id}/{mark}.webp"
    assert f'src="/portal/profile/{path}"' in browser.get("/portal/company/").text
    assert browser.get(f"/portal/profile/{path}")["Content-Type"] == "image/webp"
    assert f'src="/staff/profile/{path}"' in owner.get("/staff/profile/picture/").text
    assert stranger.get(f"/staff/profile/{path}").status_code == 404
    assert browser.post("/staff/profile/picture/change/", {"picture": drawn()}).status_code == 302
    assert owner.post("/staff/profile/picture/change/", {}).status_code == 422

    owner.post("/staff/profile/picture/change/", {"remove": "1"})
    assert browser.get(f"/portal/profile/{path}").status_code == 404
    assert "webp" not in browser.get("/portal/company/").text


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
