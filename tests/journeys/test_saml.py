"""SAML in a browser: the provider's answer is a post from another site, and brings no cookie."""

import re
import threading
import zlib
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import etree
from playwright.sync_api import Request

from portico.core.federation.rules.saml import NS
from portico.core.federation.tests.factories import ANSWER, ENTITY, Saml

from .conftest import Door, Visitor, admin_presses
from .demo import Demo
from .test_single_sign_on import choose

pytestmark = [pytest.mark.browser, pytest.mark.spec("S2.8.2a", "S0.3.1")]
IT = "yusuf@harborfinch.example"
COLLEAGUE = "maya@harborfinch.example"
FORM = """<!doctype html><title>Provider</title><form method="post" action="{acs}">
<input type="hidden" name="SAMLResponse" value="{answer}">
<input type="hidden" name="RelayState" value="{relay}"><button>Go on as {email}</button></form>"""


class Provider(BaseHTTPRequestHandler):
    """Whoever comes is signed in as somebody, with a button for each."""

    def do_GET(self) -> None:
        asked = {key: one[0] for key, one in parse_qs(urlsplit(self.path).query).items()}
        question = zlib.decompress(b64decode(asked["SAMLRequest"]), -15).decode()
        pages = [
            FORM.format(relay=asked["RelayState"], email=email, **_answered(question, email))
            for email in (IT, COLLEAGUE)
        ]
        body = "".join(pages).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Nobody reads it."""


def _answered(question: str, email: str) -> dict[str, str]:
    request = etree.fromstring(question.encode())
    acs, now = str(request.get("AssertionConsumerServiceURL")), datetime.now(UTC)
    since, until = (f"{now + timedelta(minutes=one):%Y-%m-%dT%H:%M:%SZ}" for one in (-1, 5))
    known: dict[str, Any] = {
        "issuer": ENTITY,
        "acs": acs,
        "recipient": acs,
        "audience": request.findtext("{*}Issuer"),
        "asked": request.get("ID"),
        "id": f"_{email.partition('@')[0]}{request.get('ID')}",
        "subject": f"{email}-at-work",
        "email": email,
        "status": "urn:oasis:names:tc:SAML:2.0:status:Success",
        "since": since,
        "until": until,
    }
    tree = etree.fromstring(ANSWER.format(p=NS["p"], a=NS["a"], **known).encode())
    return {"acs": acs, "answer": Saml().signed(tree)}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """Its address at a site of its own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://idp.localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_an_answer_from_another_site_opens_the_browser_that_asked(
    demo: Demo, client: Door, visitor: Visitor, provider: str
) -> None:
    demo.known.pop(IT, None)  # what comes next asks for a fresh sign-in
    page = client(IT).new_page()
    page.goto(demo.url("/portal/sign-on/"))
    choose(page, "saml")
    metadata = Saml().metadata.decode()
    metadata = re.sub(r'Location="[^"]+"', f'Location="{provider}/sso"', metadata)
    page.locator("textarea[name=metadata]").fill(metadata)
    page.get_by_role("button", name="Save and read from the provider").click()
    page.get_by_role("button", name="Test the sign-in").click()
    page.get_by_role("button", name=f"Go on as {IT}").click()
    page.get_by_text("This was a test: nobody has been signed in.").wait_for()
    settings = page.locator("nav.crumbs a").first.get_attribute("href") or ""
    admin_presses(client, demo, settings, "Switch single sign-on on")
    page.goto(demo.url("/portal/sign-on/"))
    page.get_by_text("In use").first.wait_for()

    stranger = visitor().new_page()
    posted: list[Request] = []
    stranger.on("request", lambda one: posted.append(one) if one.url.endswith("/acs") else None)
    page.locator("a.row").first.click()
    stranger.goto(page.locator("#step-on code, section:last-of-type code").last.inner_text())
    stranger.locator("main form button[type=submit]").click()
    stranger.get_by_role("button", name=f"Go on as {COLLEAGUE}").click()
    stranger.wait_for_url("**/portal/")
    assert "Maya" in stranger.locator("body").inner_text()
    assert [one.method for one in posted] == ["POST"]
    assert "cookie" not in posted[0].all_headers()

    page.get_by_role("button", name="Switch single sign-on off").click()
    page.get_by_text("Switched off").first.wait_for()
