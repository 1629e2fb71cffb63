"""Pages and streams go to the handler that suits them; a burst of streams waits in line."""

import asyncio
from typing import Any

import pytest

from portico.site import asgi
from portico.site.asgi import few_opening
from portico.site.bodies import Application, Message, Receive, Send


@pytest.mark.parametrize(
    "path", ["/", "/portal/", "/portal/events", "/mcp", "/mcp/x", "/events/", "/x/events/"]
)
def test_only_streams_have_no_layer_that_limits_what_is_sent(
    monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """Whoever sends without end fills the disk; who does so slowly keeps streams from opening."""
    asked: list[str] = []

    def remembering(name: str) -> Application:
        async def handler(_scope: Message, _receive: Receive, _send: Send) -> None:
            asked.append(name)

        return handler

    monkeypatch.setattr(asgi, "_pages", remembering("pages"))
    monkeypatch.setattr(asgi, "_streams", remembering("streams"))
    scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "headers": []}
    asyncio.run(asgi.application(scope, _nothing, _nothing))
    asyncio.run(asgi.application({**scope, "path": "/portal/events/"}, _nothing, _nothing))

    assert asked == ["pages", "streams"]


class Openings:
    """An application whose answers take a moment to begin and then stay open until told."""

    def __init__(self) -> None:
        self.opening = self.most = self.open = 0
        self.close = asyncio.Event()

    async def __call__(self, _scope: Message, _receive: Receive, send: Send) -> None:
        self.opening += 1
        self.most = max(self.most, self.opening)
        await asyncio.sleep(0.001)
        self.opening -= 1
        self.open += 1
        await send({"type": "http.response.start"})
        await send({"type": "http.response.body", "more_body": True})
        await self.close.wait()


async def _nothing(*_message: Any) -> Any:
    return None


async def _opened_at_once(streams: Openings) -> None:
    door = few_opening(streams, 3)
    burst = [asyncio.ensure_future(door({}, _nothing, _nothing)) for _ in range(40)]
    async with asyncio.timeout(10):
        while streams.open < len(burst):
            await asyncio.sleep(0.001)
    streams.close.set()
    await asyncio.gather(*burst)


def test_a_burst_of_streams_opens_a_few_at_a_time() -> None:
    streams = Openings()

    asyncio.run(_opened_at_once(streams))

    assert streams.most == 3


async def _failing(times: int) -> None:
    async def broken(*_connection: Any) -> None:
        raise ConnectionError

    door = few_opening(broken, 1)
    async with asyncio.timeout(10):
        for _ in range(times):
            with pytest.raises(ConnectionError):
                await door({}, _nothing, _nothing)


def test_an_opening_that_fails_gives_its_turn_back() -> None:
    asyncio.run(_failing(3))
