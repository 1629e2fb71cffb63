"""The link with which a reader stops one type of mail: what it says, and whether it is ours."""

import base64
from dataclasses import dataclass
from uuid import UUID

from portico.core.tenants.vault import text_digest
from portico.kernel.crypto.tokens import same

from ..models import Choice

DIGEST = "digest"  # what a link in the daily mail stops: whatever comes in it
LONGEST_TOKEN = 160


@dataclass(frozen=True, slots=True)
class Wish:
    """Whose mails of which type a link is about."""

    reader: UUID
    notice: str


def stop_token(wish: Wish) -> str:
    """Names reader and type, and is signed with the tenant's key: it opens nothing else.

    It stays good as long as the reader is there, since mails are read late, and it may be used
    again: all that its holder can do is switch this one type off or on.
    """
    return f"{wish.reader.hex}.{wish.notice}.{_signed(wish)}"


def read_token(token: str) -> Wish | None:
    """The wish behind a token; None if a single letter of it is not ours."""
    named, _dot, signature = token[:LONGEST_TOKEN].rpartition(".")
    reader, _dot, notice = named.partition(".")
    try:
        wish = Wish(UUID(hex=reader), notice)
    except ValueError:
        return None
    return wish if same(_bytes(signature), _bytes(_signed(wish))) else None


def _signed(wish: Wish) -> str:
    digest = text_digest(Choice, "mail", f"{wish.reader.hex} {wish.notice}")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
