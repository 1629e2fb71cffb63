"""A portal goes on, and people are let in and out: by the desk, then by the client's own admin."""

import pytest
from playwright.sync_api import Page, expect

from .conftest import Door
from .demo import Demo

pytestmark = [pytest.mark.alone, pytest.mark.browser]

MAYA = "maya@harborfinch.example"


@pytest.mark.spec("S3.1.1", "S3.2.1", "S3.2.5", "S3.7.1", "S0.1.18", "S4.8.2d", "S4.8.4c")
def test_the_desk_opens_a_portal_and_a_client_decides_about_colleagues(
    demo: Demo, colleague: Door, client: Door
) -> None:
    desk = colleague("amelia@northbeam.example").new_page()
    _switch_on(desk, demo)
    before = demo.count("owen@kestrelfreight.example")
    row = desk.locator("#people tbody tr", has_text="Owen Marsh")
    _change(desk, "quiet")
    expect(row).to_contain_text("Not invited yet")
    assert demo.count("owen@kestrelfreight.example") == before, "nobody is told"
    _change(desk, "off", reason="Parental leave")
    expect(row).to_contain_text("Portal access was switched off: Parental leave")

    _another_role_and_out(client(MAYA).new_page(), demo)


def _switch_on(page: Page, demo: Demo) -> None:
    """From the directory to the tab of a company whose portal is off."""
    page.goto(demo.url("/staff/companies/?tab=off"))
    page.get_by_role("link", name="Kestrel Freight").click()
    page.get_by_role("navigation", name="Company").get_by_role("link", name="Portal access").click()
    expect(page.get_by_text("Pays late since August")).to_be_visible()
    page.locator("#id_primary").select_option(label="Rita Kestrel")
    page.get_by_role("button", name="Switch the portal on").click()
    expect(page.locator("#people")).to_contain_text("rita@kestrelfreight.example · primary contact")


def _change(page: Page, deed: str, *, reason: str = "") -> None:
    page.get_by_label("Select Owen Marsh").check()
    page.locator("#bulk_deed").select_option(deed)
    if reason:
        page.locator("#bulk_reason").fill(reason)
    page.get_by_role("button", name="Change", exact=True).click()


def _another_role_and_out(page: Page, demo: Demo) -> None:
    """A colleague whom no other journey needs gets another role, leaves, and comes back."""
    page.goto(demo.url("/portal/people/"))
    page.get_by_role("link", name="Ruth Adeyemi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ruth Adeyemi")
    choice = page.locator("#id_role option:not(:checked)").first
    page.locator("#id_role").select_option(choice.get_attribute("value"))
    page.get_by_role("button", name="Save role").click()
    expect(page.get_by_text("It counts from the next click.")).to_be_visible()

    page.get_by_role("link", name="Has left…").click()
    expect(page.get_by_text("Open tickets go to the colleague")).to_be_visible()
    page.locator("#id_reason").fill("Left in October")
    page.locator("#id_successor").select_option(label="Daniel Finch")
    page.get_by_role("button", name="Ruth Adeyemi has left").click()
    expect(page.get_by_text("Does not work there any more.")).to_be_visible()
    page.get_by_role("button", name="Came back").click()
    page.get_by_role("button", name="Open it again as it was").click()
    expect(page.get_by_role("button", name="Open it again as it was")).to_have_count(0)
