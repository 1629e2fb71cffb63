"""The client directory: found, added, changed; who is in, and who is not."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portico.core.directory import listing
from portico.core.directory.jobs import count
from portico.core.directory.models import SavedView
from portico.core.identity.tests.factories import signed_in_client
from portico.core.joining.tests.factories import a_link
from portico.core.people.models import Company, Contact, Site, StaffUser
from portico.core.people.permissions import MANAGE, VIEW
from portico.core.people.tests.factories import a_company, a_contact, a_site
from portico.core.roles.models import Grant, Role
from portico.core.roles.permissions import GIVE_ACCESS
from portico.core.settings.tests.msps import an_msp, inside, somebody
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope

LIST = "/staff/companies/"
CONTACT = {"name": "Anna Ade", "email": "anna@client.example"}
SCRIPT = '"><script>alert(1)</script>'


@pytest.fixture
def company(tenant: Tenant) -> Company:
    """Bluebird Bakery."""
    with scope(inside(tenant)):
        return a_company()


def role_of(tenant: Tenant, key: str) -> str:
    with scope(inside(tenant)):
        return str(Role.objects.get(key=key).pk)


def names(page: str) -> list[str]:
    return re.findall(r'<a class="plain" href="/staff/companies/[^"]+">([^<]+)</a>', page)


def test_pages_of_the_list_follow_one_another(tenant: Tenant, owner: Client) -> None:
    with scope(inside(tenant)):
        for number in range(60):
            a_company(f"Company {number:02}")

    first = owner.get(LIST).text
    second = owner.get(LIST + _link(first, "next")).text
    third = owner.get(LIST + _link(second, "next")).text
    back = owner.get(LIST + _link(third, "prev")).text

    assert [len(names(page)) for page in (first, second, third)] == [25, 25, 10]
    assert names(back) == names(second)
    assert names(first) + names(second) + names(third) == [f"Company {n:02}" for n in range(60)]
    assert 'rel="next"' not in third


def _link(page: str, rel: str) -> str:
    found = re.search(rf'rel="{rel}" href="([^"]+)"', page)
    assert found
    return found[1].replace("&amp;", "&")


@pytest.mark.parametrize("query", ["after=x", "before=", "after=" + "0" * 32, "tab=none", "q=%00"])
def test_a_mangled_address_shows_the_first_page(
    owner: Client, company: Company, query: str
) -> None:
    assert owner.get(f"{LIST}?{query}").status_code == 200


def test_a_company_is_found_by_its_people(tenant: Tenant, owner: Client, company: Company) -> None:
    with scope(inside(tenant)):
        a_contact(company, "Zoe Zander")
        a_company("Harbor & Finch")

    assert names(owner.get(f"{LIST}?q=zander").text) == ["Bluebird Bakery"]
    nothing = owner.get(f"{LIST}?q=%25_'%22").text
    assert "Nothing fits" in nothing


def test_htmx_gets_the_list_alone(owner: Client, company: Company) -> None:
    headers = {"HX-Target": "div#companies", "HX-Request-Type": "partial"}

    page = owner.get(LIST, headers=headers).text

    assert "Bluebird Bakery" in page
    assert "<h1>" not in page


def test_an_empty_directory_says_how_to_begin(owner: Client) -> None:
    assert "Add the first company" in owner.get(LIST).text


@pytest.mark.spec("S4.8.1c")
def test_a_new_client_goes_straight_on_to_its_link(tenant: Tenant, owner: Client) -> None:
    assert 'name="then" value="link"' in owner.get(f"{LIST}new/").text
    new = {"name": "Alder Legal", "status": "active", "then": "link"}

    page = owner.post(f"{LIST}new/", new, follow=True)

    with scope(inside(tenant)):
        made = Company.objects.get(name="Alder Legal")
    assert page.redirect_chain[0][0] == f"/staff/links/company/{made.pk}/new/"
    assert '<option value="90" selected' in page.text


def test_a_company_is_added_and_changed(tenant: Tenant, owner: Client) -> None:
    new = {"name": "Alder Legal", "status": "active", "industry": "Law"}
    page = owner.post(f"{LIST}new/", new)
    assert page.status_code == 302

    assert owner.post(f"{page['Location']}edit/", new | {"phone": "030 1"}).status_code == 302

    assert "030 1" in owner.get(page["Location"]).text


@pytest.mark.parametrize(
    ("field", "value"), [("name", " "), ("name", "x" * 201), ("status", "gone")]
)
def test_a_refused_company_keeps_what_was_typed(owner: Client, field: str, value: str) -> None:
    data = {"name": "Alder", "status": "active", "industry": "as typed"} | {field: value}

    page = owner.post(f"{LIST}new/", data)

    assert page.status_code == 422
    assert "as typed" in page.text


def test_a_reference_that_is_taken_is_told_at_its_field(
    tenant: Tenant, owner: Client, company: Company
) -> None:
    data = {"name": "Alder", "status": "active", "external_ref": "cw-1"}
    assert owner.post(f"{LIST}new/", data).status_code == 302

    page = owner.post(f"{LIST}new/", data)

    assert page.status_code == 422
    assert 'id="id_external_ref_error"' in page.text


def test_a_contact_comes_with_a_role_and_can_sign_in(
    tenant: Tenant, owner: Client, company: Company
) -> None:
    data = CONTACT | {"role": role_of(tenant, "manager")}

    assert owner.post(f"{LIST}{company.pk}/contacts/new/", data).status_code == 302

    with scope(inside(tenant)):
        contact = Contact.objects.with_access().get(email="anna@client.example")
        assert Grant.objects.get(contact=contact).role.key == "manager"
    page = owner.get(f"{LIST}{company.pk}/").text
    for seen in ("Anna Ade", "Manager", "whole company", "Invited"):
        assert seen in page


def test_without_an_address_there_is_neither_access_nor_half_a_contact(
    tenant: Tenant, owner: Client, company: Company
) -> None:
    data = {"name": "Anna Ade", "email": "", "role": role_of(tenant, "employee")}

    page = owner.post(f"{LIST}{company.pk}/contacts/new/", data)

    assert page.status_code == 422
    assert 'id="id_email_error"' in page.text
    with scope(inside(tenant)):
        assert not Contact.objects.exists()


def test_an_address_that_is_taken_is_told_at_its_field(
    tenant: Tenant, owner: Client, company: Company
) -> None:
    path = f"{LIST}{company.pk}/contacts/new/"
    owner.post(path, CONTACT)

    page = owner.post(path, CONTACT | {"name": "Antje", "title": "as typed"})

    assert page.status_code == 422
    assert "as typed" in page.text
    assert "Somebody at this company has this e-mail address" in page.text


@pytest.mark.spec("G1")
def test_a_site_of_another_company_cannot_be_chosen(
    tenant: Tenant, owner: Client, company: Company
) -> None:
    with scope(inside(tenant)):
        foreign = a_site(a_company("Harbor & Finch"))

    page = owner.post(f"{LIST}{company.pk}/contacts/new/", CONTACT | {"site": str(foreign.pk)})

    assert page.status_code == 422


def test_access_is_given_changed_and_closed(
    tenant: Tenant, owner: Client, company: Company
) -> None:
    with scope(inside(tenant)):
        contact = a_contact(company, access="none", person=None)
    path = f"{LIST}contacts/{contact.pk}/"

    given = {"role": role_of(tenant, "employee"), "reach": "1"}
    assert owner.post(f"{path}access/", given).status_code == 302
    assert "Invited" in owner.get(path).text

    wider = {"role": role_of(tenant, "employee"), "reach": "3"}
    assert owner.post(f"{path}access/", wider).status_code == 302
    with scope(inside(tenant)):
        assert Grant.objects.get().reach == 3

    assert owner.post(f"{path}closure/", {"reason": "Left"}).status_code == 302
    assert "Switched off" in owner.get(path).text


def test_a_staff_role_is_no_portal_role(tenant: Tenant, owner: Client, company: Company) -> None:
    with scope(inside(tenant)):
        contact = a_contact(company)
    data = {"role": role_of(tenant, "owner"), "reach": "3"}

    assert owner.post(f"{LIST}contacts/{contact.pk}/access/", data).status_code == 422
    with scope(inside(tenant)):
        assert not Grant.objects.exists()


@pytest.mark.spec("S1.5.10")
def test_closing_access_ends_the_portal_with_the_next_click(
    tenant: Tenant, owner: Client, company: Company
) -> None:
    with scope(inside(tenant)):
        contact = a_contact(company)
    portal = signed_in_client(contact)
    assert portal.get("/portal/").status_code == 200

    owner.post(f"{LIST}contacts/{contact.pk}/closure/", {"reason": "Left"})

    assert portal.get("/portal/").status_code == 302


def test_switching_the_portal_off_keeps_the_whole_company_out(
    tenant: Tenant, owner: Client, company: Company
) -> None:
    with scope(inside(tenant)):
        portal = signed_in_client(a_contact(company))

    owner.post(f"{LIST}{company.pk}/portal/off/", {"reason": "Contract ended"})
    assert portal.get("/portal/").status_code == 302

    owner.post(f"{LIST}{company.pk}/portal/on/")
    assert portal.get("/portal/").status_code == 200


def test_each_permission_opens_its_own_door(tenant: Tenant, company: Company) -> None:
    with scope(inside(tenant)):
        contact = a_contact(company)
    path = f"{LIST}contacts/{contact.pk}/"
    reader = somebody(tenant, VIEW, name="Reader")
    writer = somebody(tenant, VIEW, MANAGE, name="Writer")
    giver = somebody(tenant, VIEW, GIVE_ACCESS, name="Giver")

    assert reader.post(path, CONTACT).status_code == 403
    assert 'name="email"' not in reader.get(path).text
    assert writer.post(f"{path}closure/").status_code == 404
    assert "Close access" not in writer.get(path).text
    assert giver.post(f"{path}closure/", {"reason": "Left"}).status_code == 302
    assert giver.get(f"{LIST}{company.pk}/edit/").status_code == 404


def test_a_site_is_added_and_its_name_taken_once(
    tenant: Tenant, owner: Client, company: Company
) -> None:
    path, data = f"{LIST}{company.pk}/sites/new/", {"name": "Pier", "address": "1 Pier Road"}
    assert owner.post(path, data).status_code == 302

    assert owner.post(path, data).status_code == 422

    with scope(inside(tenant)):
        site = Site.objects.get()
    assert owner.post(f"{LIST}sites/{site.pk}/", {"name": "Quay"}).status_code == 302


def test_scripts_in_every_field_stay_text(tenant: Tenant, owner: Client) -> None:
    texts = ("name", "short_name", "industry", "phone", "website", "external_ref")
    data = dict.fromkeys(texts, SCRIPT) | {"status": "active"}
    where = owner.post(f"{LIST}new/", data)["Location"]
    owner.post(f"{where}sites/new/", {"name": SCRIPT, "address": SCRIPT})
    owner.post(f"{where}contacts/new/", {"name": SCRIPT, "title": SCRIPT, "phone": SCRIPT})
    with scope(inside(tenant)):
        contact = Contact.objects.get()

    for path in (LIST, where, f"{where}edit/", f"{LIST}contacts/{contact.pk}/"):
        assert "<script>alert" not in owner.get(path).text


@pytest.mark.spec("G1")
def test_nothing_of_another_tenant_can_be_changed(owner: Client) -> None:
    other = an_msp("Beta MSP")
    with scope(inside(other)):
        company = a_company()
        contact, site = a_contact(company), a_site(company)

    for path in (
        f"{company.pk}/portal/off/", f"{company.pk}/edit/", f"{company.pk}/sites/new/",
        f"{company.pk}/contacts/new/", f"sites/{site.pk}/", f"contacts/{contact.pk}/",
        f"contacts/{contact.pk}/access/", f"contacts/{contact.pk}/closure/",
    ):  # fmt: skip
        assert owner.post(LIST + path, {"name": "Taken", "on": "off"}).status_code == 404


@pytest.mark.spec("S4.12.2")
def test_the_list_tells_who_needs_care_and_who_is_mine(tenant: Tenant, owner: Client) -> None:
    long_ago = timezone.now() - timedelta(days=45)
    with scope(inside(tenant)):
        olga = StaffUser.objects.get(name="Olga Owner")
        busy = a_company("Busy & Co", owner=olga)
        a_contact(busy, last_seen_at=timezone.now())
        a_contact(a_company("Quiet Ltd"), last_seen_at=long_ago)
        a_contact(a_company("Never In"), access="none", person=None)
        a_contact(a_company("Shut", portal_enabled=False), last_seen_at=long_ago)
        count()
    a_link(busy)
    a_link(busy, days=3)

    everything = owner.get(LIST).text
    assert "2, until" in everything
    for words in ("quiet for 45 days", "nobody has signed in yet", "all well", "Olga Owner"):
        assert words in everything
    assert names(owner.get(f"{LIST}?tab=mine").text) == ["Busy &amp; Co"]
    assert names(owner.get(f"{LIST}?tab=quiet").text) == ["Quiet Ltd"]
    assert names(owner.get(f"{LIST}?tab=care").text) == ["Never In", "Quiet Ltd"]
    assert names(owner.get(f"{LIST}?tab=off").text) == ["Shut"]
    assert names(owner.get(f"{LIST}?order=care").text)[:2] == ["Never In", "Quiet Ltd"]
    assert names(owner.get(f"{LIST}?order=seen").text)[-1] == "Never In"


@pytest.mark.spec("S4.12.2")
def test_a_new_company_stands_in_every_order_at_once(tenant: Tenant, owner: Client) -> None:
    owner.post(f"{LIST}new/", {"name": "Alder Legal", "status": "active"})

    for order in ("", "care", "seen"):
        assert names(owner.get(f"{LIST}?order={order}").text) == ["Alder Legal"]


@pytest.mark.spec("S4.12.2")
def test_the_whole_list_leaves_as_a_file(tenant: Tenant, owner: Client, company: Company) -> None:
    with scope(inside(tenant)):
        a_company("=SUM(A1)")
        a_contact(company)

    file = owner.get(f"{LIST}export/?q=").streaming_content  # type: ignore[attr-defined] # a stream
    lines = b"".join(file).decode()

    assert "Bluebird Bakery" in lines
    assert "\n=SUM" not in lines


@pytest.mark.spec("S4.12.2")
def test_a_view_is_kept_for_oneself_alone(tenant: Tenant, owner: Client, company: Company) -> None:
    kept = owner.post(f"{LIST}views/", {"name": "Quiet ones", "query": "tab=quiet&evil=1"})
    assert kept["Location"] == f"{LIST}?tab=quiet"
    assert "Quiet ones" in owner.get(LIST).text
    assert owner.post(f"{LIST}views/", {"name": " ", "query": ""}).status_code == 422

    other = somebody(tenant, VIEW)
    assert "Quiet ones" not in other.get(LIST).text
    with scope(inside(tenant)):
        view = SavedView.objects.get()
    assert other.post(f"{LIST}views/{view.pk}/removal/").status_code == 404
    assert owner.post(f"{LIST}views/{view.pk}/removal/").status_code == 302


@pytest.mark.spec("S4.12.2")
def test_the_list_asks_no_more_the_more_there_is(
    tenant: Tenant, owner: Client, django_assert_max_num_queries: object
) -> None:
    with scope(inside(tenant)):
        for number in range(30):
            a_contact(a_company(f"Company {number:02}"))
    owner.get(LIST)

    with django_assert_max_num_queries(11):  # type: ignore[operator] # a fixture of pytest-django
        assert owner.get(LIST).status_code == 200


def test_the_figures_of_a_large_directory_are_remembered_for_whoever_asked(
    tenant: Tenant, owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "SMALL", -1)
    with scope(inside(tenant)):
        a_company("One")
        count()
    assert "1 company" in owner.get(LIST).text

    with scope(inside(tenant)):
        a_company("Two")
        count()
    assert "1 company" in owner.get(LIST).text
    listing._recent.forget()
    assert "2 companies" in owner.get(LIST).text
