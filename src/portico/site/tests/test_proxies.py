"""What a proxy says of a request is believed only from proxies that the operator named."""

from ipaddress import ip_network
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from portico.kernel.origin import current_origin
from portico.site import middleware
from portico.site.asgi import unambiguous
from portico.site.environment import ENV

PROXY, STRANGER = "10.0.0.1", "203.0.113.9"
SAID = {
    "HTTP_X_FORWARDED_FOR": "198.51.100.1",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_HOST": "evil.example",
    "HTTP_FORWARDED": "for=198.51.100.2;host=evil.example;proto=https",
    "HTTP_X_REAL_IP": "198.51.100.3",
    "HTTP_X_FORWARDED_PORT": "444",
}


@pytest.fixture(autouse=True)
def _behind_a_proxy(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    class Known:
        trusted_proxies = (ip_network("10.0.0.0/8"),)

    monkeypatch.setattr(middleware, "ENV", Known)
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


def seen(peer: str, **said: Any) -> tuple[str, bool, str]:
    """The address, whether it came over https, and the host, as a page sees them."""
    found: list[tuple[str, bool, str]] = []

    def page(request: HttpRequest) -> HttpResponse:
        found.append((current_origin().ip, request.is_secure(), request.get_host()))
        return HttpResponse()

    request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_HOST="acme.example", **said)
    middleware.RequestMiddleware(page)(request)
    return found[0]


def test_a_named_proxy_is_believed_about_address_and_https() -> None:
    assert seen(PROXY, **SAID) == ("198.51.100.1", True, "acme.example")


@pytest.mark.parametrize("peer", [STRANGER, "127.0.0.1", "", "unix"])
def test_nobody_else_is_believed_about_anything(peer: str) -> None:
    address, is_secure, host = seen(peer, **SAID)
    assert (is_secure, host) == (False, "acme.example")
    assert address == (peer if peer[:1].isdigit() else "")


def test_without_a_proxys_word_it_is_http() -> None:
    assert seen(PROXY) == (PROXY, False, "acme.example")


def test_only_this_machine_is_a_proxy_unless_somebody_says_so() -> None:
    assert [str(one) for one in ENV.trusted_proxies] == ["127.0.0.1/32", "::1/128"]


def test_a_header_that_only_looks_like_a_proxys_is_dropped() -> None:
    """WSGI spells both alike, so behind a proxy that lets it pass it would count as the proxy's."""
    headers = [
        (b"x_forwarded_for", b"6.6.6.6"),
        (b"x-forwarded_proto", b"https"),
        (b"x-forwarded-for", b"198.51.100.1"),
        (b"host", b"acme.example"),
    ]
    kept = unambiguous({"type": "http", "headers": headers, "query_string": b""})["headers"]
    assert kept == headers[2:]


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (b"q=a+b%20c&x[]=%C3%A9;#/?:@!$'()*,~", b"q=a+b%20c&x[]=%C3%A9;#/?:@!$'()*,~"),
        ("q=é".encode(), b"q=%C3%A9"),
        (b"q=\xff", b"q=%FF"),
    ],
)
def test_an_address_that_was_not_quoted_is(sent: bytes, read: bytes) -> None:
    assert unambiguous({"headers": [], "query_string": sent})["query_string"] == read
