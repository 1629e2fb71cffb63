"""A client's own IT connects its directory: tried out, live, and whoever leaves is out at once."""

import http.client
import json
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from .conftest import Door, Visitor, admin_presses
from .demo import Demo, client_signs_in

pytestmark = [pytest.mark.browser, pytest.mark.spec("S2.8.2b", "S4.8.4b")]
IT = "yusuf@harborfinch.example"
NEW = "noor@harborfinch.example"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


@pytest.fixture(autouse=True)
def _protocol() -> None:
    if find_spec("email_validator") is None:
        pytest.skip("not run here: SCIM: scim2-models needs the package email-validator")


def directory_sends(
    demo: Demo, address: str, token: str, *, method: str, path: str, body: dict[str, Any]
) -> Any:
    """One request of the foreign directory; any: whatever it is told."""
    connection = http.client.HTTPConnection("127.0.0.1", demo.port, timeout=20)
    headers = {
        "Host": f"northbeam.localhost:{demo.port}",
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/scim+json",
    }
    _host, _slash, rest = address.partition("://")[2].partition("/")
    connection.request(method, f"/{rest}/{path}", json.dumps(body), headers)
    answer = connection.getresponse()
    told = answer.read()
    connection.close()
    assert answer.status < 300, told
    return json.loads(told) if told else None


def test_a_directory_adds_somebody_and_shuts_them_out(
    demo: Demo, client: Door, visitor: Visitor
) -> None:
    page: Page = client(IT).new_page()
    page.goto(demo.url("/portal/provisioning/"))
    page.get_by_label("Name").fill("Entra ID")
    page.get_by_role("button", name="Connect").click()
    token = page.locator("#secret").input_value()
    address = page.locator("#address").input_value()

    told = {
        "schemas": [USER],
        "userName": NEW,
        "displayName": "Noor Haddad",
        "active": True,
        "emails": [{"value": NEW, "type": "work", "primary": True}],
    }
    made = directory_sends(demo, address, token, method="POST", path="Users", body=told)
    page.goto(demo.url("/portal/provisioning/"))
    page.get_by_role("link", name="Entra ID").click()
    expect(page.get_by_text("is new and gets access")).to_be_visible()
    assert token not in page.content()
    seen = demo.count(NEW)
    admin_presses(client, demo, urlsplit(page.url).path, "Go live")
    demo.next_mail(NEW, seen)

    noor = visitor().new_page()
    client_signs_in(noor, demo, NEW)
    noor.goto(demo.url("/portal/"))
    off = [{"op": "Replace", "path": "active", "value": "False"}]
    body = {"schemas": [PATCH], "Operations": off}
    directory_sends(demo, address, token, method="PATCH", path=f"Users/{made['id']}", body=body)
    noor.wait_for_url("**/portal/login**", timeout=45_000)

    page.reload()
    expect(page.get_by_text("Access closed")).to_be_visible()
    page.get_by_role("button", name="Switch off").click()
    expect(page.get_by_text("The directory gets no answer.")).to_be_visible()
