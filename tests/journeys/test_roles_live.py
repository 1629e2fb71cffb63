"""A role changes while its holder has the portal open: the menu follows, access ends at once."""

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import Door
from .demo import Demo

pytestmark = [pytest.mark.alone, pytest.mark.browser]

TOM = "tom@harborfinch.example"
TICKETS = "#side_menu a[href='/portal/tickets/']"


@pytest.mark.spec("S0.1.24", "S0.1.19")
def test_an_open_page_loses_what_is_taken_and_gets_what_is_given(
    demo: Demo, client: Door, colleague: Door
) -> None:
    tom = client(TOM).new_page()
    with tom.expect_response(lambda answer: "/portal/events/" in answer.url):
        tom.goto(demo.url("/portal/"))
    tom.evaluate("window.stays = true")
    expect(tom.locator(TICKETS)).to_be_visible()
    amelia = colleague("amelia@northbeam.example").new_page()

    _tick(amelia, demo, on=False)
    expect(tom.locator(TICKETS)).to_have_count(0)
    _tick(amelia, demo, on=True)
    expect(tom.locator(TICKETS)).to_be_visible()
    assert tom.evaluate("window.stays")

    _why(amelia, demo)
    _close_and_reopen(amelia, tom)
    demo.known.pop(TOM)


def _tick(page: Page, demo: Demo, *, on: bool) -> None:
    """The first column is the role that employees hold."""
    page.goto(demo.url("/staff/settings/roles/"))
    box = page.locator("input[name=p][value$=':tickets.view']").first
    box.set_checked(on)
    expect(page.locator("[data-affected]")).to_contain_text(re.compile(r"\d+ people affected"))
    page.locator("[data-savebar] button.primary").click()
    page.wait_for_url("**/staff/settings/roles/")
    expect(box).to_be_checked(checked=on)


def _why(page: Page, demo: Demo) -> None:
    """From the contact to the reasons is one click."""
    page.goto(demo.url("/staff/search/?q=tom+harker"))
    page.locator("main a[href*='/contacts/']", has_text="Tom Harker").first.click()
    page.locator("a[href*='/settings/roles/why/']").click()
    expect(page.get_by_text("Can sign in", exact=True)).to_be_visible()
    expect(page.get_by_text("because of the role Employee").first).to_be_visible()
    page.go_back()


def _close_and_reopen(amelia: Page, tom: Page) -> None:
    closing = amelia.locator("form[action$='/closure/']")
    if closing.locator("[name=reason]").count():
        closing.locator("[name=reason]").fill("Left the company")
    closing.locator("button[type=submit]").click()
    expect(tom).to_have_url(re.compile("/portal/login"))
    amelia.locator("form[action$='/reopening/'] button[type=submit]").click()
    expect(amelia.locator("form[action$='/closure/']")).to_have_count(1)
