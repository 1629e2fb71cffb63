"""Tickets that may be resolved only when it is known who asked."""

import json
import re

import pytest

from portico.core.access.actors import Staff, System
from portico.core.identity.tests.factories import signed_in_client, signed_in_staff
from portico.core.identity.who import as_contact, as_staff
from portico.core.journal.queries import entries_of
from portico.core.mail.models import Message
from portico.core.people.models import StaffUser
from portico.core.roles.queries import grants_of_staff
from portico.core.tenants.tests.factories import a_tenant
from portico.core.tenants.vault import open_text
from portico.core.verification.actions.demands import change_demands
from portico.core.verification.models import Check
from portico.core.verification.queries import own_pin
from portico.core.viewing.ports import is_known
from portico.kernel.ids import new_id
from portico.kernel.tenancy import portal_scope, scope, staff_scope

from ..actions.answer import send_reply
from ..actions.change import change_status
from ..actions.identity import NotChecked
from ..models import Category, Kind, Status, Ticket
from .conftest import Cast, make_cast
from .factories import a_ticket

pytestmark = pytest.mark.django_db
SYSTEM = System("tests")


def employee(row: StaffUser) -> Staff:
    return as_staff(row, grants_of_staff(row.pk))


def demanded(kind: str, weight: str) -> None:
    change_demands(SYSTEM, script="", weights={kind: weight})


def done() -> Status:
    return Status.objects.get(category=Category.RESOLVED, is_default=True)


@pytest.mark.spec("S2.2.9")
def test_a_ticket_that_needs_a_check_is_not_resolved_before(inside: Cast) -> None:
    ticket, tess = a_ticket(inside.carla), employee(inside.tess)
    demanded(f"ticket:{ticket.kind}", "refuse")
    with pytest.raises(NotChecked):
        change_status(tess, ticket, status=done())
    with pytest.raises(NotChecked):
        send_reply(tess, ticket, body="Done.", then_status=done())
    send_reply(tess, ticket, body="Who are you?")  # answering goes on

    demanded(f"queue:{ticket.queue_id}", "refuse")
    with pytest.raises(NotChecked):
        change_status(tess, ticket, status=done())
    demanded(f"queue:{ticket.queue_id}", "warn")
    change_status(tess, ticket, status=done())


@pytest.mark.spec("S2.2.9")
def test_another_kind_of_ticket_needs_none(inside: Cast) -> None:
    demanded(f"ticket:{Kind.CHANGE.value}", "refuse")
    change_status(employee(inside.tess), a_ticket(inside.carla), status=done())


@pytest.mark.spec("S2.2.9")
def test_the_pin_typed_on_the_page_of_the_ticket_lets_it_be_resolved(cast: Cast) -> None:
    with scope(staff_scope(cast.tenant.id)):
        ticket = a_ticket(cast.carla)
        demanded(f"ticket:{ticket.kind}", "refuse")
    browser, page = signed_in_staff(cast.tess), f"/staff/tickets/{ticket.pk}/"
    assert "Identity not verified" in browser.get(page).content.decode()
    refused = browser.post(f"{page}changes/", {"status": _id_of_done(cast)})
    assert "First make sure who asked" in refused.content.decode()

    path = f"/staff/verification/contact/{cast.carla.pk}/"
    wrong = browser.post(path, {"pin": "12", "about": f"ticket:{ticket.pk}"}, follow=True)
    assert "What to say" in wrong.content.decode()

    shown = signed_in_client(cast.carla).get("/portal/pin/").content.decode()
    found = re.search(r'id="pin"><span>(\d{3})</span> <span>(\d{3})</span>', shown)
    assert found
    data = {"pin": found[1] + found[2], "about": f"ticket:{ticket.pk}"}
    answered = browser.post(path, data)
    assert answered["Location"] == page
    assert "Identity not verified" not in browser.get(page).content.decode()
    with scope(staff_scope(cast.tenant.id)):
        told = {one.name for one in entries_of(ticket.pk)}
        assert {"verification.verified", "verification.failed"} <= told
    browser.post(f"{page}changes/", {"status": _id_of_done(cast)})
    with scope(staff_scope(cast.tenant.id)):
        assert Ticket.objects.get(pk=ticket.pk).category == Category.RESOLVED


def _id_of_done(cast: Cast) -> str:
    with scope(staff_scope(cast.tenant.id)):
        return str(done().pk)


