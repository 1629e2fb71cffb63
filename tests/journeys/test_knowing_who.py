"""Staff look at the portal as a client does, and both sides make sure whom they talk to."""

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import Door
from .demo import Demo

pytestmark = [pytest.mark.alone, pytest.mark.browser]

MAYA = "maya@harborfinch.example"
JONAS = "jonas@northbeam.example"


def _to_maya(page: Page, demo: Demo) -> str:
    """The page of the contact at the desk, and its address."""
    page.goto(demo.url("/staff/companies/?q=Harbor"))
    page.get_by_role("link", name=re.compile("Harbor")).first.click()
    page.get_by_role("link", name=re.compile("Maya Okafor")).first.click()
    expect(page.locator("h1")).to_have_text("Maya Okafor")
    return page.url


def _digits(page: Page, place: str) -> str:
    return re.sub(r"\D", "", page.locator(place).inner_text())


@pytest.mark.spec("S0.1.21", "S0.1.23", "S1.2.5", "S1.5.7")
def test_an_employee_looks_as_maya_does_and_goes_back(colleague: Door, demo: Demo) -> None:
    page = colleague(JONAS).new_page()
    contact = _to_maya(page, demo)
    page.get_by_role("link", name="View as Maya Okafor").click()
    page.get_by_label("Reason").fill("#4817")
    page.get_by_role("button", name="View the portal").click()

    strip = page.locator(".banner.impersonating")
    expect(strip).to_contain_text("you are viewing the portal as Maya Okafor")
    expect(strip.locator("[data-countdown]")).to_have_text(re.compile(r"14:\d\d"))
    page.goto(demo.url("/portal/pin/"))
    expect(page.locator("main")).to_contain_text("Only the person themselves sees the PIN")
    refused = page.evaluate(
        "fetch('/portal/account/', {method: 'POST', body: 'x'}).then(one => one.status)"
    )
    assert refused == 403

    page.locator(".banner.impersonating button").click()
    expect(page).to_have_url(contact)
    page.goto(demo.url("/portal/"))
    expect(page).to_have_url(re.compile("/portal/login/"))


@pytest.mark.spec("S2.2.9")
def test_both_sides_make_sure_whom_they_talk_to(client: Door, colleague: Door, demo: Demo) -> None:
    desk, portal = colleague(JONAS).new_page(), client(MAYA).new_page()
    _to_maya(desk, demo)
    desk.get_by_role("link", name="Check identity").click()
    portal.goto(demo.url("/portal/"))
    portal.get_by_role("button", name="account menu").click()
    portal.locator("#me").get_by_role("link", name="Support PIN").click()
    expect(portal.locator("h1")).to_have_text("Support PIN")
    desk.get_by_role("textbox", name="Support PIN").fill(_digits(portal, "#pin"))
    desk.get_by_role("button", name="Check", exact=True).click()
    expect(desk.locator("#state")).to_contain_text("Verified: this is Maya Okafor")

    desk.get_by_role("button", name=re.compile("Show a (new )?code")).click()
    code = _digits(desk, "#our-code")
    portal.goto(demo.url("/portal/pin/"))
    portal.locator("#caller input[name=code]").fill(code)
    portal.get_by_role("button", name="Check", exact=True).click()
    expect(portal.locator("#caller")).to_contain_text("Yes: Jonas Weber")

    portal.goto(demo.url("/portal/pin/"))
    with desk.expect_response(re.compile("/staff/events/")):  # from here on the desk hears
        desk.get_by_role("button", name="Send a code by e-mail").click()
    portal.get_by_role("button", name="No, that is not me").click()  # it appears by itself
    expect(desk.locator("#state")).to_contain_text("that is not me")
    expect(desk.locator("#state")).to_contain_text("What to say")
