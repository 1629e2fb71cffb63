"""Links at the desk, in detail: whom to ask, tests, names by language, how far people come."""

import csv
import html
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from portico.core.identity.tests.factories import a_browser
from portico.core.joining import queries
from portico.core.joining.actions.links import TooLong
from portico.core.joining.actions.rotate import rotate_link
from portico.core.joining.jobs import run_campaign
from portico.core.joining.models import Campaign, JoinPolicy, PortalLink, PortalLinkUse
from portico.core.joining.rules import MOST_BROWSERS, MOST_FOREIGN_DOMAINS
from portico.core.journal.models import Entry
from portico.core.mail.models import Message
from portico.core.people.models import Company, StaffUser
from portico.core.people.tests.factories import a_company, a_contact, a_staff_user
from portico.core.roles.models import Role
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing

from .factories import (
    SYSTEM,
    a_link,
    changed,
    code_for,
    fresh,
    join,
    mails,
    make_link,
    text_of,
    type_in,
)

NEW = "ines@bluebird.example"


@pytest.mark.spec("S4.4.4")
def test_whoever_looks_after_the_company_is_the_one_to_ask(
    tenant: Tenant, bakery: Company, desk: Client
) -> None:
    make_link(desk, tenant, bakery, to=NEW)
    with scope(staff_scope(tenant.id)), writing("people"):
        Company.objects.update(owner=a_staff_user("Omar Owner"))
    made = make_link(desk, tenant, bakery, to="tom@bluebird.example")

    assert "Ask Dana Dispatcher at" in text_of(tenant, mails(tenant, NEW)[0])
    assert "Ask Omar Owner at" in text_of(tenant, mails(tenant, "tom@bluebird.example")[0])
    assert "Ask Omar Owner at" in made.text


@pytest.mark.spec("S4.2.4", "S4.9.3")
def test_a_link_is_revoked_with_a_reason_and_once(
    tenant: Tenant, bakery: Company, desk: Client
) -> None:
    made = a_link(bakery)
    path = f"/staff/links/{made.row.pk}/revocation/"

    assert desk.post(path, {"reason": "Sent to the wrong list"}).status_code == 302

    assert a_browser(tenant).post("/portal/join", {"token": made.token}).status_code == 410
    page = desk.get(f"/staff/links/{made.row.pk}/").text
    assert "Sent to the wrong list" in page
    assert path not in page
    assert desk.post(path).status_code == 409
    with scope(staff_scope(tenant.id)):
        said = Entry.objects.get(name="joining.link_revoked")
        assert (said.actor_name, said.company_id) == ("Dana Dispatcher", bakery.pk)


@pytest.mark.spec("S4.3.4", "S4.1.1")
def test_looking_at_the_form_makes_nothing_and_sending_it_is_in_the_log(
    tenant: Tenant, bakery: Company, desk: Client
) -> None:
    page = desk.get(f"/staff/links/company/{bakery.pk}/new/?days=90")
    with scope(staff_scope(tenant.id)):
        assert not PortalLink.objects.exists()
        nobody = a_staff_user("Rita Reader")
    desk.handler.enforce_csrf_checks = True
    assert make_link(desk, tenant, bakery).status_code == 403
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert found

    assert make_link(desk, tenant, bakery, csrfmiddlewaretoken=found[1]).status_code == 200

    with scope(staff_scope(tenant.id)):
        said = Entry.objects.get(name="joining.link_created")
        assert (said.actor_name, said.company_id) == ("Dana Dispatcher", bakery.pk)
        assert said.subject_id == PortalLink.objects.get().pk
        assert nobody.pk != said.actor_id


