"""Sealed values open at their own place only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portico.kernel.crypto.envelope import CannotOpen, bound, derived_key, digest, open_sealed, seal
from portico.kernel.crypto.keyring import new_data_key
from portico.kernel.ids import new_id

KEY = new_data_key()
TENANT, ROW = new_id(), new_id()
PLACE = (TENANT, "mail_server", "password", ROW)


@given(st.binary(max_size=4096))
def test_what_was_sealed_opens(plaintext: bytes) -> None:
    assert open_sealed(KEY, seal(KEY, plaintext, context=PLACE), context=PLACE) == plaintext


@pytest.mark.spec("S2.9.2a")
def test_the_stored_bytes_hide_the_value_and_differ_each_time() -> None:
    first, second = (seal(KEY, b"hunter2 hunter2", context=PLACE) for _ in range(2))

    assert b"hunter2" not in first
    assert first != second


@pytest.mark.parametrize(
    "place",
    [
        (new_id(), "mail_server", "password", ROW),
        (TENANT, "person", "password", ROW),
        (TENANT, "mail_server", "user", ROW),
        (TENANT, "mail_server", "password", new_id()),
        (TENANT, "mail_serverpassword", "", ROW),
        (),
    ],
)
def test_a_value_moved_elsewhere_does_not_open(place: tuple[str, ...]) -> None:
    sealed = seal(KEY, b"secret", context=PLACE)

    with pytest.raises(CannotOpen):
        open_sealed(KEY, sealed, context=place)


def test_another_key_does_not_open() -> None:
    with pytest.raises(CannotOpen):
        open_sealed(new_data_key(), seal(KEY, b"secret", context=PLACE), context=PLACE)


def test_any_changed_byte_is_noticed() -> None:
    sealed = bytearray(seal(KEY, b"secret", context=PLACE))

    for place in range(len(sealed)):
        changed = sealed.copy()
        changed[place] ^= 0x80
        with pytest.raises(CannotOpen):
            open_sealed(KEY, bytes(changed), context=PLACE)


@given(st.binary(max_size=64))
def test_any_bytes_at_all_are_refused_politely(noise: bytes) -> None:
    with pytest.raises(CannotOpen):
        open_sealed(KEY, noise, context=PLACE)


def test_a_digest_finds_equal_values_of_one_tenant() -> None:
    assert digest(KEY, "ada@example.com") == digest(KEY, "ada@example.com")
    assert digest(KEY, "ada@example.com") != digest(KEY, "bob@example.com")
    assert digest(KEY, "ada@example.com") != digest(new_data_key(), "ada@example.com")
    assert digest(KEY, "1", context=("a",)) != digest(KEY, "1", context=("b",))


parts = st.one_of(st.text(max_size=8), st.binary(max_size=8), st.integers(0, 999), st.uuids())


@given(st.tuples(parts, parts), st.tuples(parts, parts))
def test_two_places_never_look_the_same(left: tuple[str, str], right: tuple[str, str]) -> None:
    assert (bound(left) == bound(right)) == (left == right)


def test_keys_for_different_purposes_differ() -> None:
    assert derived_key(KEY, purpose="seal") != derived_key(KEY, purpose="digest")


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        seal(b"short", b"", context=PLACE)
