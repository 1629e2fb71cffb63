"""A client's own IT sets single sign-on up, tests it and switches it on; a colleague signs in."""

from collections.abc import Iterator

import pytest
from oidc_provider_mock import User, run_server_in_thread
from playwright.sync_api import Locator, Page

from .conftest import Door, Visitor, admin_presses
from .demo import Demo

pytestmark = [pytest.mark.browser, pytest.mark.spec("S2.8.2a", "S0.3.1", "S4.1.5")]
IT = "yusuf@harborfinch.example"
COLLEAGUE = "maya@harborfinch.example"


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """A foreign OpenID Connect provider on this machine."""
    people = [
        User(sub=email, claims={"email": email, "email_verified": True, "name": name})
        for email, name in ((IT, "Yusuf Karim"), (COLLEAGUE, "Maya Okafor"))
    ]
    with run_server_in_thread(user_claims=people) as server:
        yield f"http://localhost:{server.server_port}"


def _at_the_provider(page: Page, email: str) -> None:
    """The page in between leads on by itself; there one says who one is."""
    page.get_by_role("button", name=f"Authorize as {email}").click()


def choose(page: Page, provider: str) -> None:
    """From the list, or, where one was set up before, from the choice beside it."""
    page.get_by_role("heading", name="Identity provider").wait_for()
    if page.locator("select#provider").count():
        page.locator("select#provider").select_option(provider)
        page.locator("form:has(select#provider) button").click()
    else:
        page.locator(f"form:has(input[value={provider}]) button").click()


def _of_domain(page: Page, words: str) -> Locator:
    row = page.locator("#domains .row", has_text="harborfinch.example")
    return row.locator("button", has_text=words)


def test_it_sets_up_and_a_colleague_signs_in(
    demo: Demo, client: Door, visitor: Visitor, provider: str
) -> None:
    demo.known.pop(IT, None)  # what comes next asks for a fresh sign-in
    page = client(IT).new_page()
    page.goto(demo.url("/portal/sign-on/"))
    choose(page, "oidc")
    assert "/callback" in page.locator("#copy-redirect").input_value()
    page.locator("input[name=address]").fill(provider)
    page.locator("input[name=client_id]").fill("portico")
    page.locator("input[name=secret]").fill("any secret will do")
    page.get_by_role("button", name="Save and read from the provider").click()
    page.get_by_text("We know the provider").wait_for()
    page.reload()
    page.get_by_role("button", name="Test the sign-in").click()
    _at_the_provider(page, IT)
    page.get_by_text("This was a test: nobody has been signed in.").wait_for()
    assert "is matched by e-mail and comes in" in page.locator("main").inner_text()
    settings = page.locator("nav.crumbs a").first.get_attribute("href") or ""
    admin_presses(client, demo, settings, "Switch single sign-on on")
    page.goto(demo.url("/portal/sign-on/"))
    page.get_by_text("In use").first.wait_for()

    stranger = visitor().new_page()
    stranger.goto(demo.url("/portal/login"))
    assert "Sign in with" not in stranger.locator("main").inner_text()
    _of_domain(page, "Single sign-on only").click()
    stranger.locator("input[name=email]").fill(COLLEAGUE)
    stranger.locator("main form button[type=submit]").first.click()
    stranger.get_by_role("button", name="Sign in with").click()
    _at_the_provider(stranger, COLLEAGUE)
    stranger.wait_for_url("**/portal/")
    assert "Maya" in stranger.locator("body").inner_text()

    _of_domain(page, "Allow mailed links again").click()
    page.locator("a.row", has_text="OpenID Connect").click()
    page.get_by_role("button", name="Switch single sign-on off").click()
    page.get_by_text("Switched off").first.wait_for()
