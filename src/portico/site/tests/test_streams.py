"""Open pages cost a queue each, not a connection to the database."""

import asyncio
from uuid import uuid4

from asgiref.sync import sync_to_async
from django.db import connection
from django.http import HttpRequest

from portico.core.tenants.queries import tenant_ids
from portico.site import live

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
