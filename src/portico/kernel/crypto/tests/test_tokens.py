"""Secrets and codes that people carry."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portico.kernel.crypto import tokens


def test_a_secret_is_long_and_fits_an_address() -> None:
    secrets = {tokens.new_secret() for _ in range(100)}

    assert len(secrets) == 100
    assert all(re.fullmatch(r"[\w-]{43}", secret) for secret in secrets)


def test_a_weak_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        tokens.new_secret(15)


def test_a_code_has_no_look_alikes() -> None:
    used = set("".join(tokens.new_code() for _ in range(500)))

    assert not used & set("0O1ILUSBZ")
    assert used == set(tokens.CODE_ALPHABET)


@pytest.mark.parametrize(
    "typed",
    [
        "K7QD94XM",
        "k7qd94xm",
        " K7QD-94XM ",
        "k7qd 94xm\r\n",
        "K7QD\u201394XM",
        "K 7 Q D 9 4 X M",
        "\u200bK7QD94XM\ufeff",
    ],
)
def test_a_code_is_understood_however_it_is_typed(typed: str) -> None:
    assert tokens.typed_code(typed) == "K7QD94XM"


def test_look_alikes_are_forgiven() -> None:
    assert tokens.typed_code("SB7ZCDFG") == "5872CDFG"


@pytest.mark.parametrize("typed", ["", "K7QD94X", "K7QD94XMM", "K7QD94X!", "K7QD94XЖ", "K" * 999])
def test_what_is_no_code_comes_back_empty(typed: str) -> None:
    assert tokens.typed_code(typed) == ""


@given(st.text())
def test_any_text_at_all_gives_a_code_or_nothing(text: str) -> None:
    found = tokens.typed_code(text)

    assert found == "" or (len(found) == 8 and set(found) <= set(tokens.CODE_ALPHABET))


@given(st.text(tokens.CODE_ALPHABET, min_size=8, max_size=8))
def test_a_shown_code_reads_back(code: str) -> None:

    assert tokens.typed_code(tokens.shown_code(code)) == code


def test_only_the_right_secret_matches() -> None:
    secret = tokens.new_secret()
    stored = tokens.fingerprint(secret)

    assert tokens.matches(secret, stored)
    assert not tokens.matches(secret + "x", stored)
    assert not tokens.matches("\udcff", stored)
    assert secret.encode() not in stored
