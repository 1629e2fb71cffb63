"""One port, one process: pages run as WSGI on a few threads, live streams as ASGI.

Django's ASGI handler costs several times the CPU per page; a thread per open stream would cost a
thread for hours. So each kind of request goes where it is cheap. A page is called when everything
that was sent to it is here; see `bodies.py`.
"""

import asyncio
import contextlib
from typing import Any, cast
from urllib.parse import quote

from a2wsgi import WSGIMiddleware
from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.db import connections

from portico.kernel.addresses import client_address

from .bodies import Application, Arrivals, Limits, Message, Receive, Send, reading_arrived
from .environment import ENV, use_settings
from .lifeline import parent_is_gone

use_settings()

from .wsgi import application as pages  # noqa: E402  needs the settings named above

STREAMS = frozenset({"/portal/events/", "/staff/events/"})  # answers that stay open
PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
OPENING = 8  # streams of one process that ask the database at the same moment


def few_opening(application: Application, most: int) -> Application:
    """Let `most` connections at a time get as far as the first bytes of their answer.

    Until then each has a thread and a connection to the database, so a burst of openings would
    take all connections there are. The others wait for their turn.
    """
    turns = asyncio.Semaphore(most)

    async def opened(scope: Message, receive: Receive, send: Send) -> None:
        async with contextlib.AsyncExitStack() as turn:
            await turn.enter_async_context(turns)

            async def sent(message: Message) -> None:
                if message["type"] == "http.response.body":
                    await turn.aclose()  # does nothing the second time
                await send(message)

            await application(scope, receive, sent)

    return opened


def _address_of(scope: Message) -> str:
    """Who sends, as the pages see it too."""
    headers = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
    return client_address(
        (scope.get("client") or ("",))[0],
        b",".join(headers).decode("latin-1"),
        trusted=ENV.trusted_proxies,
    )


def letting_go(application: Application) -> Application:
    """Each request has a thread of its own; what it holds of the database ends with it."""

    async def let_go(scope: Message, receive: Receive, send: Send) -> None:
        async with ThreadSensitiveContext():
            try:
                await application(scope, receive, send)
            finally:
                await sync_to_async(connections.close_all)()

    return let_go


_streams = few_opening(letting_go(cast("Application", get_asgi_application())), OPENING)
_threads: Any = WSGIMiddleware(  # its types want TypedDicts
    cast("Any", reading_arrived(pages)), workers=ENV.web_threads
)
_pages = Arrivals(
    _threads,
    Limits(
        form_bytes=settings.UPLOAD_REQUEST_BYTES + settings.UPLOAD_FIELDS_BYTES,
        other_bytes=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
    ),
    folder=ENV.home / "incoming",
    address_of=_address_of,
)


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """Send each connection to the handler that suits it."""
    match scope["type"]:
        case "http":
            scope = unambiguous(scope)
            if scope["path"] in STREAMS:
                await _streams(scope, _without_body(receive), send)
            else:
                await _pages(scope, _coroutine(receive), send)
        case "lifespan":
            await _live(receive, send)
        case _:
            await send({"type": "websocket.close", "code": 1000})


def unambiguous(scope: Message) -> Message:
    """As every layer reads it the same way.

    Headers such as X_Forwarded_For, which proxies let pass and WSGI cannot tell from the real
    ones, are dropped; letters that should have been quoted in an address are quoted.
    """
    return {
        **scope,
        "headers": [one for one in scope["headers"] if b"_" not in one[0]],
        "query_string": quote(scope["query_string"], safe=PRINTABLE).encode(),
    }


def _coroutine(receive: Receive) -> Receive:
    """The server gives awaitables; handing work to a thread wants real coroutines."""

    async def received() -> Message:
        return await receive()

    return received


def _without_body(receive: Receive) -> Receive:
    """Nobody sends anything to an event stream; who tries would keep others from opening theirs."""
    waiting: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def received() -> Message:
        if waiting:
            return waiting.pop()
        while (message := await receive())["type"] == "http.request":
            pass
        return message

    return received


async def _live(receive: Receive, send: Send) -> None:
    """From start to stop of one web process; it ends with the process that started it."""
    watch = asyncio.create_task(parent_is_gone())
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            watch.cancel()
            return