@pytest.mark.spec("S2.2.9")
def test_a_check_of_one_contact_or_ticket_counts_for_no_other(cast: Cast) -> None:
    with scope(staff_scope(cast.tenant.id)):
        mine, other = a_ticket(cast.carla), a_ticket(cast.otto)
        demanded(f"ticket:{other.kind}", "refuse")
    inside = portal_scope(cast.tenant.id, company=cast.carla.company_id, contact=cast.carla.pk)
    with scope(inside):
        pin = own_pin(as_contact(cast.carla)).digits
    browser = signed_in_staff(cast.tess)
    path = f"/staff/verification/contact/{cast.carla.pk}/"
    assert browser.post(path, {"pin": pin, "about": f"ticket:{other.pk}"}).status_code == 404
    with scope(staff_scope(cast.tenant.id)):
        assert not Check.objects.exists()
        with pytest.raises(NotChecked):
            change_status(employee(cast.tess), other, status=done())
        with pytest.raises(NotChecked):
            change_status(employee(cast.tess), mine, status=done())


@pytest.mark.spec("S2.2.9")
def test_the_contact_confirms_in_the_portal_and_the_ticket_tells_it(cast: Cast) -> None:
    with scope(staff_scope(cast.tenant.id)):
        ticket = a_ticket(cast.carla)
    desk, portal = signed_in_staff(cast.tess), signed_in_client(cast.carla)
    desk.post(f"/staff/verification/contact/{cast.carla.pk}/ask/", {"about": f"ticket:{ticket.pk}"})
    asked = portal.get("/portal/pin/").content.decode()
    assert "Tess Technician wants to know" in asked
    found = re.search(r"/portal/pin/([0-9a-f-]{36})/answer/", asked)
    assert found
    assert signed_in_client(cast.otto).post(found[0], {"is_me": "yes"}).status_code == 404
    assert signed_in_client(cast.bea).post(found[0], {"is_me": "yes"}).status_code == 404
    assert portal.post(found[0], {"is_me": "yes"}).status_code == 302
    assert portal.post(found[0], {"is_me": "no"}).status_code == 409  # answered already
    with scope(staff_scope(cast.tenant.id)):
        assert "verification.verified" in {one.name for one in entries_of(ticket.pk)}
    assert "Verified" in desk.get(f"/staff/tickets/{ticket.pk}/").content.decode()


@pytest.mark.spec("S2.2.9")
def test_the_mailed_code_and_our_own_code_work_at_the_doors(cast: Cast) -> None:
    desk, portal = signed_in_staff(cast.tess), signed_in_client(cast.carla)
    path = f"/staff/verification/contact/{cast.carla.pk}/"
    assert "Is it Carla Contact?" in desk.get(path).content.decode()  # nobody was checked yet
    desk.post(f"{path}ask/")
    with scope(staff_scope(cast.tenant.id)):
        mail = Message.objects.filter(to=cast.carla.email).order_by("-id")[0]
        text = json.loads(open_text(mail, "sealed", mail.sealed))[0]
        check = Check.objects.get()
    code = re.search(r"^(\d{3} \d{3})$", text, re.MULTILINE)
    assert code
    done_page = desk.post(f"/staff/verification/check/{check.pk}/", {"code": code[1]}, follow=True)
    assert "Verified: this is" in done_page.content.decode()

    desk.post(f"{path}code/")
    shown = re.search(
        r'id="our-code"><span>(\d{3})</span> <span>(\d{3})</span>', desk.get(path).content.decode()
    )
    assert shown
    yes = portal.post("/portal/pin/caller/", {"code": shown[1] + shown[2]}).content.decode()
    assert "Yes: Tess Technician of Acme IT" in yes
    no = portal.post("/portal/pin/caller/", {"code": shown[1] + shown[2]}).content.decode()
    assert "This code is not ours" in no
    assert "They have checked it" in desk.get(path).content.decode()


@pytest.mark.spec("S2.2.9")
def test_another_msps_contacts_and_checks_are_not_there(cast: Cast) -> None:
    other = a_tenant("Beta MSP")
    with scope(staff_scope(other.id)):
        theirs = make_cast(other).carla
    desk = signed_in_staff(cast.tess)
    path = f"/staff/verification/contact/{theirs.pk}/"
    for one in (path, f"{path}ask/", f"{path}code/", f"/staff/verification/check/{new_id()}/"):
        assert desk.post(one, {"pin": "123456", "code": "123456"}).status_code == 404


@pytest.mark.spec("S0.1.23")
def test_a_reason_names_a_ticket_of_that_company(inside: Cast) -> None:
    ticket, tess = a_ticket(inside.carla), employee(inside.tess)
    company = inside.carla.company_id
    assert is_known(tess, company, f"Called about #{ticket.number}")
    assert not is_known(tess, company, "Just looking")
    assert not is_known(tess, company, "#999999999")
    assert not is_known(tess, inside.otto.company_id, f"#{ticket.number}")
