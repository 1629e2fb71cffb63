"""Server-sent events: one LISTEN connection per process, fanned out to the open pages.

A stream carries names of topics and nothing else. It is closed when its session has ended, which
is asked again every half minute; between two questions it holds no connection to the database.
While somebody is viewed, it is asked at the moment when the time of that is up. A stream
begins with what its topics said while the page was on its way: `age` is how old the page is. It
also ends when its reader's permissions change: the browser opens it anew a moment later, and
then it has the channels that the reader may hear by now. Whoever was shut out by it is told so.
"""

import asyncio
import contextlib
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable
from http import HTTPStatus
from uuid import UUID

import psycopg
from asgiref.sync import SyncToAsync, sync_to_async
from django.db import DatabaseError, InterfaceError, connections
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.utils import timezone
from django.views.decorators.http import require_safe

from portico.core.access.pages import (
    PortalRequest,
    StaffRequest,
    signed_in_contact,
    signed_in_staff,
)
from portico.core.access.topics import EVERYBODY, RIGHTS, channels_of, rights_of
from portico.core.identity.sessions import still_holds, was_shut_out
from portico.core.jobs.worker import database
from portico.kernel.live import CHANNEL

from .figures import STREAMS

PING = 15.0  # seconds; keeps proxies from closing a quiet stream
RECHECK = 30.0  # seconds between two looks at the session
MOMENT = 0.05  # seconds after which something has ended for certain
MOST_TOPICS = 20
OLDEST = 60.0  # seconds for which is remembered what was said
MOST_SAID = 10_000  # topics that are remembered before the old ones are forgotten
MOST_OPEN = 50  # streams of one person in one process
ASKING = 4  # streams of one process that look at their session at the same moment

type Heard = asyncio.Queue[str]


class Hub:
    """Channels of this process and who listens to them."""

    def __init__(self) -> None:
        self.listeners: dict[str, set[Heard]] = defaultdict(set)
        self.open: Counter[UUID] = Counter()
        self.said: dict[str, float] = {}  # channel → when something was said there last
        self.asking = asyncio.Semaphore(ASKING)
        self.task: asyncio.Task[None] | None = None

    def start(self) -> None:
        if self.task is None or self.task.done():
            self.task = asyncio.get_running_loop().create_task(self._run())

    def join(self, person: UUID, queue: Heard, channels: Iterable[str]) -> None:
        self.open[person] += 1
        STREAMS.inc()
        for channel in channels:
            self.listeners[channel].add(queue)

    def leave(self, person: UUID, queue: Heard, channels: Iterable[str]) -> None:
        self.open[person] -= 1
        STREAMS.dec()
        if not self.open[person]:
            del self.open[person]
        for channel in channels:
            self.listeners[channel].discard(queue)
            if not self.listeners[channel]:
                del self.listeners[channel]

    async def _run(self) -> None:
        while True:
            with contextlib.suppress(psycopg.Error):
                async with await psycopg.AsyncConnection.connect(
                    **database(), autocommit=True
                ) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    self._hand_out_all()  # what was said while nobody listened is lost
                    async for note in connection.notifies():
                        self._remember(note.payload)
                        self._hand_out(note.payload)
            await asyncio.sleep(1)

    def said_since(self, channels: Iterable[str], age: float) -> list[str]:
        """Where something was said within so many seconds."""
        since = time.monotonic() - min(age, OLDEST)
        return [channel for channel in channels if self.said.get(channel, -OLDEST) > since]

    def _remember(self, channel: str) -> None:
        now = time.monotonic()
        self.said[channel] = now
        if len(self.said) > MOST_SAID:
            self.said = {one: at for one, at in self.said.items() if now - at < OLDEST}

    def _hand_out_all(self) -> None:
        for channel in list(self.listeners):
            self._hand_out(channel)

    def _hand_out(self, channel: str) -> None:
        for queue in self.listeners.get(channel, ()):
            if not queue.full():  # a page that does not read has enough reasons to look again
                queue.put_nowait(channel)


HUB = Hub()


@require_safe
@signed_in_contact
def portal_events(request: PortalRequest) -> HttpResponseBase:
    """The stream of a portal page."""
    return _stream(request)


