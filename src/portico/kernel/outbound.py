"""Ask addresses that people have typed, without ever reaching what is inside.

    answer = fetch("https://login.example.com/.well-known/openid-configuration")

The name is resolved once, every address it has is checked, and the connection goes to the address
that was checked; each redirect starts from the beginning. Time and size are limited as a whole.
An operator may allow networks (`PORTICO_OUTBOUND_ALLOWED`), there also without encryption.
"""

import socket
import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import httpcore2
from django.conf import settings

from .addresses import Address, Network

SECONDS = 5.0
MOST_BYTES = 1_000_000
MOST_REDIRECTS = 3
LONGEST_URL = 2000
LEAVES_FOR = frozenset({301, 302, 303, 307, 308})
NAT64 = IPv6Network("64:ff9b::/96")
NEVER = tuple(
    ip_network(text)
    for text in ("168.63.129.16/32", "192.88.99.0/24", "64:ff9b:1::/48", "fec0::/10", "::/96")
)  # reachable by the letter, and inside all the same


class Why(StrEnum):
    """Why there is no answer."""

    ADDRESS = "address"  # no https address, or one with a user name in it
    INSIDE = "inside"  # leads to a private, loopback or other internal address
    UNKNOWN = "unknown_host"
    REFUSED = "refused"
    CERTIFICATE = "certificate"
    SILENT = "silent"
    TOO_LARGE = "too_large"
    REDIRECTS = "redirects"
    BROKEN = "broken"