@pytest.mark.spec("S4.3.2", "S4.3.3")
def test_the_name_has_a_word_for_each_language_and_the_day_may_be_any(
    tenant: Tenant, bakery: Company, desk: Client
) -> None:
    day = timezone.localtime() + timedelta(days=45)
    given = {
        "days": 0,
        "on": day.strftime("%Y-%m-%dT%H:%M"),
        "display_name": "Bluebird Group",
        "display_name_other": "Bluebird Gruppe",
    }
    browser, token = a_browser(tenant), ""
    for language, name in (("", "Bluebird Group<"), ("de", "Bluebird Gruppe<")):
        made = make_link(desk, tenant, bakery, language=language, **given)
        token = made.text.partition("/portal/join#")[2][:47]
        page = browser.post("/portal/join", {"token": token}).text
        assert name in page
        assert f'lang="{language or "en"}"' in page
    type_in(browser, token, NEW)
    assert 'lang="de"' in browser.get("/portal/join/code/").text
    assert 'lang="en"' in browser.get("/portal/login").text
    with scope(staff_scope(tenant.id)):
        days = {(one.expires_at - timezone.now()).days for one in PortalLink.objects.all()}
        assert days <= {44, 45}
    assert make_link(desk, tenant, bakery, display_name="x" * 121).status_code == 422


@pytest.mark.spec("S4.7.4d")
def test_internal_tests_lead_to_a_company_that_is_no_client(
    tenant: Tenant, bakery: Company, desk: Client
) -> None:
    assert "Internal test: " not in desk.get(f"/staff/links/company/{bakery.pk}/new/").text
    assert "/staff/links/test/" in desk.get("/staff/links/new/").text
    form, again = desk.post("/staff/links/test/"), desk.post("/staff/links/test/")

    assert form["Location"] == again["Location"]
    page = desk.get(form["Location"]).text
    assert "Internal test: 7 days" in page
    assert "msp.example" in page  # the tester's own domain
    with scope(staff_scope(tenant.id)):
        sandbox = JoinPolicy.objects.get().sandbox
        assert sandbox
        assert Company.objects.count() == 2
    assert make_link(desk, tenant, sandbox, days=7, mode="").status_code == 200
    with scope(staff_scope(tenant.id)):
        row = PortalLink.objects.get()
        assert (row.company_id, row.mode) == (sandbox.pk, "domains")
    with pytest.raises(TooLong):
        a_link(sandbox, days=9)
    given = {"name": "All", "which": "all", "days": 30, "role": str(row.role_id)}
    assert "1 company gets a link" in desk.post("/staff/links/many/", given).text


@pytest.mark.spec("S4.5.1", "S4.4.1")
def test_whose_link_it_will_be_is_seen_before_and_how_to_treat_it_after(
    tenant: Tenant, bakery: Company, desk: Client
) -> None:
    with scope(staff_scope(tenant.id)), writing("people"):
        Company.objects.update(website="https://bluebird.example")
        a_contact(bakery, email="carla@bakery.example")

    form = desk.get(f"/staff/links/company/{bakery.pk}/new/").text
    made = make_link(desk, tenant, bakery, sure="on").text

    for words in ("Is it the right company?", "https://bluebird.example", "@bakery.example"):
        assert words in form
    assert "Treat it like a password" in made


@pytest.mark.spec("S4.6.6")
def test_the_funnel_counts_people_and_says_what_became_of_them(
    tenant: Tenant, bakery: Company, desk: Client
) -> None:
    made = a_link(bakery, max_uses=1)
    for number in range(4):  # the first one looks twice
        address = f"203.0.{number // 2 + 113}.9"
        a_browser(tenant).post("/portal/join", {"token": made.token}, REMOTE_ADDR=address)
    a_browser(tenant).post("/portal/join", {"token": made.token}, REMOTE_ADDR="198.51.100.7")
    late = a_browser(tenant)
    type_in(late, made.token, "late@bluebird.example")
    join(tenant, made.token, NEW)
    late.post("/portal/join/code/", {"code": code_for(tenant, "late@bluebird.example")})

    with scope(staff_scope(tenant.id)):
        found = queries.conversion(made.row)
        assert (found.sent, found.opened, found.asked, found.joined) == (0, 3, 2, 1)
        rejected = PortalLinkUse.objects.get(kind="rejected")
        joined = PortalLinkUse.objects.get(kind="joined")
        assert (rejected.email, rejected.reason) == ("late@bluebird.example", "exhausted")
        assert joined.contact_id
        seen = set(PortalLinkUse.objects.filter(kind="opened").values_list("network", flat=True))
        assert seen == {"203.0.113.0/24", "203.0.114.0/24", "198.51.100.0/24"}
    page = desk.get(f"/staff/links/{made.row.pk}/").text
    assert "33 % of those who opened it" in page
    assert "the link was used up" in page


