"""Company data and host names: saved, refused, and never typed twice."""

import pytest
from django.test import Client

from portico.core.identity.tests.factories import a_browser
from portico.core.journal.models import Entry
from portico.core.tenants.models import Host, Tenant
from portico.core.tenants.queries import this_tenant
from portico.kernel.tenancy import scope

from .msps import an_msp, inside

PAGE, HOSTS = "/staff/settings/company/", "/staff/settings/hosts/"
DATA = {
    "name": "Northbeam",
    "portal_name": "Northbeam portal",
    "phone": "+44 20 7946 0000",
    "hours": "Mon to Fri, 8 to 18",
    "email": "help@northbeam.example",
    "website": "northbeam.example",
    "address": "1 Pier Road",
    "language": "de",
    "zone": "Europe/Berlin",
    "ticket_prefix": "NB-",
    "sign_in_minutes": "30",
    "idle_hours": "12",
    "session_days": "14",
}
SCRIPT = '"><script>alert(1)</script>'


def test_company_data_is_saved_and_recorded(tenant: Tenant, owner: Client) -> None:
    assert owner.post(PAGE, DATA).status_code == 302

    with scope(inside(tenant)):
        saved = this_tenant()
        assert (saved.ticket_prefix, saved.website) == ("NB-", "https://northbeam.example")
        assert (saved.sign_in_minutes, saved.idle_hours, saved.session_days) == (30, 12, 14)
        entry = Entry.objects.get(name="settings.sign_in_rules_changed")
        assert entry.is_security
        assert "zone" in entry.data["fields"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 121),
        ("email", "help"),
        ("website", "javascript:alert(1)"),
        ("website", "https://x/ onclick=alert(1)"),
        ("website", "https://[::1"),
        ("language", "xx"),
        ("zone", "Nowhere"),
        ("ticket_prefix", "123456789"),
        ("sign_in_minutes", "4"),
        ("sign_in_minutes", "61"),
        ("sign_in_minutes", "ten"),
        ("idle_hours", "0"),
        ("session_days", "91"),
        ("phone", "\0"),
    ],
)
def test_what_makes_no_sense_is_refused_and_kept(
    tenant: Tenant, owner: Client, field: str, value: str
) -> None:
    page = owner.post(PAGE, DATA | {field: value, "hours": "as typed"})

    assert page.status_code == 422
    assert "as typed" in page.text
    assert "<title>Error: " in page.text
    with scope(inside(tenant)):
        assert this_tenant().hours == ""


def test_scripts_stay_text_everywhere(tenant: Tenant, owner: Client) -> None:
    texts = ("name", "portal_name", "phone", "hours", "address", "ticket_prefix")
    data = DATA | {name: SCRIPT[:8] if name == "ticket_prefix" else SCRIPT for name in texts}

    assert owner.post(PAGE, data).status_code == 302

    for page in (PAGE, "/staff/settings/", "/staff/settings/brand/", "/staff/settings/log/"):
        assert "<script>alert" not in owner.get(page).text
    assert "<script>alert" not in a_browser(tenant).get("/portal/login/").text


def test_a_host_is_added_in_one_written_form(tenant: Tenant, owner: Client) -> None:
    assert owner.post(HOSTS, {"host": "  Hilfe.Größe.Example. "}).status_code == 302

    with scope(inside(tenant)):
        assert Host.objects.filter(name="hilfe.xn--gre-6ka8i.example").exists()
    there = Client(headers={"host": "hilfe.xn--gre-6ka8i.example"})
    assert there.get(f"/brand/{tenant.css_hash}.css").status_code == 200


@pytest.mark.parametrize(
    "host", ["", "https://x.example", "x.example:80", "x y", "*.example", "a" * 64, "..", "1.2.3"]
)
def test_what_is_no_host_is_refused(owner: Client, host: str) -> None:
    assert owner.post(HOSTS, {"host": host}).status_code == 422


@pytest.mark.spec("G1")
def test_a_host_of_another_msp_is_taken_without_a_hint(owner: Client) -> None:
    other = an_msp("Beta MSP")

    page = owner.post(HOSTS, {"host": f"{other.slug}.example.com"})

    assert page.status_code == 422
    assert "in use already" in page.text
    assert "Beta" not in page.text


def test_another_host_becomes_the_main_one(tenant: Tenant, owner: Client) -> None:
    owner.post(HOSTS, {"host": "help.northbeam.example"})
    with scope(inside(tenant)):
        new = Host.objects.get(name="help.northbeam.example")

    assert owner.post(f"{HOSTS}{new.pk}/primary/").status_code == 302

    with scope(inside(tenant)):
        assert [one.name for one in Host.objects.filter(is_primary=True)] == [new.name]


def test_the_main_host_and_the_one_in_use_stay(tenant: Tenant, owner: Client) -> None:
    owner.post(HOSTS, {"host": "help.northbeam.example"})
    with scope(inside(tenant)):
        here, new = Host.objects.order_by("-is_primary")

    assert owner.post(f"{HOSTS}{here.pk}/removal/").status_code == 409
    owner.post(f"{HOSTS}{new.pk}/primary/")
    assert owner.post(f"{HOSTS}{here.pk}/removal/").status_code == 409
    with scope(inside(tenant)):
        assert Host.objects.count() == 2


def test_a_removed_host_says_nothing_any_more(tenant: Tenant, owner: Client) -> None:
    owner.post(HOSTS, {"host": "help.northbeam.example"})
    with scope(inside(tenant)):
        new = Host.objects.get(is_primary=False)

    assert owner.post(f"{HOSTS}{new.pk}/removal/").status_code == 302

    gone = Client(headers={"host": "help.northbeam.example"})
    assert gone.get(f"/brand/{tenant.css_hash}.css").status_code == 404


@pytest.mark.spec("G1")
def test_another_tenants_host_cannot_be_touched(owner: Client) -> None:
    other = an_msp("Beta MSP")
    with scope(inside(other)):
        foreign = Host.objects.get()

    assert owner.post(f"{HOSTS}{foreign.pk}/primary/").status_code == 404
    assert owner.post(f"{HOSTS}{foreign.pk}/removal/").status_code == 404
