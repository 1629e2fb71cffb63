"""Somebody leaves a company: the same at both doors, and nothing comes back by itself."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from portico.core.identity.models import PortalSession
from portico.core.identity.queries import places
from portico.core.identity.tests.factories import signed_in_client
from portico.core.jobs.tests.factories import queued_jobs
from portico.core.journal.models import Entry
from portico.core.mail.models import Message
from portico.core.people.models import Company, Contact
from portico.core.people.permissions import VIEW
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.roles.actions.grant import grant_to_contact
from portico.core.roles.models import Role
from portico.core.roles.tests.factories import SETUP
from portico.core.settings.tests.msps import an_msp, inside, somebody
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import portal_scope, scope
from portico.kernel.writes import writing

DESK, PORTAL = "/staff/companies/contacts/", "/portal/people/"


@pytest.fixture
def company(tenant: Tenant) -> Company:
    """Bluebird Bakery."""
    with scope(inside(tenant)):
        return a_company()


def member(tenant: Tenant, company: Company, name: str, key: str = "employee") -> Contact:
    with scope(inside(tenant)):
        contact = a_contact(company, name)
        grant_to_contact(SETUP, contact, role=Role.objects.get(key=key))
        return contact


@pytest.fixture
def otto(tenant: Tenant, company: Company) -> Contact:
    """Who is about to leave."""
    return member(tenant, company, "Otto Employee")


@pytest.fixture
def ines(tenant: Tenant, company: Company) -> Contact:
    """Who takes over."""
    return member(tenant, company, "Ines Successor")


@pytest.fixture
def doors(tenant: Tenant, owner: Client, company: Company) -> dict[str, tuple[Client, str]]:
    """A colleague at the desk, and the client's own admin, each with the address of people."""
    admin = signed_in_client(member(tenant, company, "Maya Admin", "client_admin"))
    return {"desk": (owner, DESK), "portal": (admin, PORTAL)}


BOTH = pytest.mark.parametrize("door", ["desk", "portal"])


@BOTH
@pytest.mark.spec("S4.8.4a", "S4.8.4b", "S4.8.4c", "S0.1.18")
def test_one_page_says_what_happens_and_does_it(
    tenant: Tenant,
    doors: dict[str, tuple[Client, str]],
    otto: Contact,
    ines: Contact,
    door: str,
) -> None:
    browser, base = doors[door]
    theirs, path = signed_in_client(otto), f"{base}{otto.pk}/leaving/"
    assert theirs.get("/portal/").status_code == 200

    page = browser.get(path).text
    assert "Ines Successor" in page
    assert "the old ones end" in page
    assert browser.post(path, {"reason": " "}).status_code == 422
    form = {"reason": "Left in October", "successor": str(ines.pk)}
    assert browser.post(path, form).status_code == 302

    assert theirs.get("/portal/").status_code == 302
    with scope(inside(tenant)):
        otto.refresh_from_db()
        assert (otto.is_active, otto.access) == (False, "disabled")
        assert not PortalSession.objects.filter(contact=otto, ended_at=None).exists()
        (rotation,) = queued_jobs("joining.rotate_after_leaver")
        assert rotation[2] == {"company": str(otto.company_id), "contact": str(otto.pk)}
        (handing,) = queued_jobs("tickets.hand_over")
        assert handing[2] == {"contact": str(otto.pk), "successor": str(ines.pk)}
        assert Entry.objects.get(name="roles.contact_left").data["reason"] == "Left in October"
    assert browser.post(path, form).status_code == 409


@BOTH
@pytest.mark.spec("S4.8.4c")
def test_whoever_came_back_gets_access_by_itself_and_no_old_session(
    tenant: Tenant, doors: dict[str, tuple[Client, str]], otto: Contact, door: str
) -> None:
    browser, base = doors[door]
    theirs = signed_in_client(otto)
    browser.post(f"{base}{otto.pk}/leaving/", {"reason": "A mistake"})
    assert "Came back" in browser.get(f"{base}{otto.pk}/").text

    assert browser.post(f"{base}{otto.pk}/return/").status_code == 302
    with scope(inside(tenant)):
        otto.refresh_from_db()
        assert (otto.is_active, otto.access) == (True, "disabled")
    assert browser.post(f"{base}{otto.pk}/reopening/").status_code == 302

    assert theirs.get("/portal/").status_code == 302
    assert signed_in_client(otto).get("/portal/").status_code == 200


@BOTH
@pytest.mark.spec("S0.1.18", "S4.8.4b")
def test_a_session_from_before_the_closure_stays_dead_when_access_opens_again(
    doors: dict[str, tuple[Client, str]], otto: Contact, door: str
) -> None:
    browser, base = doors[door]
    theirs = signed_in_client(otto)

    browser.post(f"{base}{otto.pk}/closure/", {"reason": "On leave"})
    browser.post(f"{base}{otto.pk}/reopening/")

    assert theirs.get("/portal/").status_code == 302


@BOTH
@pytest.mark.spec("G1", "S4.8.4c")
def test_nobody_else_can_be_let_go_or_take_over(
    tenant: Tenant, doors: dict[str, tuple[Client, str]], otto: Contact, door: str
) -> None:
    browser, base = doors[door]
    with scope(inside(tenant)):
        neighbour = a_contact(a_company("Harbor & Finch"), "Neighbour")
    with scope(inside(an_msp("Beta MSP"))):
        stranger = a_contact()

    foreign = [stranger] if door == "desk" else [stranger, neighbour]
    for one in foreign:
        for page in ("leaving", "return"):
            assert browser.post(f"{base}{one.pk}/{page}/", {"reason": "Ha"}).status_code == 404
        assert browser.get(f"{base}{one.pk}/leaving/").status_code == 404
    for one in (neighbour, stranger, otto):
        form = {"reason": "Left", "successor": str(one.pk)}
        assert browser.post(f"{base}{otto.pk}/leaving/", form).status_code == 422
    with scope(inside(tenant)):
        assert Contact.objects.filter(is_active=False).count() == 0


