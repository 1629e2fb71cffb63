"""Clients change themselves what they may, and ask for the rest."""

import io

import pytest
from django.test import Client
from PIL import Image

from portico.core.access.permissions import Refusal
from portico.core.identity.tests.factories import signed_in_client
from portico.core.identity.tests.msps import an_msp, inside, somebody
from portico.core.journal.models import Entry, Personal
from portico.core.mail.models import Message
from portico.core.people.models import Company, Contact
from portico.core.people.ports import _LOCKS
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import Scope, scope, staff_scope

from ..models import Avatar, ChangeRequest
from ..permissions import DECIDE
from ..rules import a_number, a_title, region_of

HERE = "/portal/profile/"
DESK = "/staff/profile/requests/"


@pytest.fixture
def anna(tenant: Tenant) -> Contact:
    with scope(inside(tenant)):
        company = a_company("Bluebird Bakery")
        return a_contact(company, "Anna Ade", email="anna@client.example", phone="0301234567")


@pytest.fixture
def browser(anna: Contact) -> Client:
    return signed_in_client(anna)


def details(**more: str) -> dict[str, str]:
    return {"name": "Anna Ade", "title": "", "phone": "0301234567", "mobile": ""} | more


def fresh(anna: Contact) -> Contact:
    with scope(inside_of(anna)):
        return Contact.objects.get(pk=anna.pk)


def inside_of(contact: Contact) -> Scope:
    return staff_scope(contact.tenant_id)  # type: ignore[arg-type] # never null here


@pytest.mark.spec("S0.1.10", "S1.4.17", "S1.4.19")
def test_number_and_title_change_at_once_and_stand_in_the_log(
    anna: Contact, browser: Client
) -> None:
    answer = browser.post(HERE, details(phone="+44 20 7946 0958", title=" Office \n manager "))

    assert answer.status_code == 302
    now = fresh(anna)
    assert (now.phone, now.title) == ("+442079460958", "Office manager")
    with scope(inside_of(anna)):
        entry = Entry.objects.get(name="profile.changed")
        beside = Personal.objects.get(entry_id=entry.pk)
    assert beside.before["phone"] == "0301234567"
    assert beside.after["phone"] == "+442079460958"
    assert "+44 20 7946 0958" in browser.get(HERE).text


@pytest.mark.spec("S1.4.17", "S1.4.18")
@pytest.mark.parametrize("number", ["call me", "+49", "+44 1", "12345678901234567890"])
def test_what_is_no_number_is_refused_and_stays_typed(browser: Client, number: str) -> None:
    answer = browser.post(HERE, details(phone=number))

    assert answer.status_code == 422
    assert "with its country code" in answer.text
    assert number in answer.text


@pytest.mark.spec("S1.4.17")
def test_a_number_without_country_is_one_of_the_persons_country() -> None:
    assert a_number("030 1234567", field="phone", region=region_of("Europe/Berlin")) == (
        "+49301234567"
    )
    assert region_of("UTC") == ""


@pytest.mark.spec("S1.4.19")
def test_a_title_is_one_line_of_a_hundred_characters() -> None:
    assert a_title("Head\u202e of\x00 it\n") == "Head of it"
    assert len(a_title("x" * 100)) == 100
    with pytest.raises(Refusal):
        a_title("x" * 101)


@pytest.mark.spec("S1.4.18", "S1.4.20")
def test_a_new_mobile_waits_for_somebodys_word(
    tenant: Tenant, owner: Client, anna: Contact, browser: Client
) -> None:
    browser.post(HERE, details(mobile="+44 7700 900142"))
    assert fresh(anna).mobile == ""
    with scope(inside(tenant)):
        asked = ChangeRequest.objects.get()

    done = owner.post(f"{DESK}{asked.pk}/approval/", follow=True)
    assert "Anna Ade is told" in done.text
    assert fresh(anna).mobile == "+447700900142"


@pytest.mark.spec("S1.4.20")
def test_a_name_that_is_refused_stays_and_the_reason_is_mailed(
    tenant: Tenant, owner: Client, anna: Contact, browser: Client
) -> None:
    browser.post(HERE, details(name="Anna Okafor-Reed"))
    with scope(inside(tenant)):
        asked = ChangeRequest.objects.get()

    address = f"{DESK}{asked.pk}/refusal/"
    assert owner.post(address, {"reason": ""}).status_code == 422
    owner.post(address, {"reason": "Please send us the certificate."})

    assert fresh(anna).name == "Anna Ade"
    with scope(inside(tenant)):
        mail = Message.objects.filter(to=anna.email).latest("id")
    assert mail.subject == "Not changed: Name"
    assert owner.post(f"{DESK}{asked.pk}/approval/").status_code == 404