@pytest.mark.spec("S4.7.3", "S4.2.3")
def test_who_joined_signs_in_long_after_the_link_has_ended(tenant: Tenant, bakery: Company) -> None:
    made, browser, now = a_link(bakery), a_browser(tenant), timezone.now()
    join(tenant, made.token, NEW, browser)
    month = timedelta(days=31)
    changed(made.row, created_at=now - month, expires_at=now - timedelta(seconds=1))

    assert browser.get("/portal/").status_code == 200  # the session goes on
    again = a_browser(tenant)
    assert again.post("/portal/join", {"token": made.token}).status_code == 410
    again.post("/portal/login/", {"email": NEW})
    with scope(staff_scope(tenant.id)):
        from portico.core.identity.models import LoginRequest  # noqa: PLC0415

        assert LoginRequest.objects.filter(email=NEW, used_at=None).exists()


@pytest.mark.spec("S4.4.5", "S4.4.6")
@pytest.mark.parametrize("sign", ["browsers", "domains"])
def test_other_signs_that_a_link_is_public_suspend_it_as_well(
    tenant: Tenant, bakery: Company, sign: str
) -> None:
    made, browser = a_link(bakery, domains=["bluebird.example"]), a_browser(tenant)
    if sign == "browsers":
        for number in range(MOST_BROWSERS + 1):
            agent = f"Browser {number}"
            browser.post("/portal/join", {"token": made.token}, headers={"User-Agent": agent})
    else:
        for number in range(MOST_FOREIGN_DOMAINS + 1):
            type_in(a_browser(tenant), made.token, f"who@stranger{number}.example")

    found = fresh(made.row)
    assert (found.state, found.suspended_reason) == ("suspended", sign)


@pytest.mark.spec("S4.9.5")
def test_a_link_closes_itself_when_all_who_got_it_are_in(
    tenant: Tenant, bakery: Company, desk: Client
) -> None:
    make_link(desk, tenant, bakery, to=f"{NEW}\ntom@bluebird.example", auto_close="on")
    for who in (NEW, "tom@bluebird.example"):
        with scope(staff_scope(tenant.id)):
            assert PortalLink.objects.get().is_working
        text = text_of(tenant, mails(tenant, who)[0])
        join(tenant, text.partition("/portal/join#")[2].split()[0], who)

    with scope(staff_scope(tenant.id)):
        assert PortalLink.objects.get().state == "revoked"


@pytest.mark.spec("S4.11.1", "S4.11.2a", "S4.11.3b", "S4.11.3c", "S4.11.3d", "S4.11.3e")
def test_the_tracking_sheet_says_who_came_in_first_by_which_link(
    tenant: Tenant, bakery: Company, desk: Client
) -> None:
    with scope(staff_scope(tenant.id)):
        a_contact(bakery, email=NEW, is_primary=True, access="none", person=None)
        other = a_company("Harbor, Finch & Co", external_ref="cw-7")
        a_contact(other, email="earlier@harbor.example")  # was in before, without any link
        a_company("Not listed")
        role = str(Role.objects.get(key="finance").pk)
    given = {"name": "Launch", "which": "listed", "days": 30, "role": role, "sends": "on"}
    given |= {"listed": 'cw-7\nBluebird Bakery\n"No such client"', "words": "We <3 you."}
    started = desk.post("/staff/links/many/", given | {"confirmed": 2})
    with scope(staff_scope(tenant.id)):
        row = Campaign.objects.get()
        run_campaign(campaign=str(row.pk))
        links = list(PortalLink.objects.order_by("company__name"))
        assert {one.role.key for one in links} == {"finance"}
        assert {one.made_by for one in links} == {"Dana Dispatcher"}
    text = text_of(tenant, mails(tenant, NEW)[-1])
    assert "We <3 you." in text
    assert "Ask Dana Dispatcher at" in text
    join(tenant, text.partition("/portal/join#")[2].split()[0], NEW)

    sheet = b"".join(desk.get(f"{started['Location']}portal-links.csv")).decode("utf-8-sig")
    rows = list(csv.DictReader(sheet.splitlines()))
    columns = ["Client", "Link made", "Link ends", "Sent to", "First sign-in", "Remark"]
    assert list(rows[0]) == columns
    ours, theirs = sorted(rows, key=lambda one: one["Client"])
    assert all(ours[one] for one in columns[:5])
    assert (ours["Client"], ours["Sent to"]) == ("Bluebird Bakery", NEW)
    assert (theirs["Client"], theirs["First sign-in"]) == ("Harbor, Finch & Co", "")
    assert theirs["Remark"] == "nobody to mail it to"


