"""Open pages cost a queue each, not a connection to the database."""

import asyncio
import threading
from uuid import uuid4

from asgiref.sync import sync_to_async
from django.db import connection
from django.http import HttpRequest

from portico.core.identity import cookies
from portico.core.identity.tests.factories import a_portal_session
from portico.core.tenants.queries import tenant_ids
from portico.core.tenants.tests.factories import a_tenant
from portico.features.tickets.tests.conftest import make_cast
from portico.kernel.tenancy import scope, staff_scope
from portico.site import live
from portico.site.asgi import OPENING
from portico.site.bodies import Message

from .browsing import Browser, on_the_site

CHANNELS = {"tenant|desk": "tickets"}


def is_connected() -> bool:
    return connection.connection is not None


def test_an_open_stream_holds_no_connection(transactional_db: None) -> None:
    async def opened() -> tuple[bool, bool]:
        await sync_to_async(tenant_ids)()  # as the middleware does before the stream begins
        before = await sync_to_async(is_connected)()
        events = live._events(HttpRequest(), uuid4(), CHANNELS)
        await anext(events)
        after = await sync_to_async(is_connected)()
        await events.aclose()  # type: ignore[attr-defined] # it is a generator
        return before, after

    assert asyncio.run(opened()) == (True, False)
    assert not live.HUB.listeners
    assert not live.HUB.open


def test_pages_look_again_when_the_process_hears_again() -> None:
    async def heard() -> str:
        hub, page = live.Hub(), asyncio.Queue[str]()
        hub.listeners["tenant|desk"].add(page)
        hub._hand_out_all()
        return page.get_nowait()

    assert asyncio.run(heard()) == "tenant|desk"


def test_who_sends_a_stream_something_slowly_keeps_nobody_waiting(transactional_db: None) -> None:
    tenant = a_tenant()

    async def answered() -> Browser:
        async with asyncio.timeout(5):
            return await Browser(tenant, "/portal/events/", method="POST")(asyncio.Event().wait)  # type: ignore[arg-type] # it never comes

    assert on_the_site(answered()).status in {302, 403, 405}


def test_open_streams_hold_no_threads(transactional_db: None) -> None:
    tenant = a_tenant()
    with scope(staff_scope(tenant.id)):
        cast = make_cast(tenant)
    session = f"{cookies.PORTAL}={a_portal_session(cast.carla).secret}"
    before = threading.active_count()
    pages = [Browser(tenant, "/portal/events/", cookie=session) for _ in range(40)]
    threads = on_the_site(_threads_while_open(pages))

    assert {one.status for one in pages} == {200}
    assert all(one.body.startswith(b"retry: 2000\n\n") for one in pages)
    assert threads - before <= OPENING
    assert not live.HUB.open


async def _threads_while_open(streams: list[Browser]) -> int:
    """Open them, see how many threads there are, and close them."""
    closing = asyncio.Event()

    async def receive() -> Message:
        await closing.wait()
        return {"type": "http.disconnect"}

    opened = [asyncio.ensure_future(one(receive)) for one in streams]
    async with asyncio.timeout(30):
        while not all(one.body for one in streams):
            await asyncio.sleep(0.05)
    threads = threading.active_count()
    closing.set()
    await asyncio.gather(*opened)
    if live.HUB.task:
        live.HUB.task.cancel()
    return threads
