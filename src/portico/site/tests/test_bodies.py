"""Pages are called when everything that was sent to them is here; slow senders wait alone."""

import asyncio
import gc
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from portico.core.tenants.models import Tenant
from portico.core.tenants.tests.factories import a_tenant
from portico.site import asgi
from portico.site.bodies import ARRIVED, Arrivals, Arrived, Limits, Message, Receive, Send
from portico.site.environment import ENV

from .browsing import FORM, Browser, on_the_site

LIMITS = Limits(form_bytes=300_000, other_bytes=2000, memory=1000, silence=0.2, linger=0.2)


class Page:
    """A page that reads what has arrived, and remembers it."""

    def __init__(self) -> None:
        self.seen: list[tuple[Arrived, bytes]] = []

    async def __call__(self, scope: Message, _receive: Receive, _send: Send) -> None:
        arrived: Arrived = scope[ARRIVED]
        self.seen.append((arrived, arrived.content.read()))


class Sender:
    """Sends these pieces; then ends, goes away, or falls silent."""

    def __init__(self, *pieces: bytes, then: str = "end") -> None:
        self.messages: list[Message] = [
            {"type": "http.request", "body": piece, "more_body": True} for piece in pieces
        ]
        if then == "end":
            self.messages.append({"type": "http.request", "body": b"", "more_body": False})
        if then == "leave":
            self.messages.append({"type": "http.disconnect"})
        self.taken = 0

    async def __call__(self) -> Message:
        if self.taken == len(self.messages):
            await asyncio.sleep(60)
        await asyncio.sleep(0)
        self.taken += 1
        return self.messages[self.taken - 1]


async def _nothing(_message: Message) -> None:
    return None


def a_scope(*headers: tuple[bytes, bytes], method: str = "POST") -> Message:
    return {"type": "http", "method": method, "headers": headers, "client": ("192.0.2.1", 5)}


@pytest.fixture
def page() -> Page:
    return Page()


@pytest.fixture
def layer(page: Page, tmp_path: Path) -> Callable[..., Arrivals]:
    def made(**changes: Any) -> Arrivals:
        return Arrivals(
            page,
            replace(LIMITS, **changes),
            folder=tmp_path,
            address_of=lambda scope: str(scope["client"][0]),
        )

    return made


def sent(
    layer: Arrivals, sender: Sender, *headers: tuple[bytes, bytes], method: str = "POST"
) -> None:
    asyncio.run(layer(a_scope(*headers, method=method), sender, _nothing))


def refusals(page: Page) -> list[str | None]:
    return [arrived.refused and arrived.refused.value for arrived, _content in page.seen]


@pytest.mark.parametrize("pieces", [[], [b"x"], [b"abc"] * 3, [b"x" * 700] * 400])
def test_a_page_is_called_with_all_of_it(
    page: Page, layer: Callable[..., Arrivals], pieces: list[bytes]
) -> None:
    sent(layer(), Sender(*pieces), FORM)

    ((arrived, content),) = page.seen
    assert content == b"".join(pieces)
    assert (arrived.size, arrived.refused) == (len(content), None)


def test_looking_does_not_wait_for_a_body(page: Page, layer: Callable[..., Arrivals]) -> None:
    sent(layer(), Sender(then="silence"), method="GET")

    assert refusals(page) == [None]


def test_what_is_announced_as_too_large_is_refused_unread(
    page: Page, layer: Callable[..., Arrivals]
) -> None:
    sent(layer(linger=0.0), Sender(b"x" * 1000), FORM, (b"content-length", b"300001"))

    assert refusals(page) == ["too large"]


def test_what_goes_on_and_on_is_cut_at_the_limit(
    page: Page, layer: Callable[..., Arrivals]
) -> None:
    endless = Sender(*[b"x" * 10_000] * 100, then="silence")
    sent(layer(linger=0.0), endless, FORM)

    assert refusals(page) == ["too large"]
    assert endless.taken < 35


