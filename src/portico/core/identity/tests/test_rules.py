"""Decisions of signing in, without a database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portico.core.identity.rules import (
    WeakPassword,
    checked_password,
    device_words,
    hidden,
    is_idle,
    safe_next,
)
from portico.core.identity.totp import current_code, new_totp, step_of
from portico.kernel.ids import new_id

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.mark.spec("S1.3.1")
@pytest.mark.parametrize(
    "path",
    ["/portal/", "/portal/tickets/", "/portal/tickets/?a=1&b=2#c", "/portal/tickets/018f/"],
)
def test_own_paths_are_followed(path: str) -> None:
    assert safe_next(path, door="portal") == path


@pytest.mark.spec("S1.3.1")
@pytest.mark.parametrize(
    "path",
    [
        "", "/", "/staff/", "portal/", "//portal/", "///portal/", "https://x.example/portal/",
        "/portal", "/portal//evil.example", "/portal/../staff/", "/portal/login", "/portal/logout/",
        "/portal/\\evil.example", "/portal/\r\nSet-Cookie: a=b", "/portal/\x00", "\t/portal/",
        "javascript:alert(1)", "/portal/" + "a" * 600, "/portal/%0d%0a".replace("%0d%0a", "\n"),
    ],
)  # fmt: skip
def test_other_paths_are_not(path: str) -> None:
    assert safe_next(path, door="portal") == ""


@given(st.text(max_size=80))
def test_whatever_is_followed_stays_at_the_door(text: str) -> None:
    found = safe_next(f"/portal/{text}", door="portal")

    assert not found or (found.startswith("/portal/") and "//" not in found.partition("?")[0])


def test_idle_is_longer_than_allowed() -> None:
    assert not is_idle(NOW - timedelta(hours=8), hours=8, now=NOW)
    assert is_idle(NOW - timedelta(hours=8, seconds=1), hours=8, now=NOW)


def test_a_hidden_address_is_recognised_within_one_tenant_only() -> None:
    one, other = new_id(), new_id()
    assert hidden(one, "a@b.example") == hidden(one, "a@b.example")
    assert hidden(one, "a@b.example") != hidden(other, "a@b.example")
    assert "a@b" not in hidden(one, "a@b.example")


@pytest.mark.parametrize(
    "bad",
    [
        "short",
        "aaaaaaaaaaaa",
        "abababababab",
        "qwertyuiop123",
        "Tess.Technician.2026",
        "1" * 20,
        "x" * 257,
    ],
)
def test_weak_passwords_are_refused(bad: str) -> None:
    with pytest.raises(WeakPassword):
        checked_password(bad, name="Tess Technician", email="tess@msp.example")


def test_the_same_letters_are_the_same_password() -> None:
    composed, split = "schöne lange wörter", "scho\u0308ne lange wo\u0308rter"
    about = {"name": "Tess", "email": "tess@msp.example"}

    assert checked_password(composed, **about) == checked_password(split, **about)


def test_a_step_counts_once_and_only_forward() -> None:
    secret = new_totp()
    code = current_code(secret, now=NOW)
    step = step_of(secret, code, after=0, now=NOW)

    assert step == int(NOW.timestamp()) // 30
    assert step_of(secret, f" {code[:3]} {code[3:]} ", after=0, now=NOW) == step
    assert step_of(secret, code, after=step or 0, now=NOW) is None
    for bad in ["", "000", "abcdef", code + "1", "１２３４５６"]:
        assert step_of(secret, bad, after=0, now=NOW) is None


def test_devices_have_names() -> None:
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

    assert "Firefox" in device_words(firefox)
    assert device_words("") == "Unknown device"
