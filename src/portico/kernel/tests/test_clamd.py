"""Talking to a virus scanner, also when it does not feel like talking."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from portico.kernel.clamd import ScannerAway, TooLargeToScan, scan

type Answer = Callable[[socket.socket, bytes], None]


class Scanner:
    """A clamd that reads a stream as the protocol says, and answers what it is told to."""

    def __init__(self, path: Path, *, most: int = 1 << 30) -> None:
        self.address = f"unix:{path}"
        self.answer = b"stream: OK\0"
        self.most = most
        self.seen = b""
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(path))
        self._door.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                peer, _ = self._door.accept()
            except OSError:
                return
            with closing(peer):
                self._one(peer)

    def _one(self, peer: socket.socket) -> None:
        stream = peer.makefile("rb")
        assert stream.read(10) == b"zINSTREAM\0"
        self.seen = b""
        while size := int.from_bytes(stream.read(4)):
            self.seen += stream.read(size)
            if len(self.seen) > self.most:
                peer.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        peer.sendall(self.answer)

    def close(self) -> None:
        self._door.close()


@pytest.fixture
def scanner(tmp_path: Path) -> Iterator[Scanner]:
    scanner = Scanner(tmp_path / "clamd")
    yield scanner
    scanner.close()


def test_a_clean_file_passes_and_was_seen_whole(scanner: Scanner) -> None:
    chunks = [b"a" * 300_000, b"", b"b" * 5]

    assert scan(scanner.address, chunks) == ""
    assert scanner.seen == b"".join(chunks)


def test_malware_is_named(scanner: Scanner) -> None:
    scanner.answer = b"stream: Eicar-Signature FOUND\0"

    assert scan(scanner.address, [b"x"]) == "Eicar-Signature"


@pytest.mark.parametrize("answer", [b"", b"stream: OK", b"INSTREAM: something ERROR\0", b"what\0"])
def test_anything_but_a_clear_ok_is_no_verdict(scanner: Scanner, answer: bytes) -> None:
    scanner.answer = answer
    if answer == b"stream: OK":
        assert scan(scanner.address, [b"x"]) == ""
    else:
        with pytest.raises(ScannerAway):
            scan(scanner.address, [b"x"])


def test_a_file_too_large_for_the_scanner_is_named(scanner: Scanner) -> None:
    scanner.most = 1000

    with pytest.raises(TooLargeToScan):
        scan(scanner.address, [b"x" * 1001])


@pytest.mark.parametrize("address", ["unix:/nowhere/at/all", "tcp://127.0.0.1:1"])
def test_a_scanner_that_is_away_gives_no_verdict(address: str) -> None:
    with pytest.raises(ScannerAway):
        scan(address, [b"x"])
