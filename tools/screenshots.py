"""Draw the pictures of the documentation from a fresh demo: `make screenshots`."""

import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Page, StorageState, sync_playwright
from tests.journeys.demo import Demo, client_signs_in, colleague_signs_in, running_demo

from . import chromium
from .repository import ROOT

FOLDER = ROOT / "docs" / "images"
MOST = 120_000
TICKET = ("#tickets a.title, #tickets .subject a",)
ACCESS = ("main tbody a", ".tabs a:nth-child(2)")


class Shot(NamedTuple):
    """One picture: whose page, where, how wide; `opens` follows the first link that each names."""

    name: str
    who: str
    path: str
    width: int = 1440
    scheme: str = "light"
    opens: tuple[str, ...] = ()


SHOTS = (
    Shot("sign-in", "", "/portal/login"),
    Shot("home", "client", "/portal/"),
    Shot("home-dark", "client", "/portal/", scheme="dark"),
    Shot("home-phone", "client", "/portal/", width=390),
    Shot("tickets", "client", "/portal/tickets/"),
    Shot("ticket", "client", "/portal/tickets/", opens=TICKET),
    Shot("ticket-phone", "client", "/portal/tickets/", width=390, opens=TICKET),
    Shot("new-request", "client", "/portal/tickets/new/"),
    Shot("staff-list", "owner", "/staff/tickets/"),
    Shot("staff-list-dark", "owner", "/staff/tickets/", scheme="dark"),
    Shot("staff-ticket", "owner", "/staff/tickets/", opens=TICKET),
    Shot("brand-settings", "owner", "/staff/settings/brand/"),
    Shot("directory", "owner", "/staff/companies/"),
    Shot("portal-access", "owner", "/staff/companies/?q=harbor", opens=ACCESS),
    Shot("invite-people", "owner", "/staff/invitations/many/"),
    Shot("roles", "owner", "/staff/settings/roles/"),
    Shot("activity-log", "owner", "/staff/settings/log/"),
    Shot("account", "client", "/portal/account/"),
    Shot("single-sign-on", "client", "/portal/sign-on/"),
)

type Door = Callable[[Page, Demo, str], None]
PEOPLE: dict[str, tuple[Door, str]] = {
    "client": (client_signs_in, "maya@harborfinch.example"),
    "owner": (colleague_signs_in, "amelia@northbeam.example"),
}


def draw(browser: Browser, demo: Demo) -> None:
    """All pictures, each person signing in once."""
    known: dict[str, StorageState | None] = {"": None}
    for who, (sign_in, email) in PEOPLE.items():
        context = browser.new_context(locale="en-GB")
        sign_in(context.new_page(), demo, email)
        known[who] = context.storage_state()
        context.close()
    for shot in SHOTS:
        file = FOLDER / f"{shot.name}.png"
        file.write_bytes(smaller(_taken(browser, demo, shot, known[shot.who])))
        print(f"{file.relative_to(ROOT)}  {file.stat().st_size // 1000} KB")


def _taken(browser: Browser, demo: Demo, shot: Shot, state: StorageState | None) -> bytes:
    context = browser.new_context(
        viewport={"width": shot.width, "height": 844 if shot.width < 500 else 900},
        color_scheme="dark" if shot.scheme == "dark" else "light",
        storage_state=state,
        locale="en-GB",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(demo.url(shot.path))
    for link in shot.opens:
        with page.expect_navigation():
            page.locator(link).first.click()
    page.evaluate("document.fonts.ready")
    picture = page.screenshot()
    context.close()
    return picture


def smaller(picture: bytes) -> bytes:
    """With as many colours as fit into the size that a README can afford."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    out = BytesIO()
    for colours in (256, 128, 64, 32):
        out = BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= MOST:
            break
    return out.getvalue()


def main() -> int:
    """Entry of the command; returns its exit code."""
    if problem := chromium.get():
        print(f"There is no Chromium: {problem}")
        return 1
    Path(FOLDER).mkdir(parents=True, exist_ok=True)
    with running_demo() as demo, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find(), args=["--no-sandbox", "--disable-gpu"]
        )
        draw(browser, demo)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
