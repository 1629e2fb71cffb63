"""From a link to a session: the whole way, and everybody who is not let through."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portico.core.access.actors import Reach
from portico.core.identity import cookies
from portico.core.identity.tests.factories import a_browser, is_in, signed_in_client
from portico.core.joining.actions.links import revoke_link
from portico.core.joining.models import JoinRequest, Mode, PortalLinkUse
from portico.core.people.models import Company, Contact
from portico.core.people.tests.factories import a_company, a_contact, a_site
from portico.core.roles.models import Grant, Role
from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import writing

from .factories import SYSTEM, a_link, changed, code_for, contact_at, fresh, join, mails, type_in

NEW = "ines@bluebird.example"


@pytest.mark.spec("S4.1.5")
def test_a_code_that_did_not_come_is_sent_again(tenant: Tenant, bakery: Company) -> None:
    made, browser = a_link(bakery), a_browser(tenant)
    type_in(browser, made.token, NEW)
    lost = code_for(tenant, NEW)

    assert "Send it again" in browser.get("/portal/join/code/").text
    assert browser.post("/portal/join/code/again/")["Location"] == "/portal/join/code/"
    assert code_for(tenant, NEW) != lost
    assert browser.post("/portal/join/code/", {"code": lost}).status_code == 422
    assert browser.post("/portal/join/code/", {"code": code_for(tenant, NEW)}).status_code == 302
    assert is_in(browser)
    stranger = a_browser(tenant)
    assert stranger.post("/portal/join/code/again/").status_code == 302
    assert len(mails(tenant, NEW)) == 2


@pytest.mark.spec("S4.0.2", "S4.1.5", "S4.1.6", "S4.1.7", "S4.6.4", "S4.6.5")
def test_somebody_new_joins_with_the_least_role(tenant: Tenant, bakery: Company) -> None:
    made, browser = a_link(bakery), a_browser(tenant)

    answer = join(tenant, made.token, NEW, browser)

    assert answer["Location"] == "/portal/"
    assert is_in(browser)
    ines = contact_at(bakery, NEW)
    assert ines
    assert (ines.name, ines.access) == ("Ines Carvalho", Contact.Access.ACTIVE)
    with scope(staff_scope(tenant.id)):
        grant = Grant.objects.select_related("role").get(contact=ines)
        assert (grant.role.key, grant.reach) == ("employee", Reach.OWN)
    assert fresh(made.row).uses == 1


@pytest.mark.spec("S4.1.6")
def test_a_known_contact_without_access_is_matched_by_address(
    tenant: Tenant, bakery: Company
) -> None:
    with scope(staff_scope(tenant.id)):
        known = a_contact(bakery, "Ines C.", email=NEW, access="none", person=None)

    join(tenant, a_link(bakery).token, NEW.upper())

    with scope(staff_scope(tenant.id)):
        (found,) = Contact.objects.filter(company=bakery)
        assert (found.pk, found.access) == (known.pk, Contact.Access.ACTIVE)


@pytest.mark.spec("S4.2.3", "S4.7.3", "S4.10.2", "S4.9.4", "S4.9.6")
def test_who_has_an_account_is_signed_in_and_uses_nothing_up(
    tenant: Tenant, bakery: Company
) -> None:
    with scope(staff_scope(tenant.id)):
        a_contact(bakery, email=NEW)
    made, browser = a_link(bakery, max_uses=1), a_browser(tenant)

    join(tenant, made.token, NEW, browser)

    assert is_in(browser)
    assert fresh(made.row).uses == 0


@pytest.mark.spec("S4.1.5", "S4.10.2")
def test_who_is_known_elsewhere_is_asked_only_after_the_proof(
    tenant: Tenant, bakery: Company
) -> None:
    with scope(staff_scope(tenant.id)):
        other = a_company("Other Ltd")
        a_contact(other, "Ines Carvalho", email=NEW)
    made, browser = a_link(bakery), a_browser(tenant)

    page = type_in(browser, made.token, NEW)
    assert b"Other Ltd" not in browser.get(page["Location"]).content
    answer = browser.post("/portal/join/code/", {"code": code_for(tenant, NEW)})

    assert answer["Location"] == "/portal/join/also/"
    assert b"Other Ltd" in browser.get("/portal/join/also/").content
    assert not is_in(browser)
    assert contact_at(bakery, NEW) is None
    browser.post("/portal/join/also/", {"join": "yes"})
    assert is_in(browser)
    ines = contact_at(bakery, NEW)
    there = contact_at(other, NEW)
    assert ines
    assert there
    assert ines.person_id == there.person_id


def test_who_is_known_elsewhere_may_simply_sign_in_there(tenant: Tenant, bakery: Company) -> None:
    with scope(staff_scope(tenant.id)):
        a_contact(a_company("Other Ltd"), "Ines Carvalho", email=NEW)
    browser = a_browser(tenant)
    join(tenant, a_link(bakery).token, NEW, browser)

    browser.post("/portal/join/also/", {"join": "no"})

    assert is_in(browser)
    assert contact_at(bakery, NEW) is None


@pytest.mark.spec("S4.0.2", "S4.1.6", "S4.4.7")
@pytest.mark.parametrize(
    ("mode", "domains", "why"),
    [
        (Mode.DOMAINS, ["other.example"], "domain"),
        (Mode.DOMAINS, [], "domain"),
        (Mode.ALWAYS, ["bluebird.example"], "approval"),
    ],
)
def test_others_wait_for_a_yes(
    tenant: Tenant, bakery: Company, mode: Mode, domains: list[str], why: str
) -> None:
    made, browser = a_link(bakery, mode=mode, domains=domains), a_browser(tenant)

    answer = join(tenant, made.token, NEW, browser)

    assert answer["Location"] == "/portal/join/waiting/"
    assert "Nearly there, Ines" in browser.get("/portal/join/waiting/").text
    assert not is_in(browser)
    assert contact_at(bakery, NEW) is None
    with scope(staff_scope(tenant.id)):
        waiting = JoinRequest.objects.get()
    assert (waiting.step, waiting.why) == ("waiting", why)


def test_a_domain_below_an_allowed_one_is_another(tenant: Tenant, bakery: Company) -> None:
    made = a_link(bakery, mode=Mode.DOMAINS, domains=["bluebird.example"])
    for email in ("a@evil.bluebird.example", "a@bluebird.example.evil.example"):
        assert join(tenant, made.token, email)["Location"].endswith("/waiting/")
    assert join(tenant, made.token, "a@bluebird.example")["Location"] == "/portal/"


def test_who_was_switched_off_by_hand_is_not_let_in_by_a_link(
    tenant: Tenant, bakery: Company
) -> None:
    with scope(staff_scope(tenant.id)):
        a_contact(bakery, email=NEW, access="disabled")
    browser = a_browser(tenant)

    assert join(tenant, a_link(bakery).token, NEW, browser)["Location"].endswith("/waiting/")
    assert not is_in(browser)


@pytest.mark.spec("S4.7.1", "S4.7.2", "S4.2.4", "S4.6.2")
@pytest.mark.parametrize("how", ["expired", "revoked", "suspended", "used up", "portal off", "bad"])
def test_an_ended_link_lets_nobody_in_and_always_says_the_same(
    tenant: Tenant, bakery: Company, how: str
) -> None:
    made, now = a_link(bakery, max_uses=3), timezone.now()
    token = made.token
    match how:
        case "expired":
            month = timedelta(days=31)
            changed(made.row, created_at=now - month, expires_at=now - timedelta(seconds=1))
        case "revoked":
            with scope(staff_scope(tenant.id)):
                revoke_link(SYSTEM, made.row)
        case "suspended":
            changed(made.row, suspended_at=now)
        case "used up":
            changed(made.row, uses=3)
        case "portal off":
            with scope(staff_scope(tenant.id)), writing("people"):
                Company.objects.update(portal_enabled=False)
        case _:
            token = "ptl_" + "x" * 43
    browser = a_browser(tenant)

    for answer in (browser.post("/portal/join", {"token": token}), type_in(browser, token, NEW)):
        assert answer.status_code == 410
        assert "This link has ended" in answer.text
        assert "Bluebird" not in answer.text
        assert how not in {"expired", "revoked"} or how not in answer.text.lower()
    assert not mails(tenant, NEW)


def test_a_link_that_ends_while_the_code_is_on_its_way_lets_nobody_in(
    tenant: Tenant, bakery: Company
) -> None:
    made, browser = a_link(bakery), a_browser(tenant)
    type_in(browser, made.token, NEW)
    changed(made.row, suspended_at=timezone.now())

    answer = browser.post("/portal/join/code/", {"code": code_for(tenant, NEW)})

    assert answer.status_code == 410
    assert not is_in(browser)
    assert contact_at(bakery, NEW) is None


@pytest.mark.spec("S4.1.3", "S4.2.1")
def test_a_token_joins_its_own_company_and_no_other(tenant: Tenant, bakery: Company) -> None:
    with scope(staff_scope(tenant.id)):
        other = a_company("Other Ltd")
    ours = a_link(bakery)

    join(tenant, ours.token, NEW, company=str(other.pk), link=str(other.pk))

    assert contact_at(bakery, NEW)
    assert contact_at(other, NEW) is None


@pytest.mark.spec("S4.1.3", "S4.2.1")
def test_at_another_tenants_host_the_token_is_unknown(tenant: Tenant, bakery: Company) -> None:
    made, elsewhere = a_link(bakery), a_browser(a_tenant("Beta MSP"))

    assert elsewhere.post("/portal/join", {"token": made.token}).status_code == 410


@pytest.mark.spec("S4.3.6", "S4.9.1", "S4.5.4")
def test_looking_at_the_page_changes_nothing_and_leaves_no_trace(
    tenant: Tenant, bakery: Company
) -> None:
    made, browser = a_link(bakery), a_browser(tenant)
    browser.head("/portal/join")
    answer = browser.get("/portal/join")

    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]
    with scope(staff_scope(tenant.id)):
        assert not PortalLinkUse.objects.exists()
    opened = browser.post("/portal/join", {"token": made.token})
    assert opened["Referrer-Policy"] == "same-origin"
    assert "Bluebird Bakery" in opened.text
    with scope(staff_scope(tenant.id)):
        assert PortalLinkUse.objects.get().kind == "opened"


@pytest.mark.spec("S4.9.1", "S4.3.5")
def test_the_token_is_nowhere_in_the_database(tenant: Tenant, bakery: Company) -> None:
    made = a_link(bakery)
    join(tenant, made.token, NEW)

    from django.apps import apps  # noqa: PLC0415

    with scope(staff_scope(tenant.id)):
        for model in apps.get_app_config("joining").get_models():
            for row in model.objects.values():  # type: ignore[attr-defined] # each has one
                assert made.token[10:] not in str(row)


@pytest.mark.spec("S4.6.4")
def test_a_mailbox_of_many_is_warned_about_and_each_gets_an_own_account(
    tenant: Tenant, bakery: Company
) -> None:
    made, email = a_link(bakery), "office@bluebird.example"
    browser = a_browser(tenant)

    warned = type_in(browser, made.token, email)
    assert warned.status_code == 422
    assert "several people read" in warned.text
    join(tenant, made.token, email, shared="on")
    join(tenant, made.token, email, shared="on", first="Tom", last="Ito")

    with scope(staff_scope(tenant.id)):
        found = Contact.objects.filter(company=bakery, is_shared_mailbox=True)
        assert sorted(found.values_list("name", flat=True)) == ["Ines Carvalho", "Tom Ito"]
        assert len(set(found.values_list("person_id", flat=True))) == 2


@pytest.mark.spec("S4.6.5")
def test_the_site_is_chosen_where_there_are_several(tenant: Tenant, bakery: Company) -> None:
    with scope(staff_scope(tenant.id)):
        _one, two = a_site(bakery, "North"), a_site(bakery, "South")
        foreign = a_site(a_company("Other Ltd"), "West")
    made, browser = a_link(bakery), a_browser(tenant)

    assert type_in(browser, made.token, NEW).status_code == 422
    assert type_in(browser, made.token, NEW, site=str(foreign.pk)).status_code == 422
    join(tenant, made.token, NEW, site=str(two.pk))

    ines = contact_at(bakery, NEW)
    assert ines
    assert ines.site_id == two.pk


@pytest.mark.spec("S4.6.3", "S4.9.5")
def test_after_so_many_people_the_link_is_used_up(tenant: Tenant, bakery: Company) -> None:
    made = a_link(bakery, max_uses=2)
    for name in ("a", "b"):
        assert join(tenant, made.token, f"{name}@bluebird.example")["Location"] == "/portal/"

    assert type_in(a_browser(tenant), made.token, "c@bluebird.example").status_code == 410


def test_a_join_in_a_browser_with_a_session_begins_a_new_one(
    tenant: Tenant, bakery: Company
) -> None:
    with scope(staff_scope(tenant.id)):
        other = a_contact(a_company("Other Ltd"), "Otto Other")
    browser = signed_in_client(other)
    before = browser.cookies[cookies.PORTAL].value

    join(tenant, a_link(bakery).token, NEW, browser)

    assert browser.cookies[cookies.PORTAL].value not in {"", before}
    assert "Ines Carvalho" in browser.get("/portal/account/").text


def test_a_session_that_somebody_planted_is_not_the_one_that_begins(
    tenant: Tenant, bakery: Company
) -> None:
    browser = a_browser(tenant)
    browser.cookies[cookies.PORTAL] = browser.cookies[cookies.DEVICE] = "planted"

    join(tenant, a_link(bakery).token, NEW, browser)

    assert browser.cookies[cookies.PORTAL].value != "planted"
    assert is_in(browser)


@pytest.mark.spec("S4.1.7")
def test_the_role_of_the_link_is_what_somebody_gets(tenant: Tenant, bakery: Company) -> None:
    with scope(staff_scope(tenant.id)):
        finance = Role.objects.get(key="finance")
    join(tenant, a_link(bakery, role=finance).token, NEW)

    ines = contact_at(bakery, NEW)
    with scope(staff_scope(tenant.id)):
        assert Grant.objects.get(contact=ines).role_id == finance.pk
