"""What people send has arrived before a thread and a transaction are taken for it.

A picture from a slow phone takes minutes. Meanwhile it costs a little memory, or a file without a
name; pages of others are answered. What is too large, too slow or too much at once is not waited
for: the page that answers says so, see `Unarrived`.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from io import BufferedIOBase, BytesIO
from pathlib import Path
from typing import Any

from portico.kernel.spool import Spool

type Message = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]
type Application = Callable[[Message, Receive, Send], Awaitable[None]]
type Pages = Callable[[dict[str, Any], Any], Any]  # a WSGI application

log = logging.getLogger("portico.web")
ARRIVED = "portico.body"  # in the scope of ASGI
REFUSED = "portico.refused"  # in the environment of WSGI, where no header can come to lie
WITHOUT_BODY = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
MULTIPART = b"multipart/form-data"


class Unarrived(Enum):
    """Why a body was not waited for."""

    TOO_LARGE = "too large"
    TOO_SLOW = "too slow"
    TOO_MANY = "too many"


class NotWaitedFor(Exception):
    """The body goes to no page; the reason does."""

    def __init__(self, reason: Unarrived) -> None:
        super().__init__(reason.value)
        self.reason = reason


class HungUp(Exception):
    """Whoever sent it is gone, and nobody waits for an answer."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one process puts up with."""

    form_bytes: int  # a form with files
    other_bytes: int  # everything else
    memory: int = 128 * 1024  # of one body; what is more goes into a file
    bodies: int = 400  # on their way at the same moment
    each: int = 60  # of these, of one address: a company may have one for all its people
    files: int = 40  # of these, so large that they need a file
    files_each: int = 15  # of these, of one address
    silence: float = 30.0  # seconds without a byte
    patience: float = 60.0  # seconds for a small body
    slowest: int = 4 * 1024  # bytes a second that a large one brings at least
    linger: float = 10.0  # seconds in which the rest of a refused body is read and dropped


@dataclass(frozen=True, slots=True)
class Arrived:
    """A body that is all here, or why it is not."""

    content: BufferedIOBase
    size: int
    refused: Unarrived | None = None


class Arrivals:
    """An ASGI layer: calls `inner` when the body is here, with an `Arrived` in its scope."""

    def __init__(
        self,
        inner: Application,
        limits: Limits,
        *,
        folder: Path,
        address_of: Callable[[Message], str],
    ) -> None:
        self._inner, self._limits = inner, limits
        self._folder, self._address_of = folder, address_of
        self._disk = ThreadPoolExecutor(2, thread_name_prefix="spool")
        self._from: Counter[str] = Counter()
        self._bodies = 0
        self._files: dict[Spool, str] = {}  # with the address it comes from

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["method"] in WITHOUT_BODY:
            await self._go_on(scope, receive, send, Arrived(BytesIO(), 0))
            return
        spool = Spool(self._folder, memory=self._limits.memory)
        try:
            arrived = await self._arrived(scope, receive, spool)
            await self._go_on(scope, receive, send, arrived)
        except HungUp:
            return
        except NotWaitedFor as problem:
            await self._refuse(scope, receive, send, problem.reason)
        finally:
            self._files.pop(spool, None)
            spool.close()

    async def _go_on(self, scope: Message, receive: Receive, send: Send, arrived: Arrived) -> None:
        await self._inner({**scope, ARRIVED: arrived}, receive, send)

    async def _arrived(self, scope: Message, receive: Receive, spool: Spool) -> Arrived:
        """Read all of it; other bodies have their turn between two pieces."""
        most = _most_bytes(scope, self._limits)
        if _announced(scope) > most:
            raise NotWaitedFor(Unarrived.TOO_LARGE)
        address = self._address_of(scope)
        with self._place(address):
            async for chunk in self._pieces(receive):
                spool.add(chunk)
                if spool.size > most:
                    raise NotWaitedFor(Unarrived.TOO_LARGE)
                if spool.is_full:
                    await self._flush(spool, address)
        content = await self._on_disk(spool.opened) if spool.is_file else spool.opened()
        return Arrived(content, spool.size)

    @contextmanager
    def _place(self, address: str) -> Iterator[None]:
        """One of the places for bodies on their way; nobody takes all of them."""
        limits = self._limits
        if self._bodies >= limits.bodies or self._from[address] >= limits.each:
            raise NotWaitedFor(Unarrived.TOO_MANY)
        self._bodies += 1
        self._from[address] += 1
        try:
            yield
        finally:
            self._bodies -= 1
            self._from[address] -= 1
            if not self._from[address]:
                del self._from[address]

    async def _pieces(self, receive: Receive) -> AsyncIterator[bytes]:
        """Chunks as they come, as long as they come fast enough."""
        started, size, more = time.monotonic(), 0, True
        while more:
            allowed = self._limits.patience + size / self._limits.slowest
            left = started + allowed - time.monotonic()
            try:
                message = await asyncio.wait_for(receive(), min(left, self._limits.silence))
            except TimeoutError:
                raise NotWaitedFor(Unarrived.TOO_SLOW) from None
            if message["type"] != "http.request":
                raise HungUp
            chunk = message.get("body", b"")
            size += len(chunk)
            more = message.get("more_body", False)
            yield chunk

    async def _flush(self, spool: Spool, address: str) -> None:
        """Into its file; nobody has all files either, or others could send nothing large."""
        if spool not in self._files:
            same = sum(one == address for one in self._files.values())
            if len(self._files) >= self._limits.files or same >= self._limits.files_each:
                raise NotWaitedFor(Unarrived.TOO_MANY)
            self._files[spool] = address
        await self._on_disk(spool.flush)

    async def _on_disk[T](self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._disk, work)
        except OSError as problem:  # full, most likely
            log.exception("what people send cannot be kept in %s", self._folder)
            raise NotWaitedFor(Unarrived.TOO_MANY) from problem

    async def _refuse(
        self, scope: Message, receive: Receive, send: Send, reason: Unarrived
    ) -> None:
        """Answer at once, but end the answer only when the rest of the body was read and dropped:
        a browser that is cut off in the middle of sending would not show it.
        """
        last: list[Message] = []

        async def held_back(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [one for one in message["headers"] if one[0] != b"content-length"]
                await send({**message, "headers": headers})  # or it would end with its last byte
            elif message.get("more_body"):
                await send(message)
            else:
                last.append(message)

        await self._go_on(scope, receive, held_back, Arrived(BytesIO(), 0, reason))
        await self._drop(receive)
        for message in last:
            await send(message)

    async def _drop(self, receive: Receive) -> None:
        try:
            async with asyncio.timeout(self._limits.linger):
                while (await receive()).get("more_body", False):
                    pass
        except TimeoutError:
            return


def reading_arrived(pages: Pages) -> Pages:
    """A WSGI application that reads what has arrived, without asking the network again."""

    def application(environ: dict[str, Any], start_response: Any) -> Any:
        arrived: Arrived = environ["asgi.scope"][ARRIVED]
        environ["wsgi.input"] = arrived.content
        environ["CONTENT_LENGTH"] = str(arrived.size)  # also of what came in chunks
        environ[REFUSED] = arrived.refused
        return pages(environ, start_response)

    return application


def _most_bytes(scope: Message, limits: Limits) -> int:
    is_form = _header(scope, b"content-type").lower().startswith(MULTIPART)
    return limits.form_bytes if is_form else limits.other_bytes


def _announced(scope: Message) -> int:
    length = _header(scope, b"content-length")
    return int(length) if length.isdigit() else 0


def _header(scope: Message, name: bytes) -> bytes:
    return next((value for given, value in scope["headers"] if given == name), b"")
