"""Hand one mail to an SMTP server, and know for certain how far it got.

"Nobody knows" happens only after the server asked for the content and before it answered to it.
"""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol
from urllib.parse import unquote, urlsplit

from .mailing import Answer, MailProblem, Reason, Step, nobody, one_answer

TIMEOUT = 10  # seconds, for each thing we wait for
GONE = frozenset({0, 421})  # no answer, or the server closes: the connection is over
BAD_SETUP = frozenset({530, 534, 535, 538})  # the server wants TLS or another sign-in: ours to mend


class Security(StrEnum):
    """How the way to the server is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


NETWORK: tuple[tuple[type[Exception], Reason], ...] = (
    (socket.gaierror, Reason.UNKNOWN_HOST),
    (UnicodeError, Reason.UNKNOWN_HOST),
    (ssl.SSLCertVerificationError, Reason.CERTIFICATE),
    (ssl.SSLEOFError, Reason.DROPPED),
    (ssl.SSLError, Reason.NO_TLS),
    (ConnectionRefusedError, Reason.REFUSED),
    (ConnectionError, Reason.DROPPED),
)


@dataclass(frozen=True, slots=True)
class Server:
    """Where to hand mail in, and as whom. `greeting` is the name we introduce ourselves with."""

    host: str
    port: int
    security: Security = Security.STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)
    greeting: str = "localhost"


class SmtpProblem(MailProblem):
    """What an SMTP server said, or did not say."""

    @property
    def is_about_server(self) -> bool:
        return super().is_about_server or self.code in BAD_SETUP

    @property
    def is_final(self) -> bool:
        return 500 <= self.code < 600 and not self.is_about_server


SCHEMES = {
    "smtp": (Security.NONE, 25),
    "smtps": (Security.TLS, 465),
    "smtp+starttls": (Security.STARTTLS, 587),
}


def server_of_url(url: str) -> Server:
    """Read `smtp+starttls://user:password@host:587`; raises `ValueError` for anything else.

    Signs such as `@` and `:` in user or password are percent-encoded.
    """
    parts = urlsplit(url)
    numbered = parts.netloc.rpartition("@")[2].rpartition("]")[2].partition(":")[2]
    port = int(numbered) if numbered.isascii() and numbered.isdigit() else 0
    if parts.scheme not in SCHEMES or not parts.hostname or (numbered and not 0 < port < 65536):
        raise ValueError("an address such as smtp+starttls://user:password@mail.example:587")
    security, usual_port = SCHEMES[parts.scheme]
    return Server(
        host=parts.hostname,
        port=port or usual_port,
        security=security,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def deliver(
    server: Server,
    *,
    sender: str,
    recipient: str,
    content: bytes,
    tell: Callable[[Step], None] = nobody,
) -> Answer:
    """Hand in one mail for one recipient; returns when the server took it, else `SmtpProblem`."""
    smtp = _opened(server, tell)
    try:
        _envelope(smtp, sender, recipient, len(content), tell)
        return _content(smtp, content, tell)
    finally:
        smtp.close()


class Take(Protocol):
    """A way to hand in one mail: `deliver`, or what `line()` gives."""

    def __call__(
        self,
        server: Server,
        /,
        *,
        sender: str,
        recipient: str,
        content: bytes,
        tell: Callable[[Step], None] = nobody,
    ) -> Answer: ...


@contextmanager
def line() -> Iterator[Take]:
    """As `deliver`, for one mail after the other: the connection stays until something goes wrong.

    Where the server has closed it between two mails, the next one opens another: nothing of that
    mail has left yet.
    """
    held = _Line()
    try:
        yield held.take
    finally:
        held.close()


class _Line:
    def __init__(self) -> None:
        self._to: Server | None = None
        self._smtp: smtplib.SMTP | None = None

    def take(
        self,
        server: Server,
        /,
        *,
        sender: str,
        recipient: str,
        content: bytes,
        tell: Callable[[Step], None] = nobody,
    ) -> Answer:
        smtp = self._begun(server, sender, recipient, len(content), tell)
        try:
            return _content(smtp, content, tell)
        except SmtpProblem:
            self.close()
            raise

    def _begun(
        self, server: Server, sender: str, recipient: str, size: int, tell: Callable[[Step], None]
    ) -> smtplib.SMTP:
        """The conversation, as far as the recipient."""
        smtp, is_old = self._smtp, self._to == server
        if smtp is None or not is_old:
            self.close()
            self._to, self._smtp = server, (smtp := _opened(server, tell))
        try:
            _envelope(smtp, sender, recipient, size, tell)
        except SmtpProblem as problem:
            self.close()
            if not is_old or problem.code not in GONE:
                raise
            return self._begun(server, sender, recipient, size, tell)
        return smtp

    def close(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
        self._to = self._smtp = None


def _opened(server: Server, tell: Callable[[Step], None]) -> smtplib.SMTP:
    tell(Step.CONNECT)
    smtp = _connect(server)
    try:
        _protect(smtp, server, tell)
    except SmtpProblem:
        smtp.close()
        raise
    return smtp


def _connect(server: Server) -> smtplib.SMTP:
    with _at(Step.CONNECT):
        if server.security is Security.TLS:
            return smtplib.SMTP_SSL(
                server.host,
                server.port,
                local_hostname=server.greeting,
                timeout=TIMEOUT,
                context=ssl.create_default_context(),
            )
        return smtplib.SMTP(
            server.host, server.port, local_hostname=server.greeting, timeout=TIMEOUT
        )


def _protect(smtp: smtplib.SMTP, server: Server, tell: Callable[[Step], None]) -> None:
    with _at(Step.CONNECT):
        smtp.ehlo_or_helo_if_needed()
    if server.security is Security.STARTTLS:
        tell(Step.ENCRYPT)
        with _at(Step.ENCRYPT):
            if not smtp.has_extn("starttls"):
                raise SmtpProblem(Step.ENCRYPT, Reason.NO_STARTTLS)
            code, said = smtp.starttls(context=ssl.create_default_context())
            _expect(Step.ENCRYPT, code, said, 220)
            smtp.ehlo_or_helo_if_needed()
    if server.user:
        tell(Step.SIGN_IN)
        with _at(Step.SIGN_IN):
            smtp.login(server.user, server.password)


def _envelope(
    smtp: smtplib.SMTP, sender: str, recipient: str, size: int, tell: Callable[[Step], None]
) -> None:
    tell(Step.SENDER)
    with _at(Step.SENDER):
        code, said = smtp.mail(sender, [f"size={size}"] if smtp.has_extn("size") else [])
        _expect(Step.SENDER, code, said, 250)
    tell(Step.RECIPIENT)
    with _at(Step.RECIPIENT):
        code, said = smtp.rcpt(recipient)
        _expect(Step.RECIPIENT, code, said, 250, 251)


def _content(smtp: smtplib.SMTP, content: bytes, tell: Callable[[Step], None]) -> Answer:
    tell(Step.CONTENT)
    with _at(Step.CONTENT):
        code, said = smtp.docmd("DATA")
        _expect(Step.CONTENT, code, said, 354)
    with _at(Step.ANSWER):  # from here on only an answer tells what became of it
        smtp.send(on_the_wire(content))
        code, said = smtp.getreply()
        _expect(Step.ANSWER, code, said, 250)
    return Answer(code, one_answer(said))


def on_the_wire(content: bytes) -> bytes:
    """CRLF at each line's end, dots at a line's start doubled, and the dot that ends it all."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", content)
    stuffed = re.sub(rb"(?m)^\.", b"..", lines)
    return stuffed.removesuffix(b"\r\n") + b"\r\n.\r\n"


