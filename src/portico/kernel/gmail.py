"""Send mail from a mailbox of Google Workspace: the Gmail API, with one of Google's key files.

A key file is the JSON that Google hands out: of a service account that may act for the mailbox
(domain-wide delegation), or of a person who agreed once (a refresh token).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from joserfc import jwk, jwt
from joserfc.errors import JoseError

from .mailing import Reason
from .outbound import Answer
from .provider_mail import Question, Refused

SCOPE = "https://www.googleapis.com/auth/gmail.send"
BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LIFE = timedelta(hours=1)
LONGEST_KEY = 20_000
WEAKEST = 2048
TOO_MANY = frozenset(
    {"rateLimitExceeded", "userRateLimitExceeded", "dailyLimitExceeded", "quotaExceeded"}
)
NOT_ALLOWED = frozenset({"unauthorized_client", "access_denied", "invalid_scope"})
STATUSES: Mapping[int, Reason] = {
    401: Reason.GOOGLE_SIGN_IN,
    403: Reason.GOOGLE_RIGHTS,
    404: Reason.NO_MAILBOX,
    413: Reason.TOO_LARGE,
}


class Kind(StrEnum):
    """Whose key it is, in the words of the file."""

    SERVICE = "service_account"
    PERSON = "authorized_user"


class BadKey(ValueError):
    """This is no key file that Google hands out."""


@dataclass(frozen=True, slots=True)
class Key:
    """What a key file says that matters; addresses in it are not believed."""

    kind: Kind
    client: str
    secret: str = field(repr=False)
    name: str = ""
    refresh: str = field(default="", repr=False)


def read_key(text: str) -> Key:
    """Raises `BadKey` for everything but a whole key file."""
    try:
        found = json.loads(text) if len(text) <= LONGEST_KEY else None
    except (ValueError, RecursionError):
        raise BadKey("not JSON") from None  # the cause would repeat the text
    given = {str(k): v for k, v in found.items()} if isinstance(found, dict) else {}
    if given.get("type") == Kind.SERVICE:
        return Key(
            Kind.SERVICE,
            client=_part(given, "client_email"),
            secret=_part(given, "private_key"),
            name=_part(given, "private_key_id"),
        )
    if given.get("type") != Kind.PERSON:
        raise BadKey("neither kind")
    return Key(
        Kind.PERSON,
        client=_part(given, "client_id"),
        secret=_part(given, "client_secret"),
        refresh=_part(given, "refresh_token"),
    )


def _part(given: Mapping[str, Any], name: str) -> str:
    found = given.get(name)
    if not isinstance(found, str) or not found.strip():
        raise BadKey(name)
    return found.strip()


def check_key(key: Key) -> None:
    """Raises `BadKey` if nothing can be signed with it; slower than reading it."""
    if key.kind is Kind.SERVICE:
        _private(key)


def _private(key: Key) -> jwk.RSAKey:
    try:
        found = jwk.RSAKey.import_key(key.secret)
    except (JoseError, ValueError, TypeError):
        raise BadKey("private_key") from None  # the cause may repeat the key
    if not found.is_private or found.raw_value.key_size < WEAKEST:
        raise BadKey("private_key")
    return found


@dataclass(frozen=True, slots=True)
class Gmail:
    """A mailbox, and the key of whoever may send from it."""

    mailbox: str
    key: Key

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self.key.secret, self.key.refresh)

    def token_question(self, now: datetime) -> Question:
        if self.key.kind is Kind.SERVICE:
            form = {"grant_type": BEARER, "assertion": self._assertion(now)}
        else:
            form = {
                "grant_type": "refresh_token",
                "client_id": self.key.client,
                "client_secret": self.key.secret,
                "refresh_token": self.key.refresh,
            }
        return Question(settings.GOOGLE_TOKEN_URL, form, {})

    def _assertion(self, now: datetime) -> str:
        claims = {
            "iss": self.key.client,
            "sub": self.mailbox,
            "scope": SCOPE,
            "aud": settings.GOOGLE_TOKEN_URL,
            "iat": int(now.timestamp()),
            "exp": int((now + LIFE).timestamp()),
        }
        header = {"alg": "RS256", "typ": "JWT", "kid": self.key.name}
        return jwt.encode(header, claims, _private(self.key))

    def mail_question(self, content: bytes) -> Question:
        place = f"{settings.GMAIL_URL}/upload/gmail/v1/users/me/messages/send?uploadType=media"
        return Question(place, content, {"Content-Type": "message/rfc822"})

    def why_no_token(self, no: Refused) -> tuple[Reason, str]:
        error, words = str(no.said.get("error", "")), str(no.said.get("error_description", ""))
        said = f"{error}: {words}" if error and words else error or words
        if error in NOT_ALLOWED:
            return Reason.GOOGLE_RIGHTS, said
        if error == "invalid_grant" and self.key.kind is Kind.PERSON:
            return Reason.GOOGLE_REVOKED, said
        if "Invalid email" in words:  # or User ID: nobody there with this address
            return Reason.NO_MAILBOX, said
        return Reason.GOOGLE_SIGN_IN, said

    def why_no_mail(self, no: Refused) -> tuple[Reason, str]:
        error = no.said.get("error")
        said = error if isinstance(error, dict) else {}
        words, reasons = str(said.get("message", "")), _reasons(said)
        if reasons & TOO_MANY:
            return Reason.THROTTLED, words
        if "failedPrecondition" in reasons:
            return Reason.NO_MAILBOX, words
        if no.status == 400 and "To header" in words:
            return Reason.BAD_RECIPIENT, words
        return STATUSES.get(no.status, Reason.MAIL_REFUSED), words

    def receipt(self, yes: Answer) -> str:
        try:
            found = json.loads(yes.body)
        except (ValueError, RecursionError):
            return ""
        return str(found.get("id", "")) if isinstance(found, dict) else ""


def _reasons(said: Mapping[str, Any]) -> set[str]:
    errors = said.get("errors")
    found = errors if isinstance(errors, list) else []
    return {str(one.get("reason", "")) for one in found if isinstance(one, dict)}
