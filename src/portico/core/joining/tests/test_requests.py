"""Who waits for a yes, a client's admin who invites, and somebody at the wrong company."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portico.core.access.actors import Reach
from portico.core.access.tests.factories import a_technician
from portico.core.identity.models import PortalSession
from portico.core.identity.tests.factories import (
    a_browser,
    is_in,
    signed_in_client,
    signed_in_staff,
)
from portico.core.identity.who import as_contact
from portico.core.joining.actions.links import NotYourRole
from portico.core.joining.actions.move import move_membership, undo_move
from portico.core.joining.jobs import admit_joiner
from portico.core.joining.models import (
    JoinRequest,
    LinkToken,
    MembershipMove,
    Mode,
)
from portico.core.joining.permissions import MANAGE, MOVE
from portico.core.journal.models import Entry
from portico.core.people.models import Company, Contact, StaffUser
from portico.core.people.permissions import VIEW
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.roles.actions.grant import grant_to_contact, revoke_from_contact
from portico.core.roles.models import Grant, Role
from portico.core.roles.queries import codes_of_role, grants_of_contact
from portico.core.tenants.models import Tenant
from portico.kernel.crypto.tokens import fingerprint
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing

from .factories import SYSTEM, a_link, changed, contact_at, join, mails, text_of

NEW = "ines@bluebird.example"


@pytest.fixture
def desk(dana: StaffUser) -> Client:
    return signed_in_staff(dana)


def _admit(tenant: Tenant, asked: JoinRequest) -> None:
    """What the job does after a yes, in its own scope."""
    with scope(staff_scope(tenant.id)):
        admit_joiner(joinrequest=str(asked.pk))


@pytest.mark.spec("S4.0.2", "S4.1.6", "S4.5.6")
def test_staff_say_yes_and_the_person_is_in(tenant: Tenant, bakery: Company, desk: Client) -> None:
    browser = a_browser(tenant)
    join(tenant, a_link(bakery, mode=Mode.ALWAYS).token, NEW, browser)
    with scope(staff_scope(tenant.id)):
        asked, role = JoinRequest.objects.get(), Role.objects.get(key="manager")
        a_contact(bakery, "Ines Carvalho", email="old@bluebird.example", access="none")
    assert "Perhaps the same person" in desk.get("/staff/links/requests/").text

    path = f"/staff/links/requests/{asked.pk}/decision/"
    assert desk.post(path, {"answer": "yes", "role": str(role.pk)}).status_code == 302
    _admit(tenant, asked)

    ines = contact_at(bakery, NEW)
    assert ines
    with scope(staff_scope(tenant.id)):
        assert Grant.objects.get(contact=ines).role_id == role.pk
    assert "You may come in" in browser.get("/portal/join/waiting/").text
    assert not is_in(browser)  # a yes is no sign-in
    assert desk.post(path, {"answer": "no"}).status_code == 404


def test_staff_say_no_and_the_person_hears_of_it(
    tenant: Tenant, bakery: Company, desk: Client
) -> None:
    join(tenant, a_link(bakery, mode=Mode.ALWAYS).token, NEW)
    with scope(staff_scope(tenant.id)):
        asked = JoinRequest.objects.get()
    desk.post(f"/staff/links/requests/{asked.pk}/decision/", {"answer": "no", "reason": "secret"})
    _admit(tenant, asked)
    assert contact_at(bakery, NEW) is None
    mail = mails(tenant, NEW)[-1]
    assert mail.template == "joining/mail/refused"
    assert "secret" not in mail.text


@pytest.mark.spec("S4.4.7", "S4.7.1", "S4.8.3a", "S4.8.3b")
def test_a_wish_for_a_new_link_is_answered_with_one(
    tenant: Tenant, bakery: Company, desk: Client
) -> None:
    made, now = a_link(bakery), timezone.now()
    changed(made.row, created_at=now - timedelta(days=31), expires_at=now - timedelta(days=1))
    a_browser(tenant).post("/portal/join/new-link/", {"token": made.token, "email": NEW})
    with scope(staff_scope(tenant.id)):
        asked = JoinRequest.objects.get()

    desk.post(f"/staff/links/requests/{asked.pk}/decision/", {"answer": "link"})

    text = text_of(tenant, mails(tenant, NEW)[-1])
    assert "We apologise" in text
    token = text.partition("/portal/join#")[2].split()[0]
    assert a_browser(tenant).post("/portal/join", {"token": token}).status_code == 200


@pytest.mark.spec("S4.10.3")
def test_who_joined_the_wrong_company_is_moved_and_back(
    tenant: Tenant, bakery: Company, desk: Client
) -> None:
    browser = a_browser(tenant)
    with scope(staff_scope(tenant.id)):
        right = a_company("Right Ltd")
    join(tenant, a_link(bakery).token, NEW, browser)
    ines = contact_at(bakery, NEW)
    assert ines

    shown = desk.get(f"/staff/links/move/{ines.pk}/?company={right.pk}").text
    assert "Bluebird Bakery" in shown
    assert "Right Ltd" in shown
    desk.post(f"/staff/links/move/{ines.pk}/", {"company": str(right.pk), "sure": "yes"})

    assert not is_in(browser)
    became = contact_at(right, NEW)
    assert became
    assert became.can_sign_in
    with scope(staff_scope(tenant.id)):
        assert not PortalSession.objects.filter(contact=ines, ended_at=None).exists()
        told = Entry.objects.filter(name="joining.membership_moved")
        assert {one.company_id for one in told} == {bakery.pk, right.pk}
        move = MembershipMove.objects.get()
    desk.post(f"/staff/links/moves/{move.pk}/undo/")
    back, gone = contact_at(bakery, NEW), contact_at(right, NEW)
    assert back
    assert gone
    assert back.can_sign_in
    assert not gone.can_sign_in


def test_after_a_day_a_move_stays(tenant: Tenant, bakery: Company) -> None:
    actor = a_technician(MOVE, VIEW)
    with scope(staff_scope(tenant.id)):
        ines, right = a_contact(bakery, email=NEW), a_company("Right Ltd")
        row = move_membership(actor, ines, to_company=right)
        with writing("joining"):
            MembershipMove.objects.update(at=timezone.now() - timedelta(hours=25))
        with pytest.raises(Exception, match="no longer be undone"):
            undo_move(actor, row)


@pytest.mark.spec("S4.8.2a", "S4.8.2b", "S4.8.2c", "S4.8.2d")
def test_a_clients_admin_invites_colleagues_with_no_more_than_allowed(
    tenant: Tenant, bakery: Company
) -> None:
    with scope(staff_scope(tenant.id)):
        admin = a_contact(bakery, "Ada Admin", email="ada@bluebird.example")
        grant_to_contact(SYSTEM, admin, role=Role.objects.get(key="client_admin"))
        with writing("roles"):
            Role.objects.filter(key="employee").update(is_delegable=True)
        employee = Role.objects.get(key="employee")
        forbidden = (
            Role.objects.get(key="manager")
            if not Role.objects.get(key="manager").is_delegable
            else None
        )
        others = a_link(a_company("Other Ltd")).row
    browser = signed_in_client(admin)
    page = browser.get("/portal/colleagues/invite/")
    assert page.status_code == 200
    assert others.start not in page.text
    given = {"role": str(employee.pk), "days": 7, "max_uses": 1, "to": NEW}

    made = browser.post("/portal/colleagues/invite/", given)

    assert "/portal/join#ptl_" in made.text, made.text[:3000]
    token = text_of(tenant, mails(tenant, NEW)[-1]).partition("/portal/join#")[2].split()[0]
    assert join(tenant, token, NEW)["Location"] == "/portal/"
    if forbidden is not None:
        refused = browser.post("/portal/colleagues/invite/", given | {"role": str(forbidden.pk)})
        assert refused.status_code == 422
    assert browser.post(f"/portal/colleagues/invite/{others.pk}/end/").status_code == 404


@pytest.mark.spec("S4.8.2a")
def test_a_clients_admin_lets_in_who_waits_at_the_own_company(
    tenant: Tenant, bakery: Company
) -> None:
    with scope(staff_scope(tenant.id)):
        admin = a_contact(bakery, "Ada Admin", email="ada@bluebird.example")
        grant_to_contact(SYSTEM, admin, role=Role.objects.get(key="client_admin"))
        with writing("roles"):
            Role.objects.filter(key="employee").update(is_delegable=True)
        employee = Role.objects.get(key="employee")
        other = a_company("Other Ltd")
    browser = signed_in_client(admin)
    join(tenant, a_link(bakery, mode=Mode.ALWAYS).token, NEW)
    join(tenant, a_link(other, mode=Mode.ALWAYS).token, "otto@other.example")
    with scope(staff_scope(tenant.id)):
        mine = JoinRequest.objects.get(company=bakery)
        theirs = JoinRequest.objects.get(company=other)
    page = browser.get("/portal/colleagues/invite/").text
    assert NEW in page
    assert "otto@other.example" not in page

    path = "/portal/colleagues/joining/{}/yes/"
    assert browser.post(path.format(theirs.pk), {"role": str(employee.pk)}).status_code == 404
    assert browser.post(path.format(mine.pk), {"role": str(employee.pk)}).status_code == 302
    _admit(tenant, mine)

    ines = contact_at(bakery, NEW)
    assert ines
    assert ines.can_sign_in


@pytest.mark.spec("S4.8.2a")
def test_whoever_was_shut_out_is_let_in_again_by_the_msp_only(
    tenant: Tenant, bakery: Company
) -> None:
    with scope(staff_scope(tenant.id)):
        admin = _admin_of(bakery)
        a_contact(bakery, "Out", email=NEW, access="disabled")
        employee = Role.objects.get(key="employee")
    join(tenant, a_link(bakery).token, NEW)
    with scope(staff_scope(tenant.id)):
        asked = JoinRequest.objects.get(email=NEW)
    path = f"/portal/colleagues/joining/{asked.pk}/yes/"
    signed_in_client(admin).post(path, {"role": str(employee.pk)})

    with scope(staff_scope(tenant.id)):
        assert JoinRequest.objects.get(email=NEW).step == JoinRequest.Step.WAITING


def test_a_token_has_256_bits_and_a_mark(tenant: Tenant, bakery: Company) -> None:
    made = a_link(bakery)
    assert made.token.startswith("ptl_")
    assert len(made.token) == 47
    with scope(staff_scope(tenant.id)):
        assert bytes(LinkToken.objects.get().token_hash) == fingerprint(made.token)


def test_without_the_permission_nothing_is_made(tenant: Tenant, bakery: Company) -> None:
    with pytest.raises(PermissionDenied):
        a_link(bakery, actor=a_technician(VIEW))
    assert a_link(bakery, actor=a_technician(MANAGE, VIEW)).token


def _admin_of(bakery: Company) -> Contact:
    """A client's admin who may give the employees' role."""
    admin: Contact = a_contact(bakery, "Ada Admin", email="ada@bluebird.example")
    grant_to_contact(SYSTEM, admin, role=Role.objects.get(key="client_admin"))
    with writing("roles"):
        Role.objects.filter(key="employee").update(is_delegable=True)
    return admin


@pytest.mark.spec("S4.8.2b")
def test_a_link_gives_nothing_that_its_maker_does_not_hold_any_more(
    tenant: Tenant, bakery: Company
) -> None:
    with scope(staff_scope(tenant.id)):
        row = _admin_of(bakery)
        admin = replace(as_contact(row), grants=grants_of_contact(row.pk))
        employee = Role.objects.get(key="employee")
    made = a_link(bakery, actor=admin, role=employee)
    assert join(tenant, made.token, NEW)["Location"] == "/portal/"
    with scope(staff_scope(tenant.id)):
        grant_to_contact(SYSTEM, row, role=employee)
        revoke_from_contact(SYSTEM, row, role=Role.objects.get(key="client_admin"))

    answer = join(tenant, made.token, "late@bluebird.example")

    assert answer["Location"] == "/portal/join/waiting/"
    with scope(staff_scope(tenant.id)):
        assert JoinRequest.objects.get(email="late@bluebird.example").why == "maker"


@pytest.mark.spec("S4.8.2b")
def test_a_link_gives_no_role_that_clients_may_not_give_any_more(
    tenant: Tenant, bakery: Company
) -> None:
    with scope(staff_scope(tenant.id)):
        row = _admin_of(bakery)
        admin = replace(as_contact(row), grants=grants_of_contact(row.pk))
        employee = Role.objects.get(key="employee")
    made = a_link(bakery, actor=admin, role=employee)
    with scope(staff_scope(tenant.id)), writing("roles"):
        Role.objects.filter(key="employee").update(is_delegable=False)

    assert join(tenant, made.token, NEW)["Location"] == "/portal/join/waiting/"


@pytest.mark.spec("S4.8.2b")
def test_who_may_do_it_for_one_site_makes_no_link_for_any_site(
    tenant: Tenant, bakery: Company
) -> None:
    with scope(staff_scope(tenant.id)):
        row = _admin_of(bakery)
        employee = Role.objects.get(key="employee")
        held = grants_of_contact(row.pk) | dict.fromkeys(codes_of_role(employee.pk), Reach.SITE)
        here = replace(as_contact(row), grants=held)
    with pytest.raises(NotYourRole):
        a_link(bakery, actor=here, role=employee, reach=Reach.SITE)
    a_link(bakery, actor=here, role=employee, reach=Reach.OWN)


def test_a_page_of_requests_looks_for_the_same_people_once(
    tenant: Tenant, bakery: Company, desk: Client
) -> None:
    made = a_link(bakery, mode=Mode.ALWAYS)
    with scope(staff_scope(tenant.id)):
        a_contact(bakery, "INES Carvalho", email="old@bluebird.example", access="none")
    for number in range(3):
        join(tenant, made.token, f"ines{number}@bluebird.example")
    with CaptureQueriesContext(connection) as few:
        page = desk.get("/staff/links/requests/")
    assert page.text.count("old@bluebird.example") == 3
    looked = [one for one in few.captured_queries if "UPPER" in one["sql"]]
    assert len(looked) == 1
