"""How a mail leaves the house, in the same words for every way that it can go.

A way is an SMTP server (`smtp`) or the interface of a provider (`graph`, `gmail`). Whatever it
is, the caller must be able to tell three ends apart: taken, not taken, and "nobody knows".
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

LONGEST_ANSWER = 500


class Step(StrEnum):
    """How far a conversation has come; each is told before it begins."""

    CONNECT = "connect"
    ENCRYPT = "encrypt"
    SIGN_IN = "sign_in"
    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "content"
    ANSWER = "answer"


class Reason(StrEnum):
    """Why a conversation ended early; the second half is said of providers only."""

    UNKNOWN_HOST = "unknown_host"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    SILENT = "silent"
    DROPPED = "dropped"
    NO_SMTP = "no_smtp"
    NO_TLS = "no_tls"
    CERTIFICATE = "certificate"
    NO_STARTTLS = "no_starttls"
    NO_SIGN_IN = "no_sign_in"
    SAID_NO = "said_no"

    PROVIDER_AWAY = "provider_away"
    THROTTLED = "throttled"
    MICROSOFT_SIGN_IN = "microsoft_sign_in"
    MICROSOFT_EXPIRED = "microsoft_expired"
    MICROSOFT_DIRECTORY = "microsoft_directory"
    MICROSOFT_RIGHTS = "microsoft_rights"
    GOOGLE_SIGN_IN = "google_sign_in"
    GOOGLE_RIGHTS = "google_rights"
    GOOGLE_REVOKED = "google_revoked"
    NO_MAILBOX = "no_mailbox"
    SEND_AS = "send_as"
    BAD_RECIPIENT = "bad_recipient"
    TOO_LARGE = "too_large"
    MAIL_REFUSED = "mail_refused"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said when the mail was taken."""

    code: int
    said: str


class MailProblem(Exception):
    """The mail was not taken, or nobody knows; `said` are the other side's own words.

    `pause` is how long the other side wants to be left alone before anything else is sent.
    """

    def __init__(
        self,
        step: Step,
        reason: Reason,
        *,
        code: int = 0,
        said: str = "",
        pause: timedelta | None = None,
    ) -> None:
        super().__init__(f"{step}: {reason} {code or ''} {said}".strip())
        self.step, self.reason, self.code, self.said, self.pause = step, reason, code, said, pause

    @property
    def is_in_doubt(self) -> bool:
        """The content left us and no answer came: it may have been taken."""
        return self.step is Step.ANSWER and not self.code

    @property
    def is_about_server(self) -> bool:
        """Nothing to do with this mail: no mail can leave this way now."""
        return self.step in {Step.CONNECT, Step.ENCRYPT, Step.SIGN_IN}

    @property
    def is_final(self) -> bool:
        """This mail will never be taken; each way knows by which answers."""
        return False


def nobody(_step: Step) -> None:
    """Tell nobody how far it came."""


def one_answer(said: bytes | str) -> str:
    """The other side's words as one short line."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    printable = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(printable.split())[:LONGEST_ANSWER]
