"""Pages come quickly over a slow line: few requests and few bytes, cold and warm."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from .conftest import Door
from .demo import Demo

pytestmark = [pytest.mark.alone, pytest.mark.browser]
PORTAL = ("/portal/", "/portal/tickets/", "/portal/tickets/new/")
STAFF = ("/staff/", "/staff/tickets/", "/staff/settings/brand/")
COLD, WARM, REQUESTS = 120_000, 30_000, 10


def _weigh(context: BrowserContext, url: str) -> tuple[int, int]:
    """How many requests went to the server, and the bytes that came back."""
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    bytes_: list[float] = []
    streams: set[str] = set()

    def begun(event: dict[str, Any]) -> None:
        if event.get("type") == "EventSource":
            streams.add(event["requestId"])

    def done(event: dict[str, Any]) -> None:
        if event["requestId"] not in streams and event["encodedDataLength"]:
            bytes_.append(event["encodedDataLength"])

    wire.on("Network.requestWillBeSent", begun)
    wire.on("Network.loadingFinished", done)
    page.goto(url, wait_until="load")
    page.close()
    return len(bytes_), int(sum(bytes_))


@pytest.mark.parametrize("path", PORTAL + STAFF)
def test_a_page_is_light(demo: Demo, client: Door, colleague: Door, path: str) -> None:
    context = client() if path.startswith("/portal/") else colleague()
    requests, weight = _weigh(context, demo.url(path))
    assert requests <= REQUESTS
    assert weight <= COLD
    _, again = _weigh(context, demo.url(path))
    assert again <= WARM
