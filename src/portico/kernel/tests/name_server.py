"""A little name server on this machine, for tests: it says what it was told to say."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rrset

type Says = Callable[[dns.message.Message], dns.message.Message | None]


def answer(asked: dns.message.Message, *records: str) -> dns.message.Message:
    """The records, each as a line of a zone: name, kind, value."""
    said = dns.message.make_response(asked, recursion_available=True)
    for record in records:
        name, kind, value = record.split(" ", 2)
        said.answer.append(dns.rrset.from_text(name, 60, "IN", kind, value))
    return said


@contextmanager
def name_server(says: Says) -> Iterator[tuple[str, int]]:
    """Asked over UDP, and over TCP when an answer is too long for that; None stays silent."""
    udp, tcp = _sockets()
    with udp, tcp:
        for serve in (_serve_udp, _serve_tcp):
            threading.Thread(target=serve, args=(udp, tcp, says), daemon=True).start()
        host, port = udp.getsockname()
        try:
            yield str(host), int(port)
        finally:
            tcp.shutdown(socket.SHUT_RDWR)


def _sockets() -> tuple[socket.socket, socket.socket]:
    """The same port twice."""
    while True:
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        udp.bind(("127.0.0.1", 0))
        tcp = socket.socket()
        try:
            tcp.bind(udp.getsockname())
        except OSError:
            udp.close()
            tcp.close()
            continue
        tcp.listen()
        return udp, tcp


def _serve_udp(udp: socket.socket, _tcp: socket.socket, says: Says) -> None:
    while True:
        try:
            body, there = udp.recvfrom(4096)
        except OSError:
            return
        asked = dns.message.from_wire(body)
        if (said := says(asked)) is None:
            continue
        wire = said.to_wire(max_size=65535)
        if len(wire) > 1200:
            said.answer.clear()
            said.flags |= dns.flags.TC
            wire = said.to_wire()
        udp.sendto(wire, there)


def _serve_tcp(_udp: socket.socket, tcp: socket.socket, says: Says) -> None:
    while True:
        try:
            line, _there = tcp.accept()
        except OSError:
            return
        with line:
            (size,) = struct.unpack("!H", line.recv(2))
            if (said := says(dns.message.from_wire(line.recv(size)))) is not None:
                wire = said.to_wire(max_size=65535)
                line.sendall(struct.pack("!H", len(wire)) + wire)
