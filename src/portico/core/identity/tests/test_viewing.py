"""Viewing as a contact at the doors: what it opens, what it never changes, and when it is over."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import InternalError, transaction
from django.test import Client
from django.utils import timezone
from psycopg.errors import ReadOnlySqlTransaction
from tools.urls import patterns

from portico.core.access.actors import Contact as Actor
from portico.core.access.actors import Reach, System, Viewer
from portico.core.access.permissions import REGISTRY, For, OnlyLooking
from portico.core.identity import cookies
from portico.core.identity.actions.account import change_own_place
from portico.core.identity.models import Ending, PortalSession, StaffSession
from portico.core.identity.sessions import still_holds
from portico.core.journal.models import Entry
from portico.core.mail.models import Message
from portico.core.people.models import Company, Contact, StaffUser
from portico.core.people.tests.factories import a_company, a_contact, a_staff_user
from portico.core.roles.actions.grant import grant_to_contact, grant_to_staff
from portico.core.roles.models import Role, StaffGrant
from portico.core.tenants.tests.factories import a_tenant
from portico.core.viewing import cookie
from portico.core.viewing.models import ViewingGrant, ViewingRule
from portico.kernel.ids import new_id
from portico.kernel.tenancy import portal_scope, scope, staff_scope
from portico.kernel.writes import ANY, writing

from .factories import a_browser, is_in, is_staff_in, signed_in_client, signed_in_staff
from .looking import Cast, cast

pytestmark = pytest.mark.django_db
SYSTEM = System("test")
PAGE = "/portal/account/"
__all__ = ["cast"]


def begin(browser: Client, contact: Contact, **given: str) -> None:
    data = {"reason": "#4817", "minutes": "15", **given}
    answer = browser.post(f"/staff/viewing/contact/{contact.pk}/", data)
    assert (answer.status_code, answer["Location"]) == (302, "/portal/"), answer.content


def viewing(cast: Cast, **given: str) -> Client:
    browser = signed_in_staff(cast.tess)
    begin(browser, cast.carla, **given)
    return browser


def is_over(browser: Client) -> bool:
    """The next page says so, and the browser forgets the viewing."""
    answer = browser.get(PAGE)
    over = answer.status_code == 302 and answer["Location"] == "/portal/viewing/ended/"
    return over and browser.get(answer["Location"]).status_code == 200


def kept(cast: Cast) -> ViewingGrant:
    with scope(staff_scope(cast.tenant.id)):
        return ViewingGrant.objects.order_by("-id")[0]


def entries(cast: Cast, name: str) -> list[Entry]:
    with scope(staff_scope(cast.tenant.id)):
        return list(Entry.objects.filter(name=name).order_by("id"))


@pytest.mark.spec("S0.1.21", "S1.5.7", "S1.2.5")
def test_the_contacts_pages_are_shown_below_a_strip_that_says_so(cast: Cast) -> None:
    page = viewing(cast).get(PAGE).content.decode()

    assert cast.carla.email in page
    assert "Tess Technician, you are viewing the portal as Carla Contact" in page
    assert "Reason: #4817" in page
    assert "Stop viewing" in page
    assert "/portal/activity/" not in page  # the contact's menu, not the employee's nor an admin's


@pytest.mark.spec("S0.1.22", "S1.5.8")
def test_every_page_is_written_down_with_both_identities(cast: Cast) -> None:
    browser = viewing(cast)
    for path in (PAGE, "/portal/nothing-here/", "/portal/account/companies/"):
        browser.get(path)

    seen = entries(cast, "viewing.page")
    assert [one.data["page"] for one in seen][:2] == [PAGE, "/portal/nothing-here/"]
    assert len(seen) == 3
    for one in seen:
        assert (one.actor_id, one.actor_name) == (cast.carla.pk, "Carla Contact")
        assert (one.behind_id, one.behind_name) == (cast.tess.pk, "Tess Technician")
        assert one.subject_id == kept(cast).pk


@pytest.mark.spec("S0.1.22", "S1.5.8")
def test_the_clients_administrator_reads_who_looked_and_at_what(cast: Cast) -> None:
    browser = viewing(cast)
    browser.get(PAGE)
    browser.post("/staff/viewing/stop/")
    anna, row = signed_in_client(cast.anna), kept(cast)

    log = anna.get("/portal/activity/").content.decode()
    assert "Tess Technician viewed as Carla Contact for 1 minute: #4817" in log
    assert PAGE not in log.partition("<main")[2].partition("</main>")[0]  # pages stand aside
    page = f"/portal/viewing/{row.pk}/"
    assert page in log
    assert PAGE in anna.get(page).content.decode().partition("<main")[2]
    assert signed_in_client(cast.carla).get(page).status_code == 404
    with scope(staff_scope(cast.tenant.id)):
        otto = a_contact(a_company("Otherwise Ltd"), "Otto Other")
        grant_to_contact(SYSTEM, otto, role=Role.objects.get(key="client_admin"))
    assert signed_in_client(otto).get(page).status_code == 404


@pytest.mark.spec("S0.1.21")
def test_stopping_leads_back_to_where_it_began(cast: Cast) -> None:
    back = f"/staff/directory/contacts/{cast.carla.pk}/"
    browser = viewing(cast, back=back)
    answer = browser.post("/staff/viewing/stop/")

    assert answer["Location"] == back
    assert not browser.cookies[cookie.NAME].value
    assert browser.get(PAGE)["Location"].startswith("/portal/login/")
    assert kept(cast).ending == ViewingGrant.Ending.ENDED
    again = browser.post("/staff/viewing/stop/")
    assert again["Location"] == "/staff/"


@pytest.mark.parametrize(
    "evil",
    ["https://evil.example/", "//evil.example", "/portal/", "/staff\\@evil.example", "\\\\x"],
)
def test_it_never_leads_anywhere_else(cast: Cast, evil: str) -> None:
    browser = viewing(cast, back=evil)
    company = cast.carla.company_id
    answer = browser.post("/staff/viewing/stop/")
    assert answer["Location"] == f"/staff/viewing/company/{company}/"


@pytest.mark.spec("S0.1.21")
def test_the_contacts_own_sessions_and_traces_stay_as_they_were(cast: Cast) -> None:
    own = signed_in_client(cast.carla)
    own.get(PAGE)
    with scope(staff_scope(cast.tenant.id)):
        before = list(PortalSession.objects.order_by("id").values())
        contact = Contact.objects.filter(pk=cast.carla.pk).values()[0]
    later = timezone.now() + timedelta(minutes=12)
    with time_machine.travel(later, tick=False):
        browser = signed_in_staff(cast.tess)
        begin(browser, cast.carla)
        for _ in range(3):
            browser.get(PAGE)
        browser.post("/staff/viewing/stop/")
    with scope(staff_scope(cast.tenant.id)):
        assert list(PortalSession.objects.order_by("id").values()) == before
        assert Contact.objects.filter(pk=cast.carla.pk).values()[0] == contact
    assert is_in(own)


@pytest.mark.spec("S0.1.21")
def test_a_portal_session_in_the_same_browser_waits_until_it_is_over(cast: Cast) -> None:
    browser = viewing(cast)
    browser.cookies[cookies.PORTAL] = signed_in_client(cast.anna).cookies[cookies.PORTAL].value
    assert cast.carla.email in browser.get(PAGE).content.decode()

    with time_machine.travel(timezone.now() + timedelta(minutes=15, seconds=1), tick=False):
        posted = browser.post(PAGE, {"language": "de"})  # never falls through to Anna's session
        assert posted["Location"] == "/portal/viewing/ended/"
        assert is_over(browser)
        assert cast.anna.email in browser.get(PAGE).content.decode()


@pytest.mark.spec("S0.1.23", "S1.5.9")
@pytest.mark.parametrize("minutes", ["15", "30", "60"])
def test_time_is_up_on_the_server(cast: Cast, minutes: str) -> None:
    browser = viewing(cast, minutes=minutes)
    start = timezone.now()
    with time_machine.travel(start + timedelta(minutes=int(minutes), seconds=-5), tick=False):
        assert browser.get(PAGE).status_code == 200
    with time_machine.travel(start + timedelta(minutes=int(minutes), seconds=5), tick=False):
        assert is_over(browser)
    assert kept(cast).ending == ViewingGrant.Ending.EXPIRED


@pytest.mark.spec("S0.1.23")
@pytest.mark.parametrize("minutes", ["61", "0", "-5", "1e3", "", "999999999999"])
def test_no_other_length_can_be_sent(cast: Cast, minutes: str) -> None:
    browser = signed_in_staff(cast.tess)
    data = {"reason": "#4817", "minutes": minutes}
    answer = browser.post(f"/staff/viewing/contact/{cast.carla.pk}/", data)
    assert answer.status_code == 422
    assert "#4817" in answer.content.decode()


@pytest.mark.spec("S0.1.23")
def test_staff_pages_stay_the_employees_own_and_lead_to_no_second_viewing(cast: Cast) -> None:
    browser = viewing(cast)
    assert is_staff_in(browser)
    path = f"/staff/viewing/contact/{cast.anna.pk}/"
    page = browser.get(path).content.decode()
    assert "You are viewing as Carla Contact already" in page
    refused = browser.post(path, {"reason": "#1", "minutes": "15"})
    assert refused.status_code == 422
    assert "Stop that first" in refused.content.decode()
    assert cast.carla.email in browser.get(PAGE).content.decode()


def test_the_cookie_opens_nothing_but_the_portal(cast: Cast) -> None:
    secret = viewing(cast).cookies[cookie.NAME].value
    stranger = a_browser(cast.tenant)
    stranger.cookies[cookie.NAME] = secret
    assert not is_staff_in(stranger)
    stranger.cookies[cookies.STAFF] = stranger.cookies[cookies.PORTAL] = secret
    assert not is_staff_in(stranger)
    token = stranger.get("/api/v1/tickets/", headers={"Authorization": f"Bearer {secret}"})
    assert token.status_code in {401, 404}
    del stranger.cookies[cookie.NAME]
    assert not is_in(stranger)  # as a portal session it is none


def test_the_cookie_of_another_msp_opens_nothing(cast: Cast) -> None:
    secret = viewing(cast).cookies[cookie.NAME].value
    other = a_browser(a_tenant("Beta MSP"))
    other.cookies[cookie.NAME] = secret
    assert is_over(other)


@pytest.mark.parametrize("value", ["", "x", "-", "é" * 20, "a" * 5000])
def test_a_made_up_cookie_opens_nothing(cast: Cast, value: str) -> None:
    browser = a_browser(cast.tenant)
    browser.cookies[cookie.NAME] = value
    assert browser.get(PAGE).status_code == 302


def test_other_msps_contacts_are_not_there(cast: Cast) -> None:
    other = a_tenant("Beta MSP")
    with scope(staff_scope(other.id)):
        theirs = a_contact()
    path = f"/staff/viewing/contact/{theirs.pk}/"
    browser = signed_in_staff(cast.tess)
    assert browser.get(path).status_code == 404
    assert browser.post(path, {"reason": "#1", "minutes": "15"}).status_code == 404


def test_beginning_and_stopping_need_the_safety_token(cast: Cast) -> None:
    careful = signed_in_staff(cast.tess)
    careful.handler.enforce_csrf_checks = True
    path = f"/staff/viewing/contact/{cast.carla.pk}/"
    assert careful.post(path, {"reason": "#1", "minutes": "15"}).status_code == 403
    assert careful.post("/staff/viewing/stop/").status_code == 403
    assert careful.get("/staff/viewing/stop/").status_code == 405


@pytest.mark.spec("S0.1.23")
@pytest.mark.parametrize(
    "gone",
    ["signed out", "disabled", "no right", "no access", "portal off", "moved", "switched off"],
)
def test_whatever_it_needs_and_is_gone_ends_it_at_the_next_click(cast: Cast, gone: str) -> None:
    browser = viewing(cast)
    assert browser.get(PAGE).status_code == 200
    with scope(staff_scope(cast.tenant.id)), writing(ANY):
        match gone:
            case "signed out":
                StaffSession.objects.update(ended_at=timezone.now(), ending=Ending.USER)
            case "disabled":
                StaffUser.objects.filter(pk=cast.tess.pk).update(status="disabled")
            case "no right":
                StaffGrant.objects.filter(staff=cast.tess).delete()
            case "no access":
                Contact.objects.filter(pk=cast.carla.pk).update(access="disabled")
            case "portal off":
                Company.objects.filter(pk=cast.carla.company_id).update(portal_enabled=False)
            case "moved":
                there = a_company("Elsewhere")
                Contact.objects.filter(pk=cast.carla.pk).update(company=there)
            case _:
                ViewingRule.objects.create(mode=ViewingRule.Mode.OFF)
    assert is_over(browser)
    assert kept(cast).ending == ("killed" if gone == "switched off" else "lost")
    assert len(entries(cast, "viewing.stopped")) == 1


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.spec("S0.1.21", "S0.1.23")
def test_nothing_can_be_sent_to_the_portal(cast: Cast, method: str) -> None:
    browser = viewing(cast)
    for path in (PAGE, "/portal/logout/", "/portal/nothing-here/", "/portal/login/"):
        answer = getattr(browser, method)(path, {"language": "de"})
        assert answer.status_code == 403
        assert "only looking" in answer.content.decode()
    assert len(entries(cast, "viewing.refused")) == 4
    assert browser.get(PAGE).status_code == 200


@pytest.mark.spec("S0.1.21", "S0.1.23")
def test_no_action_runs_for_who_only_looks(cast: Cast) -> None:
    viewer = Viewer(cast.tess.pk, "Tess", new_id(), "#1", timezone.now())
    everything = dict.fromkeys(REGISTRY, Reach.COMPANY)
    actor = Actor(cast.carla.pk, "", "", cast.carla.company_id, "", everything, viewer=viewer)
    inside = portal_scope(cast.tenant.id, company=cast.carla.company_id, contact=cast.carla.pk)
    with scope(inside), pytest.raises(OnlyLooking):
        change_own_place(actor, language="de", zone="")
    assert any(one.audience is For.CONTACTS for one in REGISTRY.values())


@pytest.mark.spec("S0.1.21")
def test_the_database_itself_refuses_to_change_anything(cast: Cast) -> None:
    inside = portal_scope(cast.tenant.id, company=cast.carla.company_id, contact=cast.carla.pk)
    looking = type(inside)(inside.role, inside.tenant, inside.company, inside.contact, True)
    with scope(inside):
        with pytest.raises(InternalError) as refused, scope(looking), writing("people"):
            Contact.objects.filter(pk=cast.carla.pk).update(name="Mallory")
        assert isinstance(refused.value.__cause__, ReadOnlySqlTransaction)
        with writing("people"), transaction.atomic():  # and outside of it goes on
            Contact.objects.filter(pk=cast.carla.pk).update(title="Baker")


@pytest.mark.spec("S0.1.23")
def test_an_open_stream_ends_with_it(cast: Cast) -> None:
    browser = viewing(cast)
    request = browser.get(PAGE).wsgi_request
    with time_machine.travel(timezone.now() + timedelta(minutes=10), tick=False):
        assert still_holds(request)
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        assert not still_holds(request)
    browser.post("/staff/viewing/stop/")
    assert not still_holds(request)


@pytest.mark.spec("S0.1.23")
def test_the_switches_are_the_owners(cast: Cast) -> None:
    browser, company = viewing(cast), cast.carla.company_id
    for path in (
        "/staff/viewing/",
        "/staff/viewing/end-all/",
        f"/staff/viewing/company/{company}/rule/",
        f"/staff/viewing/company/{company}/end-all/",
    ):
        assert browser.post(path, {"mode": "off"}).status_code == 404
    with scope(staff_scope(cast.tenant.id)):
        olga = a_staff_user("Olga Owner")
        grant_to_staff(SYSTEM, olga, role=Role.objects.get(key="owner"))
    owner = signed_in_staff(olga)
    assert "Carla Contact" in owner.get("/staff/viewing/").content.decode()
    owner.post("/staff/viewing/end-all/")
    assert is_over(browser)

    begin(browser, cast.carla)
    owner.post(f"/staff/viewing/company/{company}/rule/", {"mode": "off"})
    assert is_over(browser)
    assert (
        "switched off" in browser.get(f"/staff/viewing/contact/{cast.carla.pk}/").content.decode()
    )


@pytest.mark.spec("S0.1.22")
def test_the_desk_sees_who_looked_at_a_company(cast: Cast) -> None:
    browser = viewing(cast)
    browser.get(PAGE)
    listed = browser.get(f"/staff/viewing/company/{cast.carla.company_id}/").content.decode()
    assert "Tess Technician as Carla Contact" in listed
    assert PAGE in browser.get(f"/staff/viewing/{kept(cast).pk}/").content.decode()


@pytest.mark.spec("S0.1.22")
def test_a_mail_tells_the_clients_administrator_where_the_rule_says_so(cast: Cast) -> None:
    with scope(staff_scope(cast.tenant.id)), writing("viewing"):
        ViewingRule.objects.create(company=cast.carla.company, tells_client=True)
    viewing(cast)
    with scope(staff_scope(cast.tenant.id)):
        sent = Message.objects.filter(template="viewing/mail/started")
        assert [one.to for one in sent] == [cast.anna.email]
        assert "#4817" in sent[0].text


@pytest.mark.spec("S0.1.21", "S0.1.23")
def test_no_address_of_the_portal_takes_anything(cast: Cast) -> None:
    """Signing, approving and paying are among them as soon as they have an address."""
    browser = viewing(cast)
    everything = sorted({path for path, _name, _view in patterns() if path.startswith("/portal/")})
    assert len(everything) > 30
    for path in everything:
        address = re.sub(r"<int:\w+>", "1", re.sub(r"<uuid:\w+>", str(new_id()), path))
        answer = browser.post(re.sub(r"<\w+:?\w*>", "x", address), {"yes": "1"})
        assert answer.status_code == 403, path
    assert len(entries(cast, "viewing.refused")) == len(everything)
