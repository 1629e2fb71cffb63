"""The brand editor: what is published is worn, what is refused changes nothing."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from portico.core.identity.tests.factories import a_browser
from portico.core.settings.staff.brand import report
from portico.core.tenants.models import Tenant
from portico.core.tenants.queries import this_tenant
from portico.kernel.tenancy import scope

from .msps import inside

PAGE = "/staff/settings/brand/"
DATA = {"name": "Northbeam", "portal_name": "", "colour": "#f2b705", "tagline": "", "intro": ""}
SCRIPT = "<script>alert(1)</script>"


def now(tenant: Tenant) -> Tenant:
    with scope(inside(tenant)):
        return this_tenant()


def a_png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(out, "PNG")
    return out.getvalue()


@pytest.mark.spec("S2.9.6a", "S2.9.6c", "S2.9.6d", "S2.1.1a")
def test_every_page_wears_what_was_published(tenant: Tenant, owner: Client) -> None:
    words = {"portal_name": "Beam portal", "tagline": "IT that picks up", "intro": "Ask away"}
    links = {"legal_links": "Imprint https://northbeam.example/imprint"}

    assert owner.post(PAGE, DATA | words | links).status_code == 302

    fresh = now(tenant)
    assert fresh.colour == "#f2b705"
    assert fresh.css_hash != tenant.css_hash
    page = a_browser(tenant).get("/portal/login/").text
    for seen in (fresh.css_hash, "Beam portal", "IT that picks up", "Ask away", "/imprint"):
        assert seen in page


@pytest.mark.spec("S2.9.6b")
def test_a_logo_is_kept_and_can_go_again(tenant: Tenant, owner: Client) -> None:
    logo = SimpleUploadedFile("evil.exe", a_png(), content_type="text/html")
    assert owner.post(PAGE, DATA | {"logo": logo}).status_code == 302

    fresh = now(tenant)
    assert fresh.logo_type == "image/png"
    assert f"/brand/{fresh.logo_hash}" in owner.get(PAGE).text

    assert owner.post(PAGE, DATA | {"without_logo": "on"}).status_code == 302
    assert now(tenant).logo_hash == ""


@pytest.mark.parametrize(
    "content", [b"GIF89a", b"<svg><script/></svg>", b"<" * 100_001, b"%PDF", b"\0"]
)
def test_a_bad_logo_changes_nothing(tenant: Tenant, owner: Client, content: bytes) -> None:
    page = owner.post(PAGE, DATA | {"logo": SimpleUploadedFile("logo.png", content)})

    assert page.status_code == 422
    assert now(tenant).colour == tenant.colour


@pytest.mark.parametrize("colour", ["", "red", "#12345", "#12345g", "};*{}", "javascript:1"])
def test_what_is_no_colour_is_refused(tenant: Tenant, owner: Client, colour: str) -> None:
    assert owner.post(PAGE, DATA | {"colour": colour}).status_code == 422
    assert now(tenant).css_hash == tenant.css_hash


@pytest.mark.parametrize(
    "links",
    [
        "Imprint",
        "Imprint javascript:alert(1)",
        "x data:text/html,x",
        "\n".join(["a b.example"] * 7),
    ],
)
def test_legal_links_lead_to_web_pages(owner: Client, links: str) -> None:
    page = owner.post(PAGE, DATA | {"legal_links": links})

    assert page.status_code == 422
    assert 'id="id_legal_links_error"' in page.text


def test_a_preview_publishes_nothing(tenant: Tenant, owner: Client) -> None:
    page = owner.post(PAGE, DATA | {"preview": "1", "tagline": "Just looking"})

    assert page.status_code == 200
    assert "preview.css?colour=%23f2b705" in page.text
    assert "dark text" in page.text
    assert "Just looking" in page.text
    assert now(tenant).tagline == ""


def test_the_previewed_palette_stays_in_its_frame(owner: Client) -> None:
    css = owner.get(f"{PAGE}preview.css?colour=%23d9480f").text

    assert "[data-brand-preview]" in css
    assert ":root" not in css
    assert owner.get(f"{PAGE}preview.css?colour=}}evil").text != css


def test_scripts_in_the_brand_stay_text(tenant: Tenant, owner: Client) -> None:
    texts = dict.fromkeys(("name", "portal_name", "tagline", "intro"), SCRIPT)
    owner.post(PAGE, DATA | texts | {"legal_links": f"{SCRIPT} https://x.example/"})

    for text in (owner.get(PAGE).text, a_browser(tenant).get("/portal/login/").text):
        assert SCRIPT not in text


@pytest.mark.spec("S2.9.6c")
@pytest.mark.parametrize("colour", ["#0e6371", "#f2b705", "#ffffff", "#000000", "#ff0000"])
def test_any_colour_is_readable(colour: str) -> None:
    found = report(colour)

    assert not found.problems
    assert all(float(ratio.split()[0]) >= 4.5 for ratio in found.ratios.values())
