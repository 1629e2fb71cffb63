"""Walk through every page that links lead to, and look at each: wide, narrow, light and dark."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

AXE = Path(__file__).with_name("node_modules") / "axe-core" / "axe.min.js"
CHANGES = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/)|\d{8}T\d{6}-[0-9a-f-]+")
NOT_PAGES = re.compile(r"/export/|/files/|/api/|\.css|\.svg|/metrics|/healthz|/events/")
LINKS = "els => els.filter(e => !e.hasAttribute('download')).map(e => e.href)"
JUDGE = """rules => axe.run(document, rules).then(found => found.violations.map(one =>
  `${one.id}: ${one.nodes.slice(0, 3).map(node => node.target.join(' ')).join(' | ')}`))"""
RULES: dict[str, Any] = {"resultTypes": ["violations"], "iframes": False}  # all that axe knows
CONTRAST = ["color-contrast", "link-in-text-block"]
LAYOUT = ["target-size", "scrollable-region-focusable"]
SOME = RULES | {"runOnly": {"type": "rule", "values": [*CONTRAST, *LAYOUT]}}
# A phone shows the same document in another layout, and the dark scheme in other colours.
type Rules = tuple[dict[str, Any] | None, dict[str, Any] | None]  # for the light and dark scheme
USUAL: dict[int, Rules] = {390: (None, SOME), 1440: (RULES, None)}
EVERYTHING: dict[int, Rules] = {390: (RULES, SOME), 1440: (RULES, SOME)}
WIDTHS = (320, 390, 768, 1440)
SHOWS_ALL = "/dev/ui"


@dataclass
class Findings:
    """What was wrong, each with its page."""

    seen: list[str] = field(default_factory=list)
    axe: list[str] = field(default_factory=list)
    wide: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)


def walk(context: BrowserContext, starts: list[str], found: Findings) -> None:
    """Every kind of page once: those that differ only by a number are one."""
    page = context.new_page()
    origin = re.match(r"https?://[^/]+", starts[0])
    assert origin
    listen(page, origin[0], found)
    known: set[str] = set()
    ahead = list(starts)
    while ahead:
        url = ahead.pop(0)
        if (kind := _kind(url)) in known:
            continue
        known.add(kind)
        page.goto(url)
        ahead += [link for link in page.locator("a[href]").evaluate_all(LINKS) if origin[0] in link]
        ahead = [link for link in ahead if not NOT_PAGES.search(link)]
        look(page, found)
    page.close()


def _kind(url: str) -> str:
    return CHANGES.sub("·", url.partition("#")[0].partition("?")[0]).rstrip("/")


def listen(page: Page, origin: str, found: Findings) -> None:
    """Note what the page fetches from elsewhere, and what it complains about."""
    page.on("request", lambda one: _foreign(one.url, origin, found))
    page.on("console", lambda said: _said(said.type, said.text, page, found))
    page.on("pageerror", lambda error: found.console.append(f"{page.url}: {error}"))


def _foreign(url: str, origin: str, found: Findings) -> None:
    if not url.startswith((origin, "data:", "blob:")):
        found.strangers.append(url)


def _said(kind: str, text: str, page: Page, found: Findings) -> None:
    if kind == "error" and "the server responded with a status of 4" not in text:
        found.console.append(f"{page.url}: {text}")


def look(page: Page, found: Findings) -> None:
    """The page that is open now, at each width and in both schemes."""
    url = page.url
    found.seen.append(url)
    if AXE.exists():
        page.evaluate(AXE.read_text())
    rules = EVERYTHING if SHOWS_ALL in url else USUAL
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        more = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if more > 0:
            found.wide.append(f"{url} at {width}: {more} px too wide")
        if AXE.exists():
            _judge_both(page, rules.get(width, (None, None)), f"{url} ({width}", found)


def _judge_both(page: Page, rules: Rules, where: str, found: Findings) -> None:
    light, dark = rules
    if light:
        _judge(page, light, f"{where} light)", found)
    if dark:
        page.emulate_media(color_scheme="dark")
        _judge(page, dark, f"{where} dark)", found)
        page.emulate_media(color_scheme="light")


def _judge(page: Page, rules: dict[str, Any], where: str, found: Findings) -> None:
    found.axe += [f"{where}: {words}" for words in page.evaluate(JUDGE, rules)]
