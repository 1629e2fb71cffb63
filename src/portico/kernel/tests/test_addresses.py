"""Mail addresses in one spelling; the client's address behind proxies."""

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portico.kernel.addresses import NotAnEmail, client_address, normal_email

PROXIES = [ip_network("10.0.0.0/8"), ip_network("::1/128"), ip_network("127.0.0.1/32")]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" Ada.Lovelace@Example.COM ", "ada.lovelace@example.com"),
        ("o'brien+portal@sub.example.co.uk", "o'brien+portal@sub.example.co.uk"),
        ("info@Bücher.de", "info@xn--bcher-kva.de"),
        ("info@xn--bcher-kva.de", "info@xn--bcher-kva.de"),
        ("kontakt@straße.de", "kontakt@xn--strae-oqa.de"),
        ("a@例え。テスト", "a@xn--r8jz45g.xn--zckzah"),
        ("ｉnfo@ｅxample.com".replace("ｉ", "i").replace("ｅ", "e"), "info@example.com"),
    ],
)
def test_an_address_has_one_spelling(typed: str, stored: str) -> None:
    assert normal_email(typed) == stored
    assert normal_email(stored) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ada",
        "@example.com",
        "ada@",
        "ada@example",
        "ada@@example.com",
        "ada lovelace@example.com",
        "ada@exa mple.com",
        "ada@-example.com",
        "ada@example..com",
        "ada@[127.0.0.1]",
        "ada@127.0.0.1",
        ".ada@example.com",
        "ada.@example.com",
        "ada@example.com\r\nBcc: x@example.com",
        "Ada <ada@example.com>",
        "ada,bob@example.com",
        "äda@example.com",
        "a" * 65 + "@example.com",
        "ada@" + "a" * 64 + ".com",
        "ada@" + "a." * 130 + "com",
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(NotAnEmail):
        normal_email(typed)


@given(st.text())
def test_any_text_at_all_is_an_address_or_not(text: str) -> None:
    try:
        stored = normal_email(text)
    except NotAnEmail:
        return
    assert stored.isascii()
    assert normal_email(stored) == stored


@pytest.mark.spec("S3.6.16")
@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1, 10.2.3.4", "198.51.100.1"),
        ("10.0.0.1", "10.9.9.9, 10.2.3.4", "10.9.9.9"),
        ("::1", "2001:db8::7", "2001:db8::7"),
        ("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("127.0.0.1", '"[2001:db8::7]:4711"', "2001:db8::7"),
        ("127.0.0.1", "198.51.100.1, unknown", "127.0.0.1"),
        ("127.0.0.1", "<script>", "127.0.0.1"),
        ("", "198.51.100.1", ""),
        ("unix", "198.51.100.1", ""),
    ],
)
def test_only_trusted_proxies_are_believed(peer: str, forwarded: str, client: str) -> None:
    assert client_address(peer, forwarded, trusted=PROXIES) == client


@given(st.text(), st.text())
def test_any_header_at_all_has_an_answer(peer: str, forwarded: str) -> None:
    assert isinstance(client_address(peer, forwarded, trusted=PROXIES), str)