def test_the_rest_of_a_refused_body_is_read_for_a_moment(
    page: Page, layer: Callable[..., Arrivals]
) -> None:
    """A browser looks for the answer when it has sent everything."""
    large = Sender(*[b"x" * 10_000] * 50)
    sent(layer(), large, FORM)

    assert refusals(page) == ["too large"]
    assert large.taken == len(large.messages)


def test_an_answer_to_a_refused_body_begins_at_once_and_ends_when_it_is_read(
    layer: Callable[..., Arrivals],
) -> None:
    """The server closes the connection as soon as the answer has ended."""
    large = Sender(*[b"x" * 10_000] * 50)
    sent: list[tuple[bool, int]] = []
    headers: list[tuple[bytes, bytes]] = []

    async def answer(_scope: Message, _receive: Receive, send: Send) -> None:
        length = (b"content-length", b"9")
        await send({"type": "http.response.start", "status": 413, "headers": [length]})
        await send({"type": "http.response.body", "body": b"too large", "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async def send(message: Message) -> None:
        sent.append((message.get("more_body", False), large.taken))
        headers.extend(message.get("headers", []))

    arrivals = layer()
    arrivals._inner = answer
    asyncio.run(arrivals(a_scope(FORM), large, send))

    assert [more for more, _taken in sent] == [False, True, False]
    assert sent[1][1] < 35
    assert sent[2][1] == len(large.messages)
    assert headers == []


def test_only_forms_with_files_may_be_large(page: Page, layer: Callable[..., Arrivals]) -> None:
    sent(layer(), Sender(b"x" * 2001), (b"content-type", b"application/json"))

    assert refusals(page) == ["too large"]


def test_who_falls_silent_is_told_so(page: Page, layer: Callable[..., Arrivals]) -> None:
    sent(layer(), Sender(b"abc", then="silence"), FORM)

    assert refusals(page) == ["too slow"]


def test_who_trickles_is_told_so_too(page: Page, layer: Callable[..., Arrivals]) -> None:
    class Trickle(Sender):
        async def __call__(self) -> Message:
            await asyncio.sleep(0.05)
            return {"type": "http.request", "body": b"x", "more_body": True}

    sent(layer(patience=0.3), Trickle(), FORM)

    assert refusals(page) == ["too slow"]


def test_nobody_answers_who_hung_up(page: Page, layer: Callable[..., Arrivals]) -> None:
    sent(layer(), Sender(b"abc" * 1000, then="leave"), FORM)

    assert page.seen == []


@pytest.mark.parametrize(
    ("limit", "addresses"), [("bodies", [b"1", b"2", b"3"]), ("each", [b"1", b"1", b"1"])]
)
def test_so_many_at_once_and_no_more(
    page: Page, layer: Callable[..., Arrivals], limit: str, addresses: list[bytes]
) -> None:
    arrivals = layer(**{limit: 2})

    async def everybody() -> None:
        senders = (Sender(b"abc", then="silence") for _ in addresses)
        scopes = ({**a_scope(FORM), "client": (address, 1)} for address in addresses)
        await asyncio.gather(
            *(arrivals(a, b, _nothing) for a, b in zip(scopes, senders, strict=True))
        )

    asyncio.run(everybody())

    assert refusals(page) == ["too many", "too slow", "too slow"]
    sent(arrivals, Sender(b"abc"), FORM)
    assert refusals(page)[-1] is None


def test_so_many_files_at_once_and_no_more(page: Page, layer: Callable[..., Arrivals]) -> None:
    arrivals = layer(files=1)

    async def both() -> None:
        senders = [Sender(b"x" * 5000, then="silence"), Sender(b"x" * 5000), Sender(b"small")]
        await asyncio.gather(*(arrivals(a_scope(FORM), one, _nothing) for one in senders))

    asyncio.run(both())

    assert sorted(map(str, refusals(page))) == ["None", "too many", "too slow"]


def test_one_address_leaves_room_for_the_files_of_others(
    page: Page, layer: Callable[..., Arrivals]
) -> None:
    arrivals = layer(files=3, files_each=2)

    async def everybody() -> None:
        senders = [Sender(b"x" * 5000, then="silence") for _ in range(3)]
        scopes = [a_scope(FORM)] * 3
        slow = [
            asyncio.ensure_future(arrivals(a, b, _nothing))
            for a, b in zip(scopes, senders, strict=True)
        ]
        await asyncio.sleep(0.1)
        other = {**a_scope(FORM), "client": ("192.0.2.2", 5)}
        await arrivals(other, Sender(b"y" * 5000), _nothing)
        await asyncio.gather(*slow)

    asyncio.run(everybody())

    assert sorted(map(str, refusals(page))) == ["None", "too many", "too slow", "too slow"]
    assert not arrivals._files


def test_a_full_disk_is_told(page: Page, layer: Callable[..., Arrivals], tmp_path: Path) -> None:
    arrivals = layer()
    arrivals._folder = tmp_path / "file" / "folder"
    (tmp_path / "file").touch()
    sent(arrivals, Sender(b"x" * 5000), FORM)

    assert refusals(page) == ["too many"]


def open_files() -> int:
    gc.collect()
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208  only counted


def test_nothing_stays_open(page: Page, layer: Callable[..., Arrivals]) -> None:
    arrivals = layer()
    sent(arrivals, Sender(b"x" * 5000), FORM)
    before = open_files()
    for then in ("end", "leave", "silence"):
        sent(arrivals, Sender(b"x" * 5000, then=then), FORM)

    assert open_files() == before


# The site itself, as the server calls it


@pytest.fixture
def tenant(transactional_db: None) -> Tenant:
    return a_tenant()


async def _while_uploading(tenant: Tenant, count: int) -> Browser:
    uploads = [
        asyncio.ensure_future(
            Browser(tenant, "/portal/login/", method="POST")(Sender(b"--x", then="silence"))
        )
        for _ in range(count)
    ]
    await asyncio.sleep(0.1)
    async with asyncio.timeout(5):
        page = await Browser(tenant, "/portal/login/")(Sender())
    assert not any(one.done() for one in uploads)
    for one in uploads:
        one.cancel()
    await asyncio.gather(*uploads, return_exceptions=True)
    return page


def test_more_slow_uploads_than_threads_leave_the_site_open(tenant: Tenant) -> None:
    page = on_the_site(_while_uploading(tenant, 5 * ENV.web_threads))

    assert page.status == 200
    assert b"<h1" in page.body


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"form_bytes": 100}, 413, b"That is too much at once."),
        ({"silence": 0.05}, 408, b"Nothing was saved: please send it again."),
        ({"bodies": 0}, 503, b"please send it again in a minute."),
    ],
)
def test_what_is_not_waited_for_has_a_kind_answer(
    tenant: Tenant,
    monkeypatch: pytest.MonkeyPatch,
    change: dict[str, Any],
    status: int,
    words: bytes,
) -> None:
    limits = replace(asgi._pages._limits, linger=0.1, **change)
    monkeypatch.setattr(asgi._pages, "_limits", limits)
    posting = Browser(tenant, "/portal/login/", method="POST")
    answer = on_the_site(posting(Sender(b"x" * 200, then="silence")))

    assert answer.status == status
    assert words in answer.body


def test_a_body_in_chunks_is_read_like_any_other(tenant: Tenant) -> None:
    """WSGI knows a length or nothing; whoever sends chunks says none."""
    posting = Browser(tenant, "/portal/login/", method="POST")
    token = b"a" * 32
    kind = (b"content-type", b"application/x-www-form-urlencoded")
    host = posting.scope["headers"][0]
    posting.scope["headers"] = [host, kind, (b"cookie", b"csrf=" + token)]
    pieces = [b"csrfmiddlewaretoken=", token, b"&email=not-an-", b"address"]
    answer = on_the_site(posting(Sender(*pieces)))

    assert answer.status in {200, 422}
    assert b"not-an-address" in answer.body
