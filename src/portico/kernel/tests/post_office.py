"""A real mail server on loopback that can be stopped, started, and told to misbehave."""

# ruff: noqa: ARG002, N802  aiosmtpd gives the names and the arguments

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as reading
from pathlib import Path
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from portico.kernel.smtp import Security, Server

HOST = "127.0.0.1"
type Misbehaviour = Callable[[SMTP], Awaitable[str]]


@dataclass
class Taken:
    """One mail that the server took."""

    sender: str
    recipient: str
    raw: bytes

    @property
    def parsed(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=reading)

    def body(self, kind: str) -> str:
        part = self.parsed.get_body((kind,))
        assert part is not None
        return str(part.get_content())


@dataclass
class PostOffice:
    """`at` says what happens at MAIL, RCPT, DATA (before it is kept) or KEPT (after)."""

    port: int = 0
    mails: list[Taken] = field(default_factory=list)
    at: dict[str, Misbehaviour] = field(default_factory=dict)
    calls: int = 0
    options: dict[str, Any] = field(default_factory=dict)  # Any: aiosmtpd's own
    _controller: Controller | None = None

    def start(self) -> None:
        self.port = self.port or free_port()
        self._controller = Controller(self, hostname=HOST, port=self.port, **self.options)
        self._controller.start()
        self.calls = 0

    def stop(self) -> None:
        if self._controller:
            self._controller.stop()
        self._controller = None

    def server(self, security: Security = Security.NONE, **more: Any) -> Server:
        return Server(HOST, self.port, security, greeting="msp.example", **more)

    async def handle_EHLO(
        self, talk: SMTP, session: Session, envelope: Envelope, name: str, lines: list[str]
    ) -> list[str]:
        self.calls += 1
        session.host_name = name
        if "EHLO" in self.at:
            lines = [await self.at["EHLO"](talk)]
        return lines

    async def handle_MAIL(
        self, talk: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return await self._say("MAIL", talk)

    async def handle_RCPT(
        self, talk: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return await self._say("RCPT", talk)

    async def handle_DATA(self, talk: SMTP, session: Session, envelope: Envelope) -> str:
        said = await self._say("DATA", talk)
        if said.startswith("250"):
            raw = cast(bytes, envelope.original_content)
            self.mails.append(Taken(str(envelope.mail_from), envelope.rcpt_tos[0], raw))
            said = await self._say("KEPT", talk)
        return said

    async def _say(self, stage: str, talk: SMTP) -> str:
        return await self.at[stage](talk) if stage in self.at else "250 OK"


def says(words: str) -> Misbehaviour:
    async def answer(_talk: SMTP) -> str:
        return words

    return answer


def hangs_up(words: str = "421 gone") -> Misbehaviour:
    """Cut the line instead of answering."""

    async def answer(talk: SMTP) -> str:
        cast(asyncio.Transport, talk.transport).abort()
        return words

    return answer


def falls_asleep(seconds: float = 3) -> Misbehaviour:
    async def answer(_talk: SMTP) -> str:
        await asyncio.sleep(seconds)
        return "421 gone"

    return answer


@contextmanager
def post_office(**options: Any) -> Iterator[PostOffice]:
    office = PostOffice(options=options)
    office.start()
    try:
        yield office
    finally:
        office.stop()


def asks_for(user: str, password: str) -> dict[str, Any]:
    """Options of a server that lets only this user in."""

    def check(_talk: Any, _session: Any, _envelope: Any, _kind: str, given: Any) -> AuthResult:
        is_right = (given.login, given.password) == (user.encode(), password.encode())
        return AuthResult(success=is_right, handled=False)

    return {"authenticator": check, "auth_required": True, "auth_require_tls": False}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def throwaway_certificate(folder: Path, *, name: str = "localhost") -> tuple[ssl.SSLContext, Path]:
    """A server's side of TLS, and the certificate that a client has to trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    both, public = folder / "server.pem", folder / "trusted.pem"
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    both.write_bytes(key.private_bytes(serialization.Encoding.PEM, *private) + pem)
    public.write_bytes(pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return context, public
