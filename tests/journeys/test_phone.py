"""The client's half of the story on a phone."""

import pytest
from playwright.sync_api import FilePayload, expect

from .conftest import Door
from .demo import Demo
from .pictures import a_picture

pytestmark = [pytest.mark.alone, pytest.mark.browser]


@pytest.mark.spec("G6")
def test_a_client_asks_and_replies_on_a_phone(demo: Demo, client: Door) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    page = client(**phone).new_page()
    page.goto(demo.url("/portal/"))
    page.locator(".tabbar a.new").tap()
    page.locator("[name=subject]").fill("The door camera is dark")
    expect(page.get_by_text("or drop them here")).to_be_hidden()
    expect(page.locator("#form .upload").get_by_text("Take a photo")).to_be_visible()
    page.locator("[name=body]").fill("Photo attached.")
    photo = FilePayload(name="door.png", mimeType="image/png", buffer=a_picture("door"))
    page.locator("#form .upload").get_by_label("Take a photo").set_input_files(photo)
    expect(page.locator("#form input[type=hidden][name=files]")).to_have_count(1)
    page.locator("#form button[type=submit]").tap()
    expect(page.locator("h1")).to_have_text("The door camera is dark")
    page.locator("#reply-form textarea").fill("It is the one at the back.")
    page.locator("#reply-form button[type=submit]").tap()
    expect(page.locator("#conversation .bubble.mine", has_text="at the back")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
