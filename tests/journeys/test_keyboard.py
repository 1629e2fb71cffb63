"""The portal with a keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from .conftest import Door
from .demo import Demo

pytestmark = [pytest.mark.alone, pytest.mark.browser]

SEEN = """() => {
  const el = document.activeElement;
  if (!el || el === document.body) return "";
  const shown = el.matches("input[type=file], input[type=radio]") ? el.closest("label") ?? el : el;
  const box = shown.getBoundingClientRect();
  const on = document.elementFromPoint(box.x + Math.min(box.width / 2, 40), box.y + box.height / 2);
  const covered = !(on && (shown.contains(on) || on.contains(shown)));
  const around = el.closest(".affix, .row, .search, .composer");
  const rings = [shown, ...shown.querySelectorAll("*"), shown.parentElement, around];
  const ringed = rings.some((one) => {
    if (!one) return false;
    const how = getComputedStyle(one);
    return how.outlineStyle !== "none" || how.boxShadow !== "none";
  });
  const fault = `covered=${covered} ringed=${ringed}`;
  return covered || !ringed ? `${el.outerHTML.slice(0, 120)} ${fault}` : "";
}"""


def _tab_through(page: Page, times: int = 40) -> list[str]:
    said = []
    for _ in range(times):
        page.keyboard.press("Tab")
        said.append(str(page.evaluate(SEEN)))
    return [one for one in said if one]


@pytest.mark.spec("G6")
@pytest.mark.parametrize("path", ["/portal/tickets/", "/portal/tickets/new/"])
def test_focus_is_always_seen(demo: Demo, client: Door, path: str) -> None:
    page = client().new_page()
    page.goto(demo.url(path))
    assert _tab_through(page) == []


@pytest.mark.spec("G6")
def test_single_keys_shorten_the_way(demo: Demo, client: Door) -> None:
    page = client().new_page()
    page.goto(demo.url("/portal/"))
    page.keyboard.press("g")
    page.keyboard.press("t")
    page.wait_for_url("**/portal/tickets/**")
    page.keyboard.press("/")
    expect(page.locator("[data-key-search]")).to_be_focused()
    page.locator("main h1").click()
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#shortcuts")).to_be_hidden()
    page.keyboard.press("c")
    page.wait_for_url("**/portal/tickets/new/**")
    page.locator("[name=subject]").fill("c")
    expect(page.locator("[name=subject]")).to_have_value("c")


@pytest.mark.spec("G6")
def test_escape_gives_the_focus_back(demo: Demo, client: Door) -> None:
    page = client().new_page()
    page.goto(demo.url("/portal/tickets/"))
    button = page.locator("button[popovertarget]").first
    button.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


@pytest.mark.parametrize(("platform", "key"), [("Linux x86_64", "Ctrl"), ("MacIntel", "⌘")])
def test_a_hint_names_the_key_of_this_keyboard(
    demo: Demo, client: Door, platform: str, key: str
) -> None:
    around = client()
    around.add_init_script(
        f"Object.defineProperty(navigator, 'platform', {{ get: () => '{platform}' }})"
    )
    page = around.new_page()
    page.goto(demo.url("/portal/tickets/"))
    page.keyboard.press("?")
    expect(page.locator("#shortcuts [data-mod]")).to_have_text(key)