@pytest.mark.spec("S4.8.4a", "S4.8.2d")
def test_what_replaces_a_link_by_itself_gives_no_more_than_its_maker_may(
    tenant: Tenant, bakery: Company, dana: StaffUser
) -> None:
    made = a_link(bakery)
    changed(made.row, created_by_kind="contact", created_by_id=dana.pk, created_by_name="Ada")
    with scope(staff_scope(tenant.id)):
        new = rotate_link(SYSTEM, fresh(made.row))

    assert new.row.made_by == "Ada"
    assert join(tenant, new.token, NEW)["Location"] == "/portal/join/waiting/"


@pytest.mark.spec("S4.10.2")
def test_the_page_says_which_browsers_will_do(tenant: Tenant) -> None:
    assert "works in every browser of the last years" in a_browser(tenant).get("/portal/join").text


@pytest.mark.spec("S4.10.1", "S4.6.2")
@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("expired", "Its time is over"),
        ("revoked", "Somebody ended it by hand"),
        ("suspended", "it may be public"),
        ("replaced", "Another link has taken its place"),
        ("portal off", "the portal of the company is off"),
    ],
)
def test_the_doctor_names_the_exact_state_and_what_to_do(
    tenant: Tenant, bakery: Company, desk: Client, how: str, words: str
) -> None:
    made, now = a_link(bakery), timezone.now()
    match how:
        case "expired":
            month = timedelta(days=31)
            changed(made.row, created_at=now - month, expires_at=now - timedelta(seconds=1))
        case "revoked":
            desk.post(f"/staff/links/{made.row.pk}/revocation/")
        case "suspended":
            changed(made.row, suspended_at=now, suspended_reason="networks")
        case "replaced":
            desk.post(f"/staff/links/{made.row.pk}/rotation/", {"grace": 0})
        case _:
            with scope(staff_scope(tenant.id)), writing("people"):
                Company.objects.update(portal_enabled=False)

    found = desk.post("/staff/links/doctor/", {"text": f"see {made.token}, please"}).text

    assert words in html.unescape(found)
    assert "Bluebird Bakery" in found


@pytest.mark.spec("S4.5.4")
def test_how_the_mail_with_a_link_fared_stands_beside_each_address(
    tenant: Tenant, bakery: Company, desk: Client
) -> None:
    make_link(desk, tenant, bakery, to=f"{NEW}\ngone@bluebird.example\nslow@bluebird.example")
    with scope(staff_scope(tenant.id)), writing("mail"):
        row, now = PortalLink.objects.get(), timezone.now()
        for to, state in ((NEW, "sent"), ("gone@bluebird.example", "failed")):
            Message.objects.filter(to=to).update(state=state, ended_at=now)

    page = plain(desk.get(f"/staff/links/{row.pk}/").text)

    assert re.search(rf"{NEW} \S+ \S+( \S+)? Sent – – –", page), page[:3000]
    assert re.search(r"gone@bluebird.example \S+ \S+( \S+)? Not sent", page)
    assert re.search(r"slow@bluebird.example \S+ \S+( \S+)? Waiting", page)


def plain(markup: str) -> str:
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", markup).split()))


@pytest.mark.spec("S4.11.1", "S4.11.2a")
def test_the_list_of_clients_may_be_a_file(tenant: Tenant, bakery: Company, desk: Client) -> None:
    with scope(staff_scope(tenant.id)):
        a_company("Harbor; Finch", external_ref="cw-7")
        a_company("Not listed")
        role = str(Role.objects.get(key="employee").pk)
    rows = "\ufeffcw-7;Harbor\nBluebird Bakery;x\nNobody;y\n".encode()
    given = {"name": "Launch", "which": "listed", "days": 30, "role": role}

    page = desk.post("/staff/links/many/", given | {"file": SimpleUploadedFile("a.csv", rows)})

    assert "2 companies get a link each" in page.text
    assert "Bluebird Bakery, Harbor; Finch" in page.text