def _expect(step: Step, code: int, said: bytes, *wanted: int) -> None:
    if code in wanted:
        return
    if code <= 0:
        raise SmtpProblem(step, Reason.NO_SMTP, said=one_answer(said))
    raise SmtpProblem(step, Reason.SAID_NO, code=code, said=one_answer(said))


@contextmanager
def _at(step: Step) -> Iterator[None]:
    try:
        yield
    except (OSError, UnicodeError) as problem:  # smtplib's own are kinds of OSError
        raise _translated(step, problem) from problem


def _translated(step: Step, problem: OSError | UnicodeError) -> SmtpProblem:
    match problem:
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=said):
            reason = Reason.SAID_NO if code > 0 else Reason.NO_SMTP
            return SmtpProblem(step, reason, code=max(code, 0), said=one_answer(said))
        case smtplib.SMTPServerDisconnected(__context__=TimeoutError()) | TimeoutError():
            return SmtpProblem(step, Reason.SILENT)
        case smtplib.SMTPServerDisconnected():
            return SmtpProblem(step, Reason.DROPPED)
        case smtplib.SMTPException():  # the ways to sign in do not fit together
            return SmtpProblem(step, Reason.NO_SIGN_IN)
    return SmtpProblem(step, _network_reason(problem), said=_why(problem))


def _network_reason(problem: OSError | UnicodeError) -> Reason:
    found = (reason for kind, reason in NETWORK if isinstance(problem, kind))
    return next(found, Reason.UNREACHABLE)


def _why(problem: OSError | UnicodeError) -> str:
    """Why a certificate was not accepted; the other reasons need no more words."""
    if isinstance(problem, ssl.SSLCertVerificationError):
        return str(problem.verify_message)
    return ""
