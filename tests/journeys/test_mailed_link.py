"""The mailed link: one more click where it was asked for, a code elsewhere, never a scanner."""

import pytest
from playwright.sync_api import Page, expect

from .conftest import Visitor
from .demo import Demo, code_in, fetch, link_in

pytestmark = [pytest.mark.alone, pytest.mark.browser]


def _ask(page: Page, demo: Demo, email: str) -> tuple[str, str]:
    """The link and the code that come by mail."""
    seen = demo.count(email)
    page.goto(demo.url("/portal/login"))
    page.locator("input[name=email]").fill(email)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/login/check/")
    mail = demo.next_mail(email, seen)
    return link_in(mail), code_in(mail)


def _signed_in(page: Page) -> None:
    page.wait_for_url(lambda url: "/login" not in url)
    expect(page.locator(".shell main h1")).to_be_visible()


@pytest.mark.spec("S1.3.1")
def test_the_link_signs_in_with_one_button_where_it_was_asked_for(
    demo: Demo, visitor: Visitor
) -> None:
    page = visitor().new_page()
    link, _ = _ask(page, demo, "daniel@harborfinch.example")
    page.goto(link)
    page.locator("form:has([data-fragment]) button[type=submit]").click()
    _signed_in(page)


def test_the_link_does_not_sign_in_another_browser_by_itself(demo: Demo, visitor: Visitor) -> None:
    page, other = visitor().new_page(), visitor().new_page()
    link, code = _ask(page, demo, "tom@harborfinch.example")
    other.goto(link)
    button = other.locator("form:has([data-fragment]) button[type=submit]")
    if button.count() and button.is_visible():
        button.click()
    expect(other.locator("main")).to_contain_text("code")
    other.goto(demo.url("/portal/"))
    assert "/login" in other.url
    page.locator("input[name=code]").fill(code)
    page.locator("form:has(input[name=code]) button[type=submit]").click()
    _signed_in(page)


@pytest.mark.spec("S1.3.3")
def test_scanners_that_open_the_link_do_not_use_it_up(demo: Demo, visitor: Visitor) -> None:
    page, scanner = visitor().new_page(), visitor().new_page()
    link, _ = _ask(page, demo, "daniel@harborfinch.example")
    assert [fetch(demo, link, method=method) for method in ("HEAD", "GET", "GET")] == [
        403
    ] * 3  # not the browser that asked
    scanner.goto(link)
    button = scanner.locator("form:has([data-fragment]) button[type=submit]")
    if button.count() and button.is_visible():
        button.click()
    scanner.goto(demo.url("/portal/"))
    assert "/login" in scanner.url

    page.goto(link)
    page.locator("form:has([data-fragment]) button[type=submit]").click()
    _signed_in(page)
