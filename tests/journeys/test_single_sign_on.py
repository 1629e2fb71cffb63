"""A client's own IT sets single sign-on up, tests it and switches it on."""

from collections.abc import Iterator

import pytest
from oidc_provider_mock import User, run_server_in_thread
from playwright.sync_api import Page

from .conftest import Door
from .demo import Demo

pytestmark = [pytest.mark.browser, pytest.mark.spec("S2.8.2a", "S0.3.1")]
IT = "yusuf@harborfinch.example"


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """A foreign OpenID Connect provider on this machine."""
    ida = User(sub=IT, claims={"email": IT, "email_verified": True, "name": "Yusuf Karim"})
    with run_server_in_thread(user_claims=[ida]) as server:
        yield f"http://localhost:{server.server_port}"


def _at_the_provider(page: Page, email: str) -> None:
    """The page in between leads on by itself; there one says who one is."""
    page.get_by_role("button", name=f"Authorize as {email}").click()


def test_it_sets_up_tests_and_switches_on(demo: Demo, client: Door, provider: str) -> None:
    page = client(IT).new_page()
    page.goto(demo.url("/portal/sign-on/"))
    page.locator("form:has(input[value=oidc]) button").click()
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
    page.get_by_role("button", name="Switch single sign-on on").click()
    page.get_by_text("In use").first.wait_for()
