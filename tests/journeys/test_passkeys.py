"""A client adds a passkey, comes in with it and confirms with it; another one takes an app."""

import time

import pyotp
import pytest
from playwright.sync_api import CDPSession, Page, expect

from .conftest import Visitor
from .crawl import Findings, listen, look
from .demo import Demo, client_signs_in

pytestmark = [pytest.mark.alone, pytest.mark.browser]
CLARA = "clara@harborfinch.example"
MOLLY = "molly@lakeviewdental.example"  # her company has allowed passwords
WORDS = "seven tall lamps by the quay"
STEP = 30  # seconds that a code of an app is for


type Device = tuple[CDPSession, str]


def _with_a_device(page: Page) -> Device:
    """A passkey store in software, which says yes whenever it is asked."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    added = devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devices, str(added["authenticatorId"])


def _synced(device: Device, other: Device) -> None:
    """The maker of the device copies its passkeys to another one of the same person."""
    known = device[0].send("WebAuthn.getCredentials", {"authenticatorId": device[1]})
    for one in known["credentials"]:
        wanted = {"authenticatorId": other[1], "credential": one}
        other[0].send("WebAuthn.addCredential", wanted)


def _watched(page: Page, demo: Demo) -> Findings:
    found = Findings()
    listen(page, demo.url(""), found)
    return found


def _nothing_was_wrong(found: Findings) -> None:
    assert [*found.axe, *found.wide, *found.console, *found.strangers] == []


@pytest.mark.spec("S0.3.1", "S0.3.2")
def test_a_passkey_is_added_opens_the_door_and_confirms(demo: Demo, visitor: Visitor) -> None:
    page = visitor().new_page()
    found = _watched(page, demo)
    client_signs_in(page, demo, CLARA)
    device = _with_a_device(page)
    page.goto(demo.url("/portal/account/passkeys/new/"))
    look(page, found)
    page.get_by_label("Name").fill("Clara's laptop")
    page.locator("form[data-passkey] button[type=submit]").click()
    page.wait_for_url("**/portal/account/")
    expect(page.locator("#security")).to_contain_text("Clara's laptop")
    look(page, found)

    with page.expect_navigation():
        page.locator("form[action$='/logout/']").first.evaluate("one => one.submit()")
    page.wait_for_url(lambda url: "/login" not in url)  # the field offers it, the device says yes
    page.goto(demo.url("/portal/account/"))
    expect(page.locator("#devices .row").first).to_contain_text("Passkey")

    phone = visitor().new_page()  # a mail lets in there, but changes nothing of the ways to sign in
    client_signs_in(phone, demo, CLARA)
    _synced(device, _with_a_device(phone))
    phone.goto(demo.url("/portal/account/app/"))
    expect(phone.get_by_role("heading", level=1)).to_have_text("Confirm that it is you")
    look(phone, found)
    phone.get_by_role("button", name="Use a passkey").click()
    phone.wait_for_url("**/portal/account/app/")
    _nothing_was_wrong(found)


def _next_code(page: Page, *, steps: int = 0) -> str:
    """What an app shows that was given the key of this page."""
    page.locator("details summary").click()
    key = page.locator("details .mono").inner_text().replace(" ", "")
    page.locator("details summary").click()
    return pyotp.TOTP(key).at(int(time.time()) + steps * STEP)


@pytest.mark.spec("S0.3.2", "S0.3.3")
def test_a_password_and_an_app_open_the_door_together(demo: Demo, visitor: Visitor) -> None:
    page = visitor().new_page()
    found = _watched(page, demo)
    client_signs_in(page, demo, MOLLY)
    page.goto(demo.url("/portal/account/password/"))
    page.locator("main input[name=password]").fill(WORDS)
    look(page, found)
    page.get_by_role("button", name="Set the password").click()
    page.wait_for_url("**/portal/account/")
    page.goto(demo.url("/portal/account/app/"))
    look(page, found)
    later = _next_code(page, steps=1)  # each code counts once, so the sign-in takes the next one
    page.locator("main input[name=code]").fill(_next_code(page))
    page.get_by_role("button", name="Use this app").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    expect(page.locator("main ol li")).to_have_count(10)
    look(page, found)

    page.context.clear_cookies()
    page.goto(demo.url("/portal/login"))
    page.get_by_role("link", name="Use a password").click()
    look(page, found)
    page.locator("input[name=email]").fill(MOLLY)
    page.locator("input[name=password]").fill(WORDS)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/login/second/**")
    look(page, found)
    page.locator("input[name=code]").fill(later)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/login" not in url)
    _nothing_was_wrong(found)
