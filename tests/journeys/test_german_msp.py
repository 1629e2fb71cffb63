"""The second MSP works in German, with a bright yellow brand."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import Door
from .demo import Demo

pytestmark = [pytest.mark.alone, pytest.mark.browser]

CLIENT = "martina.moser@moser-maschinenbau.example"
DARK_INK = """el => {
  const canvas = document.createElement("canvas").getContext("2d");
  canvas.fillStyle = getComputedStyle(el).color;
  canvas.fillRect(0, 0, 1, 1);
  const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data;
  return r + g + b < 240;
}"""


@pytest.mark.spec("G7")
def test_pages_dates_and_mails_are_german(demo: Demo, client: Door) -> None:
    page = client(CLIENT, msp="sonnberg").new_page()
    page.goto(demo.url("/portal/tickets/?view=all", msp="sonnberg"))
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.locator("#tickets a.title").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    dates = page.locator("main time").all_inner_texts()
    assert any(re.search(r"\d{1,2}\. \w+|\d{1,2}\.\d{1,2}\.|\d{1,2}:\d\d", one) for one in dates)
    assert not any(re.search(r"\b(a|p)\.?m\b", one) for one in dates)
    mail = demo.mails(CLIENT, msp="sonnberg")[-1]
    html = mail.get_body(("html",))
    assert html is not None
    assert 'lang="de"' in html.get_content()


def test_a_bright_brand_has_dark_ink_on_its_buttons(demo: Demo, client: Door) -> None:
    context = client(CLIENT, msp="sonnberg")
    page = context.new_page()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(demo.url("/portal/tickets/", msp="sonnberg"))
        assert page.locator(".btn.primary").first.evaluate(DARK_INK)
