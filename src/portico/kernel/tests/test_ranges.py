"""Parts of a file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portico.kernel.ranges import NotSatisfiable, Part, asked_part


@pytest.mark.parametrize(
    ("header", "start", "end"),
    [
        ("bytes=0-9", 0, 10),
        ("bytes=90-", 90, 100),
        ("bytes=-10", 90, 100),
        ("bytes=-1000", 0, 100),
        ("bytes=50-5000", 50, 100),
        ("bytes = 0 - 0", 0, 1),
    ],
)
def test_a_part_is_understood(header: str, start: int, end: int) -> None:
    assert asked_part(header, 100) == Part(start, end, 100)


@pytest.mark.parametrize(
    "header", ["", "bytes=", "bytes=-", "bytes=9-5", "lines=1-2", "bytes=0-1,5-6"]
)
def test_what_is_not_understood_is_the_whole_file(header: str) -> None:
    assert asked_part(header, 100) is None


@pytest.mark.parametrize(
    ("header", "size"), [("bytes=100-", 100), ("bytes=-0", 9), ("bytes=0-", 0)]
)
def test_a_part_outside_the_file_is_refused(header: str, size: int) -> None:
    with pytest.raises(NotSatisfiable):
        asked_part(header, size)


def test_a_part_says_where_it_lies() -> None:
    part = asked_part("bytes=10-19", 100)

    assert part
    assert (part.length, part.content_range) == (10, "bytes 10-19/100")


@given(st.text(), st.integers(0, 10**6))
def test_any_header_at_all_has_an_answer(header: str, size: int) -> None:
    for text in (header, "bytes=" + header):
        try:
            part = asked_part(text, size)
        except NotSatisfiable:
            continue
        assert part is None or 0 <= part.start < part.end <= size
