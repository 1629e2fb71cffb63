"""Encrypted files: whole, in parts, and never after somebody changed them."""

import tracemalloc
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portico.kernel.crypto import frames
from portico.kernel.crypto.frames import DamagedFile, Opener, Sealer
from portico.kernel.crypto.keyring import new_data_key
from portico.kernel.ids import new_id

KEY = new_data_key()
PLACE = (new_id(), "file", new_id())
FRAME = frames.FRAME_BYTES
SIZES = [0, 1, FRAME - 1, FRAME, FRAME + 1, 2 * FRAME, 3 * FRAME + 17]


@dataclass(frozen=True)
class BytesSource:
    """A sealed file in memory."""

    data: bytes

    @property
    def size(self) -> int:
        return len(self.data)

    def read_at(self, offset: int, length: int) -> bytes:
        return self.data[offset : offset + length]


def seal_stream(key: bytes, chunks: Iterable[bytes]) -> Iterator[bytes]:
    sealer = Sealer(key, context=PLACE)
    for chunk in chunks:
        yield sealer.update(chunk)
    yield sealer.finish()


def sealed_size(plain: int) -> int:
    """The format in one line: a head, and a tag for each frame; nothing has one frame, too."""
    return frames.HEAD_BYTES + plain + max(1, -(-plain // FRAME)) * frames.TAG_BYTES


def text_of(size: int) -> bytes:
    return bytes(index * 31 % 251 for index in range(256)) * (size // 256 + 1)


def sealed_file(size: int, *, key: bytes = KEY) -> bytes:
    return b"".join(seal_stream(key, [text_of(size)[:size]]))


def opened(sealed: bytes, start: int = 0, end: int | None = None) -> bytes:
    return b"".join(Opener(BytesSource(sealed), KEY, context=PLACE).read(start, end))


@pytest.mark.parametrize("size", SIZES)
def test_a_file_comes_back_whole(size: int) -> None:
    sealed = sealed_file(size)

    assert opened(sealed) == text_of(size)[:size]
    assert len(sealed) == sealed_size(size)
    assert Opener(BytesSource(sealed), KEY, context=PLACE).size == size


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.integers(0, FRAME * 2), max_size=5), st.data())
def test_any_chunks_in_and_any_part_out(chunks: list[int], data: st.DataObject) -> None:
    total = sum(chunks)
    text = text_of(total)
    cuts = [sum(chunks[:index]) for index in range(len(chunks) + 1)]
    pieces = [text[a:b] for a, b in pairwise(cuts)]
    sealed = b"".join(seal_stream(KEY, pieces))
    start = data.draw(st.integers(0, total + 5))
    end = data.draw(st.none() | st.integers(0, total + 5))

    assert opened(sealed, start, end) == text[:total][start:end]


@pytest.mark.spec("S2.9.2a")
def test_the_stored_bytes_hide_the_file() -> None:
    sealed = b"".join(seal_stream(KEY, [b"needle in a haystack" * 9999]))

    assert b"needle" not in sealed


def test_the_same_file_never_looks_the_same() -> None:
    assert sealed_file(100) != sealed_file(100)


def is_refused(sealed: bytes) -> bool:
    try:
        opened(sealed)
    except DamagedFile:
        return True
    return False


@pytest.mark.parametrize("size", SIZES[1:])
def test_a_cut_file_is_refused(size: int) -> None:
    sealed = sealed_file(size)
    whole_frames = range(frames.HEAD_BYTES, len(sealed), frames.SEALED_BYTES)

    assert all(is_refused(sealed[:cut]) for cut in whole_frames)
    assert all(is_refused(sealed[:-cut]) for cut in (1, 15, 16, 17))
    assert is_refused(sealed[: frames.HEAD_BYTES - 1])
    assert is_refused(b"")


def test_a_cut_file_is_refused_even_for_its_first_part() -> None:
    sealed = sealed_file(3 * FRAME)

    with pytest.raises(DamagedFile):
        opened(sealed[: frames.HEAD_BYTES + 2 * frames.SEALED_BYTES], 0, 10)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("extra", [1, 16, 17, frames.SEALED_BYTES])
def test_appended_bytes_are_refused(size: int, extra: int) -> None:
    assert is_refused(sealed_file(size) + b"x" * extra)


def split(sealed: bytes) -> tuple[bytes, list[bytes]]:
    body = sealed[frames.HEAD_BYTES :]
    step = frames.SEALED_BYTES
    return sealed[: frames.HEAD_BYTES], [body[i : i + step] for i in range(0, len(body), step)]


def test_reordered_repeated_and_dropped_frames_are_refused() -> None:
    head, (one, two, three) = split(sealed_file(3 * FRAME))

    assert is_refused(head + two + one + three)
    assert is_refused(head + one + one + three)
    assert is_refused(head + one + three)
    assert is_refused(head + one + two + three + three)
    assert not is_refused(head + one + two + three)


def test_frames_of_another_file_are_refused() -> None:
    head, ours = split(sealed_file(3 * FRAME))
    other_head, theirs = split(sealed_file(3 * FRAME))

    assert is_refused(head + ours[0] + theirs[1] + ours[2])
    assert is_refused(other_head + b"".join(ours))


def test_a_whole_file_put_in_the_place_of_another_is_refused() -> None:
    elsewhere = (*PLACE[:2], new_id())

    with pytest.raises(DamagedFile):
        Opener(BytesSource(sealed_file(10)), KEY, context=elsewhere)


def test_another_key_does_not_open() -> None:
    assert is_refused(sealed_file(10, key=new_data_key()))


@settings(max_examples=100, deadline=None)
@given(st.integers(0), st.integers(1, 255))
def test_any_changed_byte_is_noticed(place: int, change: int) -> None:
    sealed = bytearray(sealed_file(FRAME + 100))
    sealed[place % len(sealed)] ^= change

    assert is_refused(bytes(sealed))


@dataclass
class Counted:
    data: bytes
    asked: int = 0

    @property
    def size(self) -> int:
        return len(self.data)

    def read_at(self, offset: int, length: int) -> bytes:
        self.asked += length
        return self.data[offset : offset + length]


def test_a_part_reads_only_what_it_needs() -> None:
    source = Counted(sealed_file(40 * FRAME))
    opener = Opener(source, KEY, context=PLACE)

    assert b"".join(opener.read(20 * FRAME + 5, 20 * FRAME + 9)) == text_of(64)[5:9]
    assert source.asked <= 3 * frames.SEALED_BYTES


def test_a_large_file_needs_little_memory() -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(400):
            yield b"x" * 100_000

    sealer = Sealer(KEY, context=PLACE)
    tracemalloc.start()
    sealed = sum(len(sealer.update(chunk)) for chunk in chunks()) + len(sealer.finish())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert sealed == sealed_size(40_000_000)
    assert peak < 2_000_000
