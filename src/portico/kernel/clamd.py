"""Ask a clamd whether bytes hold malware (INSTREAM over a socket)."""

import socket
from collections.abc import Iterable
from contextlib import closing, suppress

SECONDS = 60
LONGEST_ANSWER = 4096
CHUNK = 256 * 1024


class ScannerAway(Exception):
    """No verdict: the scanner cannot be reached, or broke off. Ask again later."""


class TooLargeToScan(Exception):
    """The scanner refuses files of this size (its `StreamMaxLength`)."""


def scan(address: str, chunks: Iterable[bytes]) -> str:
    """The name of the malware that was found; empty when the scanner finds nothing.

    `address` is `unix:/run/clamav/clamd.ctl` or `tcp://host:3310`.
    """
    try:
        with closing(_connect(address)) as peer:
            _send(peer, chunks)
            return _verdict(_receive(peer))
    except OSError as problem:
        raise ScannerAway(str(problem)) from problem


def _connect(address: str) -> socket.socket:
    if address.startswith("unix:"):
        peer = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        peer.settimeout(SECONDS)
        try:
            peer.connect(address.removeprefix("unix:"))
        except OSError:
            peer.close()
            raise
        return peer
    host, _, port = address.removeprefix("tcp://").rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)


def _send(peer: socket.socket, chunks: Iterable[bytes]) -> None:
    with suppress(BrokenPipeError, ConnectionResetError):  # it says why before it hangs up
        peer.sendall(b"zINSTREAM\0")
        for chunk in chunks:
            for start in range(0, len(chunk), CHUNK):
                piece = chunk[start : start + CHUNK]
                peer.sendall(len(piece).to_bytes(4) + piece)
        peer.sendall(bytes(4))


def _receive(peer: socket.socket) -> str:
    answer = bytearray()
    while b"\0" not in answer and len(answer) < LONGEST_ANSWER:
        if not (piece := peer.recv(LONGEST_ANSWER)):
            break
        answer += piece
    return answer.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _verdict(answer: str) -> str:
    if answer == "stream: OK":
        return ""
    if answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    if "size limit" in answer:
        raise TooLargeToScan(answer)
    raise ScannerAway(answer or "no answer")
