"""Send mail from a mailbox of Microsoft 365: Microsoft Graph with an application's own sign-in."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.conf import settings

from .mailing import Reason
from .outbound import Answer
from .provider_mail import Question, Refused

SIGN_IN: Mapping[int, Reason] = {  # AADSTS…; whatever else it is, it is about the sign-in
    7000222: Reason.MICROSOFT_EXPIRED,
    90002: Reason.MICROSOFT_DIRECTORY,
    900021: Reason.MICROSOFT_DIRECTORY,
    900023: Reason.MICROSOFT_DIRECTORY,
}
CODES: Mapping[str, Reason] = {
    "ErrorSendAsDenied": Reason.SEND_AS,
    "ErrorInvalidUser": Reason.NO_MAILBOX,
    "MailboxNotEnabledForRESTAPI": Reason.NO_MAILBOX,
    "MailboxNotSupportedForRESTAPI": Reason.NO_MAILBOX,
    "ErrorNonExistentMailbox": Reason.NO_MAILBOX,
    "ErrorInvalidRecipients": Reason.BAD_RECIPIENT,
    "ErrorMessageSizeExceeded": Reason.TOO_LARGE,
}
STATUSES: Mapping[int, Reason] = {
    401: Reason.MICROSOFT_SIGN_IN,
    403: Reason.MICROSOFT_RIGHTS,
    404: Reason.NO_MAILBOX,
    413: Reason.TOO_LARGE,
}


@dataclass(frozen=True, slots=True)
class Graph:
    """A mailbox, and the application in its directory that may send from it."""

    directory: str
    client: str
    mailbox: str
    secret: str = field(repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self.secret,)

    def token_question(self, now: datetime) -> Question:  # noqa: ARG002  a secret knows no time
        place = quote(self.directory, safe="")
        form = {
            "grant_type": "client_credentials",
            "client_id": self.client,
            "client_secret": self.secret,
            "scope": f"{settings.MICROSOFT_GRAPH_URL}/.default",
        }
        return Question(f"{settings.MICROSOFT_SIGN_IN_URL}/{place}/oauth2/v2.0/token", form, {})

    def mail_question(self, content: bytes) -> Question:
        place = quote(self.mailbox, safe="@")
        return Question(
            f"{settings.MICROSOFT_GRAPH_URL}/v1.0/users/{place}/sendMail",
            base64.b64encode(content),
            {"Content-Type": "text/plain"},
        )

    def why_no_token(self, no: Refused) -> tuple[Reason, str]:
        known = (SIGN_IN.get(one) for one in _numbers(no.said.get("error_codes")))
        reason = next(filter(None, known), Reason.MICROSOFT_SIGN_IN)
        words = str(no.said.get("error_description", "")).partition("Trace ID:")[0]
        return reason, words or str(no.said.get("error", ""))

    def why_no_mail(self, no: Refused) -> tuple[Reason, str]:
        error = no.said.get("error")
        said = error if isinstance(error, dict) else {}
        code, words = str(said.get("code", "")), str(said.get("message", ""))
        reason = CODES.get(code) or STATUSES.get(no.status, Reason.MAIL_REFUSED)
        return reason, f"{code}: {words}" if code and words else code or words

    def receipt(self, yes: Answer) -> str:
        return yes.headers.get("request-id", "")


def _numbers(found: Any) -> list[int]:  # Any: whatever JSON holds
    return [one for one in found if isinstance(one, int)] if isinstance(found, list) else []