class Unreachable(Exception):
    """Nothing came back that could be used.

    `is_in_doubt`: all that was asked had left before, so whoever was asked may have done it.
    """

    def __init__(self, why: Why, url: str = "", *, is_in_doubt: bool = False) -> None:
        super().__init__(f"{why.value}: {url[:200]}")
        self.why, self.is_in_doubt = why, is_in_doubt


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `url` is where it was at last, names of `headers` are in small letters."""

    status: int
    body: bytes
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target:
    """An address in its parts."""

    url: str
    secure: bool
    host: str
    port: int


def fetch(
    url: str,
    *,
    data: Mapping[str, str] | bytes | None = None,
    headers: Mapping[str, str] | None = None,
    seconds: float = SECONDS,
    most: int = MOST_BYTES,
) -> Answer:
    """GET, following few redirects; with `data` a POST that follows none.

    `data` is a form, or bytes whose kind `headers` tells.
    """
    deadline = time.monotonic() + seconds
    for _hop in range(MOST_REDIRECTS + 1):
        answer = _ask(parsed(url), data, headers or {}, deadline, most)
        if answer.status not in LEAVES_FOR or data is not None:
            return answer
        url, headers = urljoin(url, answer.headers.get("location", "")), None
    raise Unreachable(Why.REDIRECTS, url)


def parsed(url: str) -> Target:
    """The parts of an address that may be asked at all; where it leads is checked on the way."""
    if not url.isascii() or len(url) > LONGEST_URL or any(c <= " " or c in "\\\x7f" for c in url):
        raise Unreachable(Why.ADDRESS, url)
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as problem:
        raise Unreachable(Why.ADDRESS, url) from problem
    secure = parts.scheme == "https"
    if parts.scheme not in {"https", "http"} or not host or "@" in parts.netloc or "%" in host:
        raise Unreachable(Why.ADDRESS, url)
    return Target(url, secure, host, port or (443 if secure else 80))


def check_url(url: str) -> None:
    """Raise `Unreachable` for an address that could never be asked; resolves no name."""
    target = parsed(url)
    try:
        found = ip_address(target.host)
    except ValueError:
        if not target.secure and not settings.OUTBOUND_ALLOWED:
            raise Unreachable(Why.ADDRESS, url) from None
        return
    _check(target, found)


def addresses_of(target: Target) -> list[Address]:
    """Every address of the host, if all of them may be asked."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise Unreachable(Why.UNKNOWN, target.url) from problem
    addresses = [ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    for address in addresses:
        _check(target, address)
    return addresses


def is_public(address: Address) -> bool:
    """Does it lead to the open internet, also when one address is wrapped in another?"""
    if any(address in network for network in NEVER if network.version == address.version):
        return False
    return all(one.is_global and not one.is_multicast for one in _meant(address))


def _meant(address: Address) -> Iterable[Address]:
    yield address
    if isinstance(address, IPv6Address):
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in NAT64:
            inner.append(IPv4Address(int(address) & 0xFFFFFFFF))
        yield from (one for one in inner if one is not None)


def _check(target: Target, address: Address) -> None:
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    if _is_allowed(mapped or address, settings.OUTBOUND_ALLOWED):
        return
    if not target.secure:
        raise Unreachable(Why.ADDRESS, target.url)
    if not is_public(address):
        raise Unreachable(Why.INSIDE, target.url)


def _is_allowed(address: Address, networks: Iterable[Network]) -> bool:
    return any(address in one for one in networks if one.version == address.version)


def _ask(
    target: Target,
    data: Mapping[str, str] | bytes | None,
    headers: Mapping[str, str],
    deadline: float,
    most: int,
) -> Answer:
    sent = {"User-Agent": "Portico", "Accept-Encoding": "identity", **headers}
    content = urlencode(data).encode() if isinstance(data, Mapping) else data
    if isinstance(data, Mapping):
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    wire = _Wire(target, deadline)
    trust = ssl.create_default_context() if target.secure else None  # takes a while to read
    pool = httpcore2.ConnectionPool(ssl_context=trust, network_backend=wire)
    asking = pool.stream(
        "GET" if content is None else "POST",
        target.url,
        headers=list(sent.items()),
        content=content,
    )
    try:
        with pool, asking as response:
            return _answer(response, target, most)
    except Unreachable as problem:
        raise Unreachable(problem.why, target.url, is_in_doubt=wire.has_asked) from problem
    except httpcore2.TimeoutException as problem:
        raise Unreachable(Why.SILENT, target.url, is_in_doubt=wire.has_asked) from problem
    except httpcore2.ConnectError as problem:
        raise Unreachable(_reason(problem), target.url) from problem
    except (httpcore2.NetworkError, httpcore2.ProtocolError, UnicodeError) as problem:
        raise Unreachable(Why.BROKEN, target.url, is_in_doubt=wire.has_asked) from problem


def _answer(response: httpcore2.Response, target: Target, most: int) -> Answer:
    found = {
        name.decode("ascii", "replace").lower(): value.decode("ascii", "replace")
        for name, value in response.headers
    }
    if response.status in LEAVES_FOR:
        return Answer(response.status, b"", target.url, found)
    if found.get("content-encoding", "identity").lower() != "identity":
        raise Unreachable(Why.BROKEN, target.url)
    return Answer(response.status, _read(response, target, most), target.url, found)


def _read(response: httpcore2.Response, target: Target, most: int) -> bytes:
    body = bytearray()
    for chunk in response.iter_stream():
        body += chunk
        if len(body) > most:
            raise Unreachable(Why.TOO_LARGE, target.url)
    return bytes(body)


def _reason(problem: BaseException | None) -> Why:
    while problem is not None:
        if isinstance(problem, ssl.SSLError):
            return Why.CERTIFICATE
        problem = problem.__cause__ or problem.__context__
    return Why.REFUSED


class _Wire(httpcore2.NetworkBackend):
    """Connects to the address that was checked, and to no other; all waits share one deadline.

    `has_asked` is true once the whole question was handed over, and an answer was waited for.
    """

    def __init__(self, target: Target, deadline: float) -> None:
        self._target, self.deadline = target, deadline
        self.has_asked = self.has_failed = False

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002  the target's; its addresses are what was checked
        port: int,
        timeout: float | None = None,  # noqa: ARG002  ours is shorter
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        address = str(addresses_of(self._target)[0])
        stream = httpcore2.SyncBackend().connect_tcp(
            address, port, _left(self.deadline), local_address, socket_options
        )
        return _Timed(stream, self)


class _Timed(httpcore2.NetworkStream):
    """A stream whose reads and writes together end by the deadline."""

    def __init__(self, stream: httpcore2.NetworkStream, wire: _Wire) -> None:
        self._stream, self._wire = stream, wire

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        self._wire.has_asked = not self._wire.has_failed
        return self._stream.read(max_bytes, _left(self._wire.deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._wire.has_failed = True  # until the last byte of it has left
        self._stream.write(buffer, _left(self._wire.deadline))
        self._wire.has_failed = False

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore2.NetworkStream:
        inner = self._stream.start_tls(ssl_context, server_hostname, _left(self._wire.deadline))
        return _Timed(inner, self._wire)

    def get_extra_info(self, info: str) -> Any:  # Any: whatever the stream knows
        return self._stream.get_extra_info(info)


def _left(deadline: float) -> float:
    if (left := deadline - time.monotonic()) <= 0:
        raise httpcore2.ReadTimeout
    return left