@pytest.mark.spec("S4.8.4c")
def test_employees_and_readers_find_no_such_page(tenant: Tenant, otto: Contact) -> None:
    reader, employee = somebody(tenant, VIEW), signed_in_client(otto)

    for browser, base in ((reader, DESK), (employee, PORTAL)):
        assert browser.get(f"{base}{otto.pk}/leaving/").status_code == 404
        assert browser.post(f"{base}{otto.pk}/return/").status_code == 404


@pytest.mark.spec("S4.8.4c")
def test_an_admin_cannot_let_go_oneself(
    tenant: Tenant, doors: dict[str, tuple[Client, str]]
) -> None:
    with scope(inside(tenant)):
        maya = Contact.objects.get(name="Maya Admin")

    page = doors["portal"][0].post(f"{PORTAL}{maya.pk}/leaving/", {"reason": "Bye"})

    assert page.status_code == 422
    assert "You cannot change your own access" in page.text


@pytest.mark.spec("S2.9.2b")
def test_each_look_at_a_contact_is_a_line_of_the_log(
    tenant: Tenant, owner: Client, otto: Contact
) -> None:
    tess, path = somebody(tenant, VIEW), f"{DESK}{otto.pk}/"
    for browser in (owner, owner, tess):
        assert browser.get(path).status_code == 200

    with scope(inside(tenant)):
        seen = Entry.objects.filter(name="people.contact_viewed", subject_id=otto.pk)
        assert sorted(seen.values_list("actor_name", flat=True)) == [
            "Olga Owner",
            "Olga Owner",
            "Tess Technician",
        ]
    assert "Looked at a contact" in owner.get("/staff/settings/log/?kind=reads").text


@pytest.mark.spec("S1.5.3")
def test_a_closed_portal_is_told_only_to_who_was_in(
    tenant: Tenant, owner: Client, company: Company, otto: Contact
) -> None:
    theirs, stranger = signed_in_client(otto), signed_in_client(otto)
    stranger.cookies.clear()
    owner.post(f"/staff/companies/{company.pk}/portal/off/", {"reason": "Not paid"})

    told = theirs.get("/portal/", follow=True).text
    assert "The portal of Bluebird Bakery is closed at the moment" in told
    assert "Not paid" not in told
    assert "Bluebird" not in stranger.get("/portal/", follow=True).text
    owner.post(f"{DESK}{otto.pk}/closure/", {"reason": "Gone"})
    assert "Bluebird" not in theirs.get("/portal/", follow=True).text


@pytest.mark.spec("S3.1.5")
def test_only_companies_that_let_somebody_in_are_offered_to_change_to(
    tenant: Tenant, company: Company, otto: Contact
) -> None:
    with scope(inside(tenant)), writing("people"):
        him = otto.person
        a_contact(a_company("Open"), "Otto Employee", person=him)
        a_contact(a_company("Left"), "Otto Employee", person=him, is_active=False)
        a_contact(a_company("Switched off"), "Otto Employee", person=him, access="disabled")
        shut = a_company("Shut", portal_enabled=False)
        a_contact(shut, "Otto Employee", person=otto.person)

    with scope(portal_scope(tenant.id, company=company.pk, contact=otto.pk)):
        assert [one.company_name for one in places()] == ["Bluebird Bakery", "Open"]


@pytest.mark.spec("S0.1.18", "S4.8.4b")
def test_what_the_msp_has_closed_a_clients_admin_does_not_open_again(
    tenant: Tenant, doors: dict[str, tuple[Client, str]], otto: Contact
) -> None:
    (desk, at_desk), (admin, in_portal) = doors["desk"], doors["portal"]
    closed = {"reason": "Abuse"}
    assert admin.post(f"{in_portal}{otto.pk}/closure/", closed).status_code == 302
    assert admin.post(f"{in_portal}{otto.pk}/reopening/").status_code == 302
    assert desk.post(f"{at_desk}{otto.pk}/closure/", closed).status_code == 302
    refused = admin.post(f"{in_portal}{otto.pk}/reopening/")
    assert (refused.status_code, "Your IT provider has closed" in refused.text) == (409, True)
    with scope(inside(tenant)):
        otto.refresh_from_db()
        assert otto.access == "disabled"
    assert desk.post(f"{at_desk}{otto.pk}/reopening/").status_code == 302


@pytest.mark.spec("S0.3.2", "S1.4.20")
def test_an_open_desk_writes_no_other_address_beside_whoever_signs_in(
    tenant: Tenant, owner: Client, otto: Contact
) -> None:
    signed_in_client(otto)
    page, evil = f"{DESK}{otto.pk}/", "evil@stranger.example"
    with scope(inside(tenant)):
        otto.refresh_from_db()
    given = {"name": otto.name, "email": otto.email, "title": "Baker"}
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        assert owner.post(page, given)["Location"].startswith("/staff/companies/")
        asked = owner.post(page, given | {"email": evil})
        assert asked["Location"].startswith("/staff/proof/")
    assert owner.post(page, given | {"email": evil})["Location"].startswith("/staff/companies/")
    with scope(inside(tenant)):
        told = Message.objects.get(to=given["email"])
        assert "no longer opens the portal" in told.text
