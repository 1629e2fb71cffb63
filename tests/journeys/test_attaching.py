"""Files come into every form the same way, and stay when something goes wrong."""

import pytest
from playwright.sync_api import Page, expect

from .conftest import Door
from .demo import Demo
from .pictures import put

pytestmark = [pytest.mark.alone, pytest.mark.browser]

SENT = "input[type=hidden][name=files]"


def _paste_and_drop(page: Page) -> None:
    assert put(page, "form [name=body]", "paste")
    assert put(page, "form [name=subject]", "drop")
    assert put(page, "form .form-actions", "drop")
    expect(page.locator(f"form {SENT}")).to_have_count(3)
    for kind in ("dragover", "drop"):
        assert put(page, "h1", kind), "the browser would open the picture in place of the page"
    expect(page.locator("[data-file]:visible")).to_have_count(3)


def test_pictures_are_pasted_and_dropped_anywhere_in_a_new_request(
    demo: Demo, client: Door
) -> None:
    page = client().new_page()
    page.goto(demo.url("/portal/tickets/new/"))
    _paste_and_drop(page)


def test_pictures_are_pasted_and_dropped_anywhere_in_a_ticket_for_a_client(
    demo: Demo, colleague: Door
) -> None:
    page = colleague().new_page()
    page.goto(demo.url("/staff/tickets/new/"))
    page.locator("#who .rows a.title").first.click()
    _paste_and_drop(page)
