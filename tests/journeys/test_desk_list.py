"""The desk's list: room for what the tickets are about, on every screen and in every language."""

import pytest
from playwright.sync_api import expect

from .conftest import Door
from .demo import Demo

pytestmark = [pytest.mark.alone, pytest.mark.browser]

MSPS = [("jonas@northbeam.example", "northbeam"), ("aylin@sonnberg.example", "sonnberg")]
WIDTHS = """() => [...document.querySelectorAll(".queue thead th")].map((th) =>
  th.getBoundingClientRect().width)"""
COLLIDING = """() => [...document.querySelectorAll(".queue tbody tr")].flatMap((row) => {
  const parts = [...row.querySelectorAll("input, .subject > *, .pill, .clock b, .clock span > span, .moved > *")];
  const boxes = parts.map((part) => [part, part.getBoundingClientRect()]).filter(([, b]) => b.width);
  const hits = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  return boxes.flatMap(([one, a], place) => boxes.slice(place + 1)
    .filter(([other, b]) => !one.contains(other) && hits(a, b))
    .map(([other]) => `${one.textContent.trim()} × ${other.textContent.trim()}`));
})"""  # noqa: E501  a script
CUT_OFF = """() => [...document.querySelectorAll(".queue .pill, .queue .clock b")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent.trim())"""


@pytest.mark.parametrize(("email", "msp"), MSPS)
@pytest.mark.parametrize("width", [1024, 1280, 1440])
def test_the_subject_is_by_far_the_widest_column(
    demo: Demo, colleague: Door, width: int, email: str, msp: str
) -> None:
    page = colleague(email, msp=msp, viewport={"width": width, "height": 900}).new_page()
    page.goto(demo.url("/staff/tickets/", msp=msp))
    _box, subject, *others = page.evaluate(WIDTHS)

    assert subject > 380
    assert subject > 2 * max(others)
    assert page.evaluate(COLLIDING) == []
    assert page.evaluate(CUT_OFF) == []


@pytest.mark.parametrize(("email", "msp"), MSPS)
@pytest.mark.parametrize("view", ["open", "client", "resolved", "closed"])
def test_on_a_phone_no_status_meets_its_neighbour(
    demo: Demo, colleague: Door, view: str, email: str, msp: str
) -> None:
    page = colleague(email, msp=msp, viewport={"width": 390, "height": 844}).new_page()
    page.goto(demo.url(f"/staff/tickets/?view={view}", msp=msp))
    expect(page.locator(".queue .pill").first).to_be_visible()

    assert page.evaluate(COLLIDING) == []
    assert page.evaluate(CUT_OFF) == []


def test_what_is_cut_short_stands_in_the_title(demo: Demo, colleague: Door) -> None:
    page = colleague().new_page()
    page.goto(demo.url("/staff/tickets/"))
    link = page.locator(".queue .subject a").first
    assert link.get_attribute("title") == link.inner_text()
