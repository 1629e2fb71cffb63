"""Brand files: public, cached for ever, and only on the tenant's own hosts."""

import pytest
from django.test import Client

from portico.core.access.actors import System
from portico.core.identity.tests.factories import a_browser
from portico.core.settings.actions.brand import change_brand
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope

from .msps import an_msp, inside

DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


def with_logo(tenant: Tenant) -> Tenant:
    with scope(inside(tenant)):
        return change_brand(System("test"), logo=DRAWING)


@pytest.mark.spec("S2.9.6c")
def test_the_stylesheet_is_public_and_immutable(tenant: Tenant) -> None:
    page = a_browser(tenant).get(f"/brand/{tenant.css_hash}.css")

    assert page.status_code == 200
    assert page["Content-Type"] == "text/css; charset=utf-8"
    assert "--accent:" in page.text
    for word in ("public", "immutable", "max-age=31536000"):
        assert word in page["Cache-Control"]
    assert "Set-Cookie" not in page


@pytest.mark.spec("S2.9.6b")
def test_a_drawing_is_served_without_any_power(tenant: Tenant) -> None:
    page = a_browser(tenant).get(f"/brand/{with_logo(tenant).logo_hash}")

    assert page["Content-Type"] == "image/svg+xml"
    assert "sandbox" in page["Content-Security-Policy"]
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert page["X-Content-Type-Options"] == "nosniff"


@pytest.mark.spec("G1")
def test_another_tenants_hash_finds_nothing(tenant: Tenant) -> None:
    other = with_logo(an_msp("Beta MSP", colour="#d9480f"))

    browser = a_browser(tenant)

    assert browser.get(f"/brand/{other.logo_hash}").status_code == 404
    assert browser.get(f"/brand/{other.css_hash}.css").status_code == 404
    assert browser.get(f"/brand/{other.css_hash}.svg").status_code == 404


def test_a_stylesheet_is_no_logo_and_the_other_way_round(tenant: Tenant) -> None:
    logo, browser = with_logo(tenant).logo_hash, a_browser(tenant)

    assert browser.get(f"/brand/{tenant.css_hash}").status_code == 404
    assert browser.get(f"/brand/{logo}.css").status_code == 404


@pytest.mark.parametrize("path", ["/brand/", "/brand/x.css", f"/brand/{'0' * 64}", "/brand/../"])
def test_what_is_not_there_is_not_found(tenant: Tenant, path: str) -> None:
    assert a_browser(tenant).get(path).status_code == 404


def test_without_a_logo_the_browser_icon_is_the_first_letter(db: None) -> None:
    tenant = an_msp("<Ärzte> IT", colour="#f2b705")

    page = a_browser(tenant).get(f"/brand/{tenant.css_hash}.svg")

    assert ">&lt;</text>" in page.text
    assert "#f2b705" in page.text
    assert "immutable" not in page["Cache-Control"]


def test_an_unknown_host_says_nothing(tenant: Tenant) -> None:
    stranger = Client(headers={"host": "unknown.example"})

    assert stranger.get(f"/brand/{tenant.css_hash}.css").status_code == 404
