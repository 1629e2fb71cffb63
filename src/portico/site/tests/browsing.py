"""The whole application without a server: requests as ASGI, for tests of what runs side by side."""

import asyncio
from collections.abc import Awaitable
from urllib.parse import urlencode

from django.db import connections

from portico.core.tenants.models import Tenant
from portico.site import asgi
from portico.site.bodies import Message, Receive

FORM = (b"content-type", b"multipart/form-data; boundary=x")


class Browser:
    """One request."""

    def __init__(
        self,
        tenant: Tenant,
        path: str,
        *,
        method: str = "GET",
        query: dict[str, str] | None = None,
        cookie: str = "",
    ) -> None:
        host = f"{tenant.slug}.example.com".encode()
        self.scope: Message = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": urlencode(query or {}).encode(),
            "root_path": "",
            "headers": [(b"host", host), FORM, (b"cookie", cookie.encode())],
            "client": ("192.0.2.1", 5),
            "server": ("127.0.0.1", 8000),
        }
        self.status = 0
        self.headers: dict[bytes, bytes] = {}
        self.body = b""

    async def __call__(self, receive: Receive) -> "Browser":
        await asgi.application(self.scope, receive, self._send)
        return self

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
        self.body += message.get("body", b"")


def on_the_site[T](work: Awaitable[T]) -> T:
    """Let it run in a loop of its own; the threads for pages let go of the database afterwards."""

    async def run() -> T:
        return await work

    try:
        return asyncio.run(run())
    finally:
        asgi._threads.executor.submit(connections.close_all).result()
