"""Bytes that come slowly: whole again when they are read, and in plain nowhere but in memory."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portico.kernel.spool import Spool

MEMORY = 1000


def filled(folder: Path, *chunks: bytes) -> Spool:
    spool = Spool(folder, memory=MEMORY)
    for chunk in chunks:
        spool.add(chunk)
        if spool.is_full:
            spool.flush()
    return spool


@given(st.lists(st.binary(max_size=700), max_size=8))
def test_what_went_in_comes_out(
    tmp_path_factory: pytest.TempPathFactory, data: list[bytes]
) -> None:
    spool = filled(tmp_path_factory.getbasetemp() / "spool", *data)

    assert spool.size == sum(map(len, data))
    assert spool.opened().read() == b"".join(data)
    spool.close()


def test_large_bodies_are_read_in_pieces_and_lines(tmp_path: Path) -> None:
    lines = [b"%d\n" % number for number in range(100_000)]
    spool = filled(tmp_path, *lines)
    content = spool.opened()

    assert content.read(3) == b"0\n1"
    assert content.readline() == b"\n"
    assert content.read() == b"".join(lines)[4:]
    spool.close()


def test_a_small_body_needs_no_file(tmp_path: Path) -> None:
    spool = filled(tmp_path / "incoming", b"x" * MEMORY)

    assert not spool.is_file
    assert not (tmp_path / "incoming").exists()


@pytest.mark.spec("S2.9.2a")
def test_a_file_on_its_way_has_no_name_and_is_not_in_plain(tmp_path: Path) -> None:
    spool = filled(tmp_path, b"needle" * 50_000)
    spool.opened()

    assert list(tmp_path.iterdir()) == []
    file = spool._file
    assert file is not None
    stored = os.pread(file.fileno(), 1_000_000, 0)
    assert len(stored) > 300_000
    assert b"needle" not in stored
    assert os.fstat(file.fileno()).st_mode & 0o777 == 0o600
    spool.close()
    assert file.closed
