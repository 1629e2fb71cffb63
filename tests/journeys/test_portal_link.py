"""A portal link: staff make it, somebody new joins with a phone, a stranger waits for a yes."""

import pytest
from playwright.sync_api import Page, expect

from .conftest import Door, Visitor
from .demo import Demo, code_in

pytestmark = [pytest.mark.alone, pytest.mark.browser]

PHONE = {"width": 390, "height": 844}


def _make_link(page: Page, demo: Demo) -> str:
    """As a technician does it, from the page of the company."""
    page.goto(demo.url("/staff/companies/"))
    page.get_by_role("link", name="Harbor & Finch").first.click()
    page.locator("nav.tabs").get_by_role("link", name="Links").click()
    page.get_by_role("link", name="New link").click()
    page.get_by_label("Allowed e-mail domains").fill("harborfinch.example")
    page.get_by_role("button", name="Make the link").click()
    url = page.get_by_role("textbox", name="Address", exact=True).input_value()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("section.card", has=page.locator("#as-url")).get_by_role("button").click()
    expect(page.get_by_text("Copied", exact=True)).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == url
    return url


def _ask(page: Page, demo: Demo, url: str, email: str) -> None:
    """Open the link, say who it is, and type the code from the mail."""
    seen = demo.count(email)
    page.goto(url)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("First name").fill("Ines")
    page.get_by_label("Last name").fill("Carvalho")
    page.get_by_label("Work e-mail").fill(email)
    if (site := page.get_by_label("Where do you work?")).count():
        site.select_option(index=1)
    page.get_by_role("button", name="Send me a code").click()
    page.wait_for_url("**/portal/join/code/")
    page.locator("input[name=code]").fill(code_in(demo.next_mail(email, seen)))
    page.locator("form:has(input[name=code]) button[type=submit]").click()


@pytest.mark.spec("S4.1.1", "S4.1.5", "S4.3.5", "S4.4.7", "S4.10.4")
def test_a_link_from_the_desk_to_the_first_page_of_somebody_new(
    demo: Demo, visitor: Visitor, colleague: Door
) -> None:
    desk = colleague().new_page()
    url = _make_link(desk, demo)
    phone = visitor(viewport=PHONE).new_page()
    _ask(phone, demo, url, "ines@harborfinch.example")
    expect(phone.locator(".shell main h1")).to_be_visible()

    stranger = visitor(viewport=PHONE).new_page()
    _ask(stranger, demo, url, "ines@porto-studio.example")
    expect(stranger.get_by_role("heading", name="Nearly there, Ines")).to_be_visible()

    desk.goto(demo.url("/staff/links/requests/"))
    card = desk.locator("section.card", has_text="ines@porto-studio.example")
    card.get_by_role("button", name="Let in").click()
    expect(desk.get_by_text("They are in.")).to_be_visible()
    desk.goto(demo.url("/staff/links/doctor/"))
    desk.get_by_label("Link or text with a link").fill(f"<{url}>.")
    desk.get_by_role("button", name="Examine").click()
    expect(desk.get_by_text("The link works.")).to_be_visible()
