"""Addresses that people type lead to the open internet, or nowhere."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from portico.kernel import outbound
from portico.kernel.outbound import Unreachable, Why, addresses_of, fetch, is_public, parsed

LOOPBACK = (ip_network("127.0.0.0/8"),)
HERE = ["127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1"]
HERE += ["017700000001", "127.255.255.254", "0", "0.0.0.0", "0x0", "[::]", "[::1]", "localhost"]  # noqa: S104
HERE += ["[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]"]
HERE += ["[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1:0:0:80ff:fffe]"]
INSIDE = ["10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.1"]
INSIDE += ["167772161", "0xa000001", "0300.0250.0.1", "100.64.0.1", "198.18.0.1", "192.0.0.8"]
INSIDE += ["[fc00::1]", "[fd12:3456::1]", "[fe80::1]", "[fec0::1]", "[::ffff:10.0.0.1]"]
INSIDE += ["[64:ff9b::a00:1]", "[64:ff9b:1::1]", "[2002:c0a8:1::1]", "[::ffff:192.168.0.1]"]
CLOUD = ["169.254.169.254", "169.254.170.2", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376"]
CLOUD += ["[::ffff:169.254.169.254]", "[fd00:ec2::254]", "[64:ff9b::a9fe:a9fe]", "168.63.129.16"]
CLOUD += ["100.100.100.200", "192.0.0.192", "[2002:a9fe:a9fe::]"]
ODD = ["224.0.0.1", "239.255.255.255", "255.255.255.255", "240.0.0.1", "[ff02::1]", "192.0.2.1"]
ODD += ["203.0.113.5", "198.51.100.7", "[2001:db8::1]", "192.88.99.1"]
SPELLED = [
    "http://example.com/",
    "ftp://example.com/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:25/",
    "dict://127.0.0.1:11211/",
    "javascript:alert(1)",
    "//example.com/",
    "https://",
    "https:///path",
    "https://user@example.com/",
    "https://user:word@example.com/",
    "https://example.com@127.0.0.1/",
    "https://[fe80::1%25eth0]/",
    "https://exa mple.com/",
    "https://example.com\\@127.0.0.1/",
    "https://example.com\r\nHost: inside/",
    "https://example.com:99999/",
    "https://example.com:port/",
    "https://[::1/",
    "https://①②⑦.0.0.1/",
    "https://example。com/",
    f"https://example.com/{'a' * 2001}",
]


@pytest.mark.spec("S2.8.2a")
@pytest.mark.parametrize("host", [*HERE, *INSIDE, *CLOUD, *ODD])
def test_no_spelling_of_an_inner_address_is_asked(host: str) -> None:
    with pytest.raises(Unreachable) as caught:
        addresses_of(parsed(f"https://{host}/.well-known/openid-configuration"))
    assert caught.value.why in {Why.INSIDE, Why.UNKNOWN}


@pytest.mark.spec("S2.8.2a")
@pytest.mark.parametrize("url", SPELLED)
def test_what_is_no_plain_https_address_is_refused(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _resolving("93.184.215.14"))
    with pytest.raises(Unreachable) as caught:
        fetch(url)
    assert caught.value.why is Why.ADDRESS


@pytest.mark.parametrize("text", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_public_addresses_are_public(text: str) -> None:
    assert is_public(ip_address(text))


def _resolving(*addresses: str) -> Any:
    def answer(_host: str, port: int, **_more: object) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    return answer


def test_one_inner_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _resolving("93.184.215.14", "127.0.0.1"))
    with pytest.raises(Unreachable) as caught:
        fetch("https://two-faces.example/")
    assert caught.value.why is Why.INSIDE


def test_the_checked_address_is_the_one_connected_to(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """A name that says something else when asked again gains nothing: it is asked once."""
    asked = []

    def rebinding(host: str, port: int, *_more: object, **_named: object) -> list[Any]:
        asked.append(host)
        where = "127.0.0.1" if host in {"rebinding.example", "127.0.0.1"} else "10.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (where, port))]

    settings.OUTBOUND_ALLOWED = LOOPBACK
    with _server(_Plain) as port:
        monkeypatch.setattr(socket, "getaddrinfo", rebinding)
        assert fetch(f"http://rebinding.example:{port}/").body == b"hello"
    assert asked.count("rebinding.example") == 1


class _Plain(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._say(200, b"hello")

    def do_POST(self) -> None:
        self._say(302, b"", Location="http://127.0.0.1:1/")

    def _say(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Nobody reads it."""


class _Leads(_Plain):
    def do_GET(self) -> None:
        self._say(302, b"", Location=self.path[1:])


class _Large(_Plain):
    def do_GET(self) -> None:
        self._say(200, b"x" * 5000)


class _Trickle(_Plain):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(50):
            try:
                self.wfile.write(b"x")
                self.wfile.flush()
            except OSError:
                return
            threading.Event().wait(0.05)


class _Packed(_Plain):
    def do_GET(self) -> None:
        self._say(200, b"\x1f\x8b", **{"Content-Encoding": "gzip"})


@contextmanager
def _server(handler: type[BaseHTTPRequestHandler]) -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    "there",
    ["https://169.254.169.254/", "https://10.0.0.1/", "file:///etc/passwd", "http://8.8.8.8/"],
)
def test_a_redirect_is_checked_like_any_address(there: str, settings: Any) -> None:
    settings.OUTBOUND_ALLOWED = LOOPBACK
    with _server(_Leads) as port, pytest.raises(Unreachable) as caught:
        fetch(f"http://127.0.0.1:{port}/{there}")
    assert caught.value.why in {Why.INSIDE, Why.ADDRESS}


def test_redirects_have_an_end(settings: Any) -> None:
    settings.OUTBOUND_ALLOWED = LOOPBACK
    with _server(_Leads) as port, pytest.raises(Unreachable) as caught:
        fetch(f"http://127.0.0.1:{port}/" + f"http://127.0.0.1:{port}/" * 9)
    assert caught.value.why is Why.REDIRECTS


def test_a_post_follows_nothing(settings: Any) -> None:
    settings.OUTBOUND_ALLOWED = LOOPBACK
    with _server(_Plain) as port:
        assert fetch(f"http://127.0.0.1:{port}/", data={"code": "x"}).status == 302


def test_size_time_and_packing_are_limited(settings: Any) -> None:
    settings.OUTBOUND_ALLOWED = LOOPBACK
    for handler, why in ((_Large, Why.TOO_LARGE), (_Trickle, Why.SILENT), (_Packed, Why.BROKEN)):
        with _server(handler) as port, pytest.raises(Unreachable) as caught:
            fetch(f"http://127.0.0.1:{port}/", seconds=0.3, most=1000)
        assert caught.value.why is why


def test_nobody_there_is_said(settings: Any) -> None:
    settings.OUTBOUND_ALLOWED = LOOPBACK
    with pytest.raises(Unreachable) as caught:
        fetch("http://127.0.0.1:1/")
    assert caught.value.why is Why.REFUSED


def test_typed_addresses_can_be_refused_before_anybody_asks() -> None:
    outbound.check_url("https://login.example.com/x")
    for url in ("http://login.example.com/", "https://127.0.0.1/", "https://10.1.2.3/", "x"):
        with pytest.raises(Unreachable):
            outbound.check_url(url)
