"""A browser and a running demo for the journeys; without Chromium they say so."""

import signal
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, sync_playwright
from tools import chromium

from .demo import Demo, client_signs_in, colleague_signs_in, running_demo

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic"]
PATIENCE = 15_000
LONGEST = 240  # seconds of one journey
ADMIN = "maya@harborfinch.example"

type Visitor = Callable[..., BrowserContext]
type Door = Callable[..., BrowserContext]


@pytest.fixture(autouse=True)
def _ends() -> Iterator[None]:
    """Closing a page knows no timeout: a browser that has stopped answering fails its test."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"the browser has not answered for {LONGEST} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(LONGEST)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="session")
def demo() -> Iterator[Demo]:
    """One `portico up --demo` for everything in this folder."""
    if chromium.find() is None:
        pytest.skip("not run here: browser journeys: there is no Chromium")
    with running_demo() as found:
        yield found


@pytest.fixture(scope="module")
def browser(demo: Demo) -> Iterator[Browser]:
    """For each file anew: what runs between the files must not find Playwright's event loop."""
    with sync_playwright() as playwright:
        try:
            found = playwright.chromium.launch(
                executable_path=chromium.find(), args=[*FLAGS, "--no-first-run"]
            )
        except Error as problem:
            pytest.skip(f"not run here: browser journeys: Chromium: {problem.message[:80]}")
        yield found
        found.close()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visitor]:
    """Opens browsers of people nobody knows yet."""
    opened: list[BrowserContext] = []

    def open_one(**wishes: object) -> BrowserContext:
        context = browser.new_context(**{"reduced_motion": "reduce", "locale": "en-GB", **wishes})  # type: ignore[arg-type]  # a bag of options
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def client(demo: Demo, visitor: Visitor) -> Door:
    """The browser of a contact who is signed in."""

    def enter(
        email: str = "maya@harborfinch.example", *, msp: str = "northbeam", **wishes: object
    ) -> BrowserContext:
        if email not in demo.known:
            fresh = visitor()
            client_signs_in(fresh.new_page(), demo, email, msp=msp)
            demo.known[email] = fresh.storage_state()
        return visitor(storage_state=demo.known[email], **wishes)

    return enter


@pytest.fixture
def colleague(demo: Demo, visitor: Visitor) -> Door:
    """The browser of a technician or owner who is signed in."""

    def enter(
        email: str = "jonas@northbeam.example", *, msp: str = "northbeam", **wishes: object
    ) -> BrowserContext:
        if email not in demo.known:
            fresh = visitor()
            colleague_signs_in(fresh.new_page(), demo, email, msp=msp)
            demo.known[email] = fresh.storage_state()
        return visitor(storage_state=demo.known[email], **wishes)

    return enter


def admin_presses(client: Door, demo: Demo, path: str, button: str) -> None:
    """What asks for somebody who gives access to the whole company, and for a fresh sign-in."""
    page = client(ADMIN).new_page()
    page.goto(demo.url(path))
    if "/proof/" in page.url:  # asked for seldom: an address gets a few sign-in mails only
        demo.known.pop(ADMIN, None)
        page = client(ADMIN).new_page()
        page.goto(demo.url(path))
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()
