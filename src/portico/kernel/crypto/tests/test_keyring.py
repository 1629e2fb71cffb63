"""The master keys: made once, kept private, rotated without losing anything."""

import base64
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from portico.kernel.crypto.keyring import (
    KeyProblem,
    KeyRing,
    new_data_key,
    open_or_make,
    wrapped_by,
)
from portico.kernel.ids import new_id

OURS, THEIRS = new_id(), new_id()


def a_ring() -> KeyRing:
    return KeyRing({1: new_data_key()})


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "kek"


def test_a_wrapped_key_opens_for_its_tenant() -> None:
    ring, key = a_ring(), new_data_key()

    assert ring.unwrap(ring.wrap(key, tenant=OURS), tenant=OURS) == key


def test_a_wrapped_key_does_not_open_for_another_tenant() -> None:
    ring = a_ring()
    blob = ring.wrap(new_data_key(), tenant=OURS)

    with pytest.raises(KeyProblem, match="another master key or tenant"):
        ring.unwrap(blob, tenant=THEIRS)


def test_a_changed_blob_does_not_open() -> None:
    ring = a_ring()
    blob = bytearray(ring.wrap(new_data_key(), tenant=OURS))

    for place in range(len(blob)):
        changed = blob.copy()
        changed[place] ^= 1
        with pytest.raises(KeyProblem):
            ring.unwrap(bytes(changed), tenant=OURS)


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x02" * 64, b"\x01" * 17])
def test_a_malformed_blob_is_named(blob: bytes) -> None:
    with pytest.raises(KeyProblem, match="malformed"):
        a_ring().unwrap(blob, tenant=OURS)


def test_another_installation_cannot_unwrap() -> None:
    blob = a_ring().wrap(new_data_key(), tenant=OURS)

    with pytest.raises(KeyProblem):
        a_ring().unwrap(blob, tenant=OURS)


@pytest.mark.spec("S2.9.2a")
def test_rotation_rewraps_and_old_blobs_open_meanwhile() -> None:
    old, key = a_ring(), new_data_key()
    blob = old.wrap(key, tenant=OURS)
    both = old.with_new_key()

    assert both.unwrap(blob, tenant=OURS) == key
    fresh = both.rewrap(blob, tenant=OURS)
    assert wrapped_by(fresh) == 2
    assert both.without([1]).unwrap(fresh, tenant=OURS) == key
    with pytest.raises(KeyProblem, match="Master key 1 is not in the ring"):
        both.without([1]).unwrap(blob, tenant=OURS)


def test_rewrapping_what_is_current_changes_nothing() -> None:
    ring = a_ring()
    blob = ring.wrap(new_data_key(), tenant=OURS)

    assert ring.rewrap(blob, tenant=OURS) is blob


def test_the_current_key_is_never_dropped() -> None:
    assert a_ring().with_new_key().without([1, 2]).versions == [2]


def test_the_first_start_makes_a_private_file(home: Path) -> None:
    ring = open_or_make(home)

    assert stat.S_IMODE(home.stat().st_mode) == 0o600
    assert stat.S_IMODE(home.parent.stat().st_mode) == 0o700
    assert open_or_make(home).fingerprint == ring.fingerprint
    assert [found.name for found in home.parent.iterdir()] == ["kek"]


def test_processes_that_start_together_agree_on_one_key(home: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        rings = list(pool.map(open_or_make, [home] * 32))

    assert len({ring.fingerprint for ring in rings}) == 1


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666])
def test_a_file_that_others_can_read_is_refused(home: Path, mode: int) -> None:
    open_or_make(home)
    home.chmod(mode)

    with pytest.raises(KeyProblem, match="chmod 600"):
        KeyRing.from_file(home)


def test_writing_a_rotated_ring_keeps_the_file_private(home: Path) -> None:
    ring = open_or_make(home).with_new_key()
    ring.write(home)

    assert KeyRing.from_file(home).fingerprint == ring.fingerprint
    assert stat.S_IMODE(home.stat().st_mode) == 0o600


def test_a_missing_file_is_named(home: Path) -> None:
    with pytest.raises(KeyProblem, match="cannot be read"):
        KeyRing.from_file(home)


def test_a_value_may_hold_several_versions() -> None:
    one, two = (base64.b64encode(new_data_key()).decode() for _ in range(2))

    assert KeyRing.parse(one).versions == [1]
    assert KeyRing.parse(f"2:{two},1:{one}").current == 2
    assert KeyRing.parse(f"# a note\n1:{one}\n 2:{two} # another\n").versions == [1, 2]


@pytest.mark.parametrize("text", ["", "# only a note", "nonsense", "1:AAAA", "x:" + "A" * 44])
def test_a_malformed_value_is_refused(text: str) -> None:
    with pytest.raises(KeyProblem):
        KeyRing.parse(text)


def test_a_version_given_twice_is_refused() -> None:
    key = base64.b64encode(new_data_key()).decode()

    with pytest.raises(KeyProblem, match="given twice"):
        KeyRing.parse(f"1:{key} 1:{key}")


def test_a_ring_never_shows_its_keys() -> None:
    key = new_data_key()
    ring = KeyRing({1: key})

    assert repr(ring) == "<KeyRing versions=[1]>"
    assert key.hex()[:16] not in ring.fingerprint