@pytest.mark.spec("S1.4.20")
def test_what_was_asked_can_be_withdrawn_and_asked_anew(anna: Contact, browser: Client) -> None:
    browser.post(HERE, details(name="Anna One"))
    browser.post(HERE, details(name="Anna Two"))
    with scope(inside_of(anna)):
        states = list(ChangeRequest.objects.order_by("id").values_list("new", "state"))
        last = ChangeRequest.objects.latest("id")
    assert states == [("Anna One", "withdrawn"), ("Anna Two", "requested")]

    browser.post(f"{HERE}requests/{last.pk}/withdrawal/")
    assert browser.post(f"{HERE}requests/{last.pk}/withdrawal/").status_code == 404


@pytest.mark.spec("S1.4.20")
def test_nobody_touches_somebody_elses_request(
    tenant: Tenant, owner: Client, anna: Contact, browser: Client
) -> None:
    with scope(inside(tenant)):
        bea = a_contact(Company.objects.get(), "Bea Best", email="bea@client.example")
    browser.post(HERE, details(name="Anna New"))
    with scope(inside(tenant)):
        asked = ChangeRequest.objects.get()
    other = an_msp("Beta MSP")

    assert signed_in_client(bea).post(f"{HERE}requests/{asked.pk}/withdrawal/").status_code == 404
    assert somebody(other, DECIDE).post(f"{DESK}{asked.pk}/approval/").status_code == 404
    assert somebody(tenant).post(f"{DESK}{asked.pk}/approval/").status_code == 404
    assert fresh(anna).name == "Anna Ade"


@pytest.mark.spec("S0.1.10")
def test_what_a_directory_keeps_in_step_is_locked(
    anna: Contact, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portico.core.people.ports._LOCKS", [*_LOCKS, lambda _contact: {"title"}])

    browser.post(HERE, details(title="Chief"))
    assert fresh(anna).title == ""
    assert "Kept in step" in browser.get(HERE).text


@pytest.mark.spec("S0.1.10")
def test_the_msp_says_what_needs_a_word(
    tenant: Tenant, owner: Client, anna: Contact, browser: Client
) -> None:
    usual = {
        "name": "free", "email": "approval", "phone": "free", "mobile": "free",
        "title": "locked", "picture": "free",
    }  # fmt: skip
    assert owner.post("/staff/profile/rules/", {**usual, "email": "free"}).status_code == 422
    assert owner.post("/staff/profile/rules/", usual).status_code == 302

    browser.post(HERE, details(name="Anna Free", title="Chief"))
    assert (fresh(anna).name, fresh(anna).title) == ("Anna Free", "")


@pytest.mark.spec("S0.1.10")
def test_a_picture_is_drawn_anew_and_small(anna: Contact, browser: Client) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (900, 600), "navy").save(picture, "JPEG", exif=b"Exif\x00\x00secret place")
    picture.seek(0)
    picture.name = "me.jpg"

    browser.post(f"{HERE}picture/", {"picture": picture})
    with scope(inside_of(anna)):
        kept = Avatar.objects.get()
    drawn = Image.open(io.BytesIO(bytes(kept.content)))
    assert (drawn.format, drawn.size) == ("WEBP", (256, 256))
    assert b"secret" not in bytes(kept.content)
    assert browser.get(f"{HERE}picture/{kept.hash}.webp")["Content-Type"] == "image/webp"

    browser.post(f"{HERE}picture/", {"remove": "1"})
    assert browser.get(f"{HERE}picture/{kept.hash}.webp").status_code == 404


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"\x89PNG\r\n\x1a\nbroken"])
def test_what_is_no_picture_is_refused(browser: Client, content: bytes) -> None:
    sent = io.BytesIO(content)
    sent.name = "x.png"

    answer = browser.post(f"{HERE}picture/", {"picture": sent})
    assert answer.status_code in {413, 422}
    assert b'type="file"' in answer.content  # the page with its form, to try another one
