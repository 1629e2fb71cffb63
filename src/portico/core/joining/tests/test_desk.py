"""Links at the desk: made and shown once, sent, replaced, ended, examined, made for many."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portico.core.identity.tests.factories import (
    a_browser,
    is_in,
)
from portico.core.joining import queries
from portico.core.joining.actions.tend import (
    note_ends,
    remind,
    warn_owners,
)
from portico.core.joining.jobs import run_campaign, tell_of_suspension
from portico.core.joining.models import (
    Campaign,
    LinkRecipient,
    Mode,
    PortalLink,
)
from portico.core.journal.models import Entry
from portico.core.people.models import Company, StaffUser
from portico.core.people.tests.factories import a_company, a_contact
from portico.core.roles.models import Role
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing

from .factories import (
    SYSTEM,
    a_link,
    changed,
    fresh,
    join,
    mails,
    make_link,
    text_of,
)

NEW = "ines@bluebird.example"


@pytest.mark.spec(
    "S0.2.5",
    "S4.0.1",
    "S4.1.1",
    "S4.1.2",
    "S4.1.4",
    "S4.2.2",
    "S4.3.2",
    "S4.3.3",
    "S4.3.4",
    "S4.3.5",
    "S4.3.7",
    "S4.4.1",
    "S4.4.2",
    "S4.4.3",
    "S4.4.4",
    "S4.5.3",
    "S4.7.4a",
    "S4.8.1c",
    "S4.8.1d",
    "S4.9.7",
    "S4.9.8",
    "S4.9.10",
)
def test_a_link_is_made_shown_once_and_sent(tenant: Tenant, bakery: Company, desk: Client) -> None:
    answer = make_link(desk, tenant, bakery, to=NEW, display_name='Blue "<b>bird</b>', max_uses=5)

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    with scope(staff_scope(tenant.id)):
        row, got_it = PortalLink.objects.get(), LinkRecipient.objects.get()
        assert row.expires_at - row.created_at > timedelta(days=89)
        assert (got_it.email, got_it.company_id) == (NEW, bakery.pk)
    assert f"/portal/join#{row.start}" in answer.text
    assert "&lt;iframe" in answer.text
    assert "data:image/svg+xml" in answer.text
    assert "<b>bird" not in answer.text
    assert "&amp;lt;b&amp;gt;bird" in answer.text  # escaped in the snippet, and shown escaped
    (mail,) = mails(tenant, NEW)
    text = text_of(tenant, mail)
    for words in ("/portal/join#ptl_", "about a minute", "works until", "Dana Dispatcher"):
        assert words in text
    assert row.start not in text  # a token of its own
    again = desk.get(f"/staff/links/{row.pk}/")
    assert "/portal/join#" not in again.text
    assert NEW in again.text


@pytest.mark.spec("S4.5.4", "S4.6.6", "S4.9.10", "S4.5.6")
def test_what_a_recipient_does_is_seen(tenant: Tenant, bakery: Company, desk: Client) -> None:
    make_link(desk, tenant, bakery, to=NEW)
    text = text_of(tenant, mails(tenant, NEW)[0])
    token = text.partition("/portal/join#")[2].split()[0]
    browser = a_browser(tenant)
    page = browser.post("/portal/join", {"token": token})
    assert NEW in page.text
    join(tenant, token, NEW, browser)

    with scope(staff_scope(tenant.id)):
        got_it, row = LinkRecipient.objects.get(), PortalLink.objects.get()
        assert got_it.opened_at
        assert got_it.code_sent_at
        assert got_it.joined_at
        assert queries.funnel(row) == {"opened": 1, "code_sent": 1, "joined": 1}
        assert Entry.objects.filter(name="joining.joined", company_id=bakery.pk).count() == 1


@pytest.mark.spec("S4.5.1")
def test_a_domain_that_nobody_there_has_is_asked_about(
    tenant: Tenant, bakery: Company, desk: Client
) -> None:
    with scope(staff_scope(tenant.id)):
        a_contact(bakery, email="carla@bluebird.example")

    refused = make_link(desk, tenant, bakery, domains="other.example")

    assert refused.status_code == 422
    assert "Is it the right company?" in refused.text
    assert make_link(desk, tenant, bakery, domains="other.example", sure="on").status_code == 200


@pytest.mark.spec("S4.5.2", "S4.3.2")
def test_the_name_is_seen_while_it_is_typed(tenant: Tenant, bakery: Company, desk: Client) -> None:
    piece = desk.get(
        f"/staff/links/company/{bakery.pk}/new/",
        {"display_name": "Bluebird Group"},
        headers={"HX-Request-Type": "partial", "HX-Target": "div#preview"},
    )
    assert "Bluebird Group" in piece.text
    assert "<h1>" not in piece.text


@pytest.mark.spec("S4.1.2", "S4.9.7")
@pytest.mark.parametrize(("minutes", "words"), [(5, "15 minutes"), (60 * 24 * 500, "at most 365")])
def test_too_short_and_too_long_are_refused(
    tenant: Tenant, bakery: Company, desk: Client, minutes: int, words: str
) -> None:
    until = timezone.localtime() + timedelta(minutes=minutes)
    answer = make_link(desk, tenant, bakery, days=0, on=until.strftime("%Y-%m-%dT%H:%M"))
    assert answer.status_code == 422
    assert words in answer.text


def test_bad_input_stays_in_the_form(tenant: Tenant, bakery: Company, desk: Client) -> None:
    for bad in ({"domains": "no domain"}, {"origins": "javascript:alert(1)"}, {"to": "nobody"}):
        answer = make_link(desk, tenant, bakery, sure="on", **bad)
        assert answer.status_code == 422, bad
    with scope(staff_scope(tenant.id)):
        assert not PortalLink.objects.exists()


@pytest.mark.spec("S4.2.4", "S4.6.1", "S4.8.3a", "S4.9.3", "S4.9.9")
def test_a_replaced_link_ends_and_the_new_one_keeps_its_settings(
    tenant: Tenant, bakery: Company, desk: Client
) -> None:
    old = a_link(bakery, mode=Mode.ALWAYS, max_uses=7, display_name="Blue")

    answer = desk.post(f"/staff/links/{old.row.pk}/rotation/", {"grace": 0})

    assert "/portal/join#ptl_" in answer.text
    before = fresh(old.row)
    assert before.state == "revoked"
    with scope(staff_scope(tenant.id)):
        after = PortalLink.objects.get(pk=str(before.rotated_to_id))
    assert (after.mode, after.max_uses, after.display_name) == ("always", 7, "Blue")
    assert a_browser(tenant).post("/portal/join", {"token": old.token}).status_code == 410


@pytest.mark.spec("S4.6.1")
def test_with_grace_the_old_link_works_a_little_longer(
    tenant: Tenant, bakery: Company, desk: Client
) -> None:
    old = a_link(bakery)
    desk.post(f"/staff/links/{old.row.pk}/rotation/", {"grace": 4})

    assert a_browser(tenant).post("/portal/join", {"token": old.token}).status_code == 200
    changed(old.row, revoked_at=timezone.now() - timedelta(seconds=1))
    assert a_browser(tenant).post("/portal/join", {"token": old.token}).status_code == 410


@pytest.mark.spec("S4.7.5a", "S4.12.2")
def test_the_list_shows_what_ends_first(tenant: Tenant, bakery: Company, desk: Client) -> None:
    a_link(bakery, days=60, display_name="Later")
    soon = a_link(bakery, days=3)
    page = desk.get("/staff/links/")
    first = page.text.index(soon.row.start)
    assert first > 0
    assert "Running out" in page.text
    assert soon.row.start in desk.get("/staff/links/?tab=soon").text


@pytest.mark.spec("S4.10.1", "S4.6.2")
def test_the_doctor_reads_links_as_people_send_them(
    tenant: Tenant, bakery: Company, desk: Client
) -> None:
    made = a_link(bakery)
    url = f"https://portal.example/portal/join#{made.token}"
    wrapped = "https://eur01.safelinks.protection.outlook.com/?url=" + url.replace(
        ":", "%3A"
    ).replace("/", "%2F").replace("#", "%23")
    for text in (
        url,
        f"  <{url}>. ",
        wrapped,
        f'<a href="{url}">x</a>',
        url[:60] + "\n" + url[60:],
    ):
        answer = desk.post("/staff/links/doctor/", {"text": text})
        assert "Bluebird Bakery" in answer.text, text
        assert "The link works" in answer.text
    assert "characters are missing" in desk.post("/staff/links/doctor/", {"text": url[:-4]}).text
    assert "no portal link" in desk.post("/staff/links/doctor/", {"text": "Hello"}).text
    unknown = desk.post("/staff/links/doctor/", {"text": "ptl_" + "x" * 43})
    assert "none of yours" in unknown.text
    changed(made.row, uses=1, max_uses=1)
    assert "As many people have joined" in desk.post("/staff/links/doctor/", {"text": url}).text


@pytest.mark.spec("S4.10.4")
def test_the_trace_tells_what_happened_to_one_person(
    tenant: Tenant, bakery: Company, desk: Client
) -> None:
    made = a_link(bakery, mode=Mode.DOMAINS, domains=["other.example"])
    join(tenant, made.token, NEW)
    page = desk.post("/staff/links/doctor/", {"email": NEW}).text
    for words in ("Was sent a code", "Waits for a yes", "address of another domain"):
        assert words in page
    assert "Nothing is known" in desk.post("/staff/links/doctor/", {"email": "x@y.example"}).text


@pytest.mark.spec("S4.5.5", "S4.7.5c", "S4.8.1e", "S4.8.3c")
def test_reminders_go_to_who_has_not_joined_and_stop(
    tenant: Tenant, bakery: Company, desk: Client
) -> None:
    make_link(desk, tenant, bakery, to=f"{NEW}\ntom@bluebird.example")
    text = text_of(tenant, mails(tenant, NEW)[0])
    join(tenant, text.partition("/portal/join#")[2].split()[0], NEW)

    def pass_days(days: int) -> None:
        with scope(staff_scope(tenant.id)):
            with writing("joining"):
                for row in LinkRecipient.objects.all():
                    row.sent_at -= timedelta(days=days)
                    row.save()
            remind(SYSTEM)
            remind(SYSTEM)

    counts = []
    for days in (2, 1, 4, 7, 1):  # the second, third, seventh, fourteenth, fifteenth day
        pass_days(days)
        counts.append(len(mails(tenant, "tom@bluebird.example")))
    assert counts == [1, 2, 3, 4, 4]
    assert [one.template for one in mails(tenant, NEW)].count("joining/mail/reminder") == 0


@pytest.mark.spec("S4.7.5b", "S4.7.5c", "S4.6.2")
def test_a_link_that_renews_itself_writes_only_to_who_has_not_joined(
    tenant: Tenant, bakery: Company, desk: Client
) -> None:
    make_link(desk, tenant, bakery, to=f"{NEW}\ntom@bluebird.example", auto_renew="on")
    with scope(staff_scope(tenant.id)), writing("joining"):
        row = PortalLink.objects.get()
        LinkRecipient.objects.filter(email=NEW).update(joined_at=timezone.now())
    now = timezone.now()
    changed(row, created_at=now - timedelta(days=90), expires_at=now - timedelta(hours=1))
    with scope(staff_scope(tenant.id)):
        assert note_ends(SYSTEM) == 1
        assert note_ends(SYSTEM) == 0
        assert Entry.objects.filter(name="joining.link_expired").count() == 1
    assert mails(tenant, "tom@bluebird.example")[-1].template == "joining/mail/renewed"
    assert len(mails(tenant, NEW)) == 1
    assert fresh(row).rotated_to_id


@pytest.mark.spec("S4.7.5b")
def test_whoever_made_a_link_hears_once_that_it_ends(
    tenant: Tenant, bakery: Company, dana: StaffUser
) -> None:
    made, now = a_link(bakery), timezone.now()
    changed(
        made.row,
        created_by_id=dana.pk,
        created_at=now - timedelta(days=60),
        expires_at=now + timedelta(days=3),
    )
    with scope(staff_scope(tenant.id)):
        warn_owners(SYSTEM)
        warn_owners(SYSTEM)
    assert [one.template for one in mails(tenant, dana.email)] == ["joining/mail/ends_soon"]


@pytest.mark.spec("S4.4.5")
def test_staff_hear_of_a_suspended_link_and_may_trust_it_again(
    tenant: Tenant, bakery: Company, dana: StaffUser, desk: Client
) -> None:
    made = a_link(bakery)
    changed(made.row, created_by_id=dana.pk, suspended_at=timezone.now())
    with scope(staff_scope(tenant.id)):
        tell_of_suspension(portallink=str(made.row.pk))
    assert mails(tenant, dana.email)[-1].template == "joining/mail/suspended"

    desk.post(f"/staff/links/{made.row.pk}/resumption/")
    assert fresh(made.row).state == "active"


@pytest.mark.spec("S4.9.3")
def test_everybody_who_came_through_a_link_can_be_switched_off(
    tenant: Tenant, bakery: Company, desk: Client
) -> None:
    made, browser = a_link(bakery), a_browser(tenant)
    join(tenant, made.token, NEW, browser)
    assert is_in(browser)
    desk.post(f"/staff/links/{made.row.pk}/joiners/closure/")
    assert not is_in(browser)


@pytest.mark.spec(
    "S4.11.1",
    "S4.11.2a",
    "S4.11.2b",
    "S4.11.2c",
    "S4.11.2d",
    "S4.11.3a",
    "S4.11.3b",
    "S4.11.3c",
    "S4.11.3d",
    "S4.11.3e",
)
def test_many_companies_get_links_and_a_page_tracks_them(
    tenant: Tenant, bakery: Company, desk: Client
) -> None:
    with scope(staff_scope(tenant.id)):
        a_contact(bakery, email=NEW, is_primary=True)
        for number in range(30):
            a_company(f"Client {number:02}")
        given = {
            "name": "Launch",
            "which": "without",
            "days": 30,
            "role": str(Role.objects.get(key="employee").pk),
            "sends": "on",
        }
    preview = desk.post("/staff/links/many/", given)
    assert "31 companies get a link each" in preview.text
    wrong = desk.post("/staff/links/many/", given | {"confirmed": 30})
    assert wrong.status_code == 422
    started = desk.post("/staff/links/many/", given | {"confirmed": 31})
    with scope(staff_scope(tenant.id)):
        row = Campaign.objects.get()
    for _ in range(3):
        with scope(staff_scope(tenant.id)):
            run_campaign(campaign=str(row.pk))
    page = desk.get(started["Location"]).text
    assert "31 of 31" in page
    assert NEW in page
    csv = b"".join(desk.get(f"/staff/links/many/{row.pk}/portal-links.csv")).decode()
    assert csv.count("\n") >= 32
    assert "Bluebird Bakery" in csv
    with scope(staff_scope(tenant.id)):
        assert PortalLink.objects.count() == 31
    assert mails(tenant, NEW)[-1].template == "joining/mail/invitation"
