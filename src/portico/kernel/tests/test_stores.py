"""Stores: whole or not at all, on disk and in a bucket."""

import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer

from portico.kernel.s3 import PART_BYTES, S3Store
from portico.kernel.stores import DiskStore, NotStored, Store

KEY = "tenant/3f/file.original"


@pytest.fixture(scope="module")
def bucket() -> Iterator[S3Store]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    store = S3Store.connect(
        "s3://uploads/portico/",
        endpoint=f"http://{host}:{port}",
        region="us-east-1",
        access_key="test",
        secret_key="test",
    )
    store.client.create_bucket(Bucket="uploads")
    yield store
    server.stop()


@pytest.fixture(params=["disk", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "disk":
        return DiskStore(tmp_path / "files")
    found: S3Store = request.getfixturevalue("bucket")
    return found


def put(store: Store, key: str, *chunks: bytes) -> None:
    writer = store.writer(key)
    for chunk in chunks:
        writer.write(chunk)
    writer.commit()


def test_what_was_written_can_be_read_in_parts(store: Store) -> None:
    put(store, KEY, b"hello ", b"world")
    stored = store.open(KEY)

    assert stored.size == 11
    assert stored.read_at(0, 5) == b"hello"
    assert stored.read_at(6, 100) == b"world"
    assert stored.read_at(11, 5) == b""
    stored.close()
    stored.close()


def test_a_large_object_arrives_whole(store: Store) -> None:
    chunk = bytes(range(256)) * 4096
    put(store, "tenant/large", *[chunk] * 20)
    stored = store.open("tenant/large")

    assert stored.size == len(chunk) * 20
    assert stored.read_at(len(chunk) * 19, len(chunk)) == chunk
    stored.close()


def test_nobody_sees_what_was_not_finished(store: Store) -> None:
    writer = store.writer("tenant/unfinished")
    writer.write(b"x" * (PART_BYTES + 1))

    with pytest.raises(NotStored):
        store.open("tenant/unfinished")
    writer.abort()
    with pytest.raises(NotStored):
        store.open("tenant/unfinished")


def test_what_was_deleted_is_gone(store: Store) -> None:
    put(store, "tenant/gone", b"x")
    store.delete("tenant/gone")
    store.delete("tenant/gone")

    with pytest.raises(NotStored):
        store.open("tenant/gone")


def test_the_newer_content_replaces_the_older(store: Store) -> None:
    put(store, "tenant/twice", b"old")
    put(store, "tenant/twice", b"newer")
    stored = store.open("tenant/twice")

    assert stored.read_at(0, 10) == b"newer"
    stored.close()


def test_old_keys_are_found_below_their_folder_only(store: Store) -> None:
    put(store, "ours/3f/one", b"1")
    put(store, "theirs/3f/two", b"2")

    assert list(store.older_than(-60, under="ours")) == ["ours/3f/one"]
    assert list(store.older_than(3600, under="ours")) == []
    assert list(store.older_than(-60, under="nobody")) == []


@pytest.mark.parametrize(
    "key", ["", "/etc/passwd", "../x", "a/../b", "a//b", ".hidden", "a/.b", "ä", "a\0b", "x" * 201]
)
def test_a_key_never_leaves_the_store(store: Store, key: str) -> None:
    for use in (store.writer, store.open, store.delete):
        with pytest.raises(ValueError, match="not a storage key"):
            use(key)


def test_files_on_disk_are_private_and_leave_no_parts(tmp_path: Path) -> None:
    store = DiskStore(tmp_path / "files")
    put(store, KEY, b"x")
    file = tmp_path / "files" / KEY

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [found.name for found in file.parent.iterdir()] == [file.name]


def test_a_write_that_was_given_up_leaves_nothing(tmp_path: Path) -> None:
    DiskStore(tmp_path / "files").writer(KEY).write(b"half")

    assert not list((tmp_path / "files" / KEY).parent.iterdir())


def test_what_a_killed_process_left_is_found_when_it_is_old(tmp_path: Path) -> None:
    store = DiskStore(tmp_path / "files")
    put(store, KEY, b"x")
    part = tmp_path / "files" / f"{KEY}.0a1b2c3d.part"
    part.write_bytes(b"half")
    yesterday = time.time() - 86_400
    os.utime(part, (yesterday, yesterday))

    (found,) = store.older_than(3600, under="tenant")
    store.delete(found)
    assert not part.exists()


def test_a_bucket_that_is_away_is_no_missing_file(bucket: S3Store) -> None:
    away = S3Store(bucket.client, "no-such-bucket-at-all")

    with pytest.raises(bucket.client.exceptions.ClientError):
        away.writer("tenant/x").commit()
