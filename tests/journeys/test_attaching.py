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


def test_a_draft_keeps_its_files_when_the_page_is_loaded_again(demo: Demo, client: Door) -> None:
    page = client().new_page()
    page.goto(demo.url("/portal/tickets/new/"))
    page.locator("[name=subject]").fill("The projector hums")
    put(page, "form [name=body]", "paste")
    put(page, "form [name=body]", "drop")
    expect(page.locator(f"form {SENT}")).to_have_count(2)
    page.locator("[data-remove]").first.click()
    page.reload()
    expect(page.locator("[name=subject]")).to_have_value("The projector hums")
    expect(page.locator(f"form {SENT}")).to_have_count(1)
    expect(page.locator("form [data-file]")).to_contain_text("drop.png")
    page.locator("[name=body]").fill("Since it was moved.")
    page.locator("form#form button[type=submit]").click()
    expect(page.locator("h1")).to_have_text("The projector hums")
    page.goto(demo.url("/portal/tickets/new/"))
    expect(page.locator("[name=subject]")).to_have_value("")
    expect(page.locator("form [data-file]")).to_have_count(0)


def test_offline_a_reply_stays_where_it_was_written(demo: Demo, client: Door) -> None:
    page = client().new_page()
    page.goto(demo.url("/portal/tickets/?scope=mine"))
    page.locator("#tickets a.title").first.click()
    words = page.locator("#reply-form textarea")
    words.fill("Here is what it shows.")
    put(page, "#reply-form textarea", "paste")
    expect(page.locator(f"#reply-form {SENT}")).to_have_count(1)
    page.context.set_offline(True)
    page.locator("#reply-form button[type=submit]").click()
    notice = page.locator(".trouble", has_text="You are offline. We keep your text")
    expect(notice).to_be_visible()
    expect(words).to_have_value("Here is what it shows.")
    page.context.set_offline(False)
    expect(notice).to_have_count(0)
    page.reload()
    expect(words).to_have_value("Here is what it shows.")
    expect(page.locator("#reply-form [data-file]")).to_contain_text("paste.png")
    page.locator("#reply-form button[type=submit]").click()
    sent = page.locator("#conversation .bubble.mine", has_text="Here is what it shows.")
    expect(sent).to_be_visible()
    expect(page.locator("#reply-form [data-file]")).to_have_count(0)