@require_safe
@signed_in_staff
def staff_events(request: StaffRequest) -> HttpResponseBase:
    """The stream of a page at the desk."""
    return _stream(request)


def _stream(request: PortalRequest | StaffRequest) -> HttpResponseBase:
    channels = _channels(request)
    if not channels:
        raise Http404
    if HUB.open[request.actor.id] >= MOST_OPEN:
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS)
    events = _events(request, request.actor.id, channels)
    response = StreamingHttpResponse(events, content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


def _channels(request: PortalRequest | StaffRequest) -> dict[str, str]:
    """Channel → topic as the page calls it, for all that this actor may hear."""
    asked = " ".join(request.GET.getlist("on")).split()[:MOST_TOPICS] or ["tickets"]
    found = {}
    for topic in asked:
        for channel in channels_of(request.actor, topic):
            found[f"{request.tenant.id}|{channel}"] = topic
    if found or RIGHTS in asked:
        for channel in (EVERYBODY, rights_of(request.actor.id)):
            found[f"{request.tenant.id}|{channel}"] = RIGHTS
    return found


async def _events(
    request: HttpRequest, person: UUID, channels: dict[str, str]
) -> AsyncIterator[bytes]:
    queue: Heard = asyncio.Queue(64)
    HUB.start()
    HUB.join(person, queue, channels)
    for channel in HUB.said_since(channels, _age(request)):
        queue.put_nowait(channel)
    look_again = time.monotonic() + _pause(request)
    try:
        await _let_go()
        yield b"retry: 2000\n\n"
        while True:
            try:
                left = max(look_again - time.monotonic(), 0)
                channel = await asyncio.wait_for(queue.get(), min(PING, left))
                if channel.endswith(f"|{rights_of(person)}") and not await _holds(request):
                    yield b"event: shut-out\ndata: 1\n\n"
                    return
                yield f"event: {channels[channel]}\ndata: 1\n\n".encode()
                if channels[channel] == RIGHTS:
                    return
            except TimeoutError:
                yield b": still here\n\n"
            if time.monotonic() >= look_again:
                look_again = time.monotonic() + _pause(request)
                if not await _holds(request):
                    yield await sync_to_async(how_it_ended, thread_sensitive=False)(request)
                    return
    finally:
        HUB.leave(person, queue, channels)


def _age(request: HttpRequest) -> float:
    """Seconds since the page was asked for, as the page says."""
    asked = request.GET.get("age", "")
    return int(asked) / 1000 if asked.isascii() and asked.isdigit() and len(asked) < 9 else 0.0


def _pause(request: HttpRequest) -> float:
    """Seconds until the session is looked at again: when a viewing ends, if that is sooner."""
    viewer = getattr(getattr(request, "actor", None), "viewer", None)
    if viewer is None:
        return RECHECK
    left: float = (viewer.until - timezone.now()).total_seconds()
    return min(RECHECK, left + MOMENT) if left > 0 else RECHECK


async def _holds(request: HttpRequest) -> bool:
    """Ask for the session; only a few at a time, since many may hear of something at once."""
    async with HUB.asking:
        return await sync_to_async(_still_signed_in, thread_sensitive=False)(request)


def how_it_ended(request: HttpRequest) -> bytes:
    """The last event of a stream: whoever was shut out sees the page no longer."""
    try:
        word = "shut-out" if was_shut_out(request) else "signed-out"
    except (DatabaseError, InterfaceError):
        word = "signed-out"
    finally:
        connections.close_all()
    return f"event: {word}\ndata: 1\n\n".encode()


async def _let_go() -> None:
    """The middleware ran in a thread made for this request. It would stay as long as the stream,
    and so would its connection to the database; a closing stream makes another one.
    """
    await sync_to_async(connections.close_all)()
    if request_of := SyncToAsync.thread_sensitive_context.get(None):
        thread = SyncToAsync.context_to_thread_executor.pop(request_of, None)
        if thread is not None:
            thread.shutdown(wait=False)


def _still_signed_in(request: HttpRequest) -> bool:
    """Ask with the same cookie again; a database that is away is no reason to sign out."""
    try:
        return still_holds(request)
    except (DatabaseError, InterfaceError):
        return True
    finally:
        connections.close_all()
