"""The desk invites the people of a company at once, sees how it goes, and sends one again."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import Door, Visitor
from .demo import Demo, text_of

pytestmark = [pytest.mark.alone, pytest.mark.browser]


@pytest.mark.spec("S3.3.1", "S3.3.3", "S3.3.4", "S3.3.5a", "S0.1.17", "S3.2.6")
def test_many_are_invited_with_a_number_and_one_of_them_comes(
    demo: Demo, colleague: Door, visitor: Visitor
) -> None:
    page = colleague("elena@northbeam.example").new_page()
    page.goto(demo.url("/staff/invitations/many/"))
    expect(page.locator("h1")).to_have_text("Invite people")
    page.get_by_role("button", name="Look at the list").click()
    boxes = page.locator("input[name=keep]")
    name = page.locator("tbody th b").nth(1).inner_text()
    address = page.locator("tbody tr").nth(1).locator("td").last.inner_text()
    boxes.first.uncheck()
    page.get_by_role("button", name="Go on").click()
    number = re.search(r"\d+", page.locator("h1").inner_text())
    assert number
    page.get_by_role("button", name=re.compile("^Invite")).click()
    expect(page.locator("[role=alert]")).to_contain_text("Tick the box")
    page.locator("#id_sure").check()
    page.locator("[name=message]").fill("We look forward to seeing you.")
    before = demo.count(address)
    page.get_by_role("button", name=re.compile("^Invite")).click()
    expect(page.locator("#progress")).to_contain_text(f"{number[0]} of {number[0]} done")
    mail = demo.next_mail(address, before)
    assert "We look forward to seeing you." in text_of(mail)
    page.get_by_role("link", name=name).first.click()
    page.get_by_role("button", name="Send the invitation again").click()
    expect(page.locator("main")).to_contain_text("Wait two minutes")

    link = re.search(r"http\S+/portal/invitation#\S+", text_of(mail))
    assert link
    guest = visitor().new_page()
    guest.goto(link[0])
    guest.get_by_role("button", name="Continue").click()
    expect(guest.locator("[name=email]")).to_have_value(address)
    guest.get_by_role("button", name="Send me a sign-in link").click()
    expect(guest).to_have_url(re.compile("/portal/login/check/"))
