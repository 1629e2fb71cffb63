"""The shapes of portal links on the wire."""

from datetime import datetime
from uuid import UUID

from ninja import Field, Schema

from ..models import MOST_DAYS, Mode
from ..rules import MOST_DOMAINS

KEEPABLE = r"^[^\x00]*$"


class LinkOut(Schema):
    """A link as it stands; its token is shown only when it is made."""

    id: UUID
    company: UUID = Field(alias="company_id")
    start: str
    role: UUID = Field(alias="role_id")
    mode: str
    domains: list[str]
    display_name: str
    uses: int
    max_uses: int | None = None
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    suspended_at: datetime | None = None


class LinkPage(Schema):
    """One page of a list; ask again with `after=next` for the older ones."""

    items: list[LinkOut]
    next: str = ""


class NewLinkOut(LinkOut):
    """With the address that is shown this one time."""

    url: str


class LinkIn(Schema):
    """What the link is to be; nothing said means the least that is useful."""

    company: UUID
    days: int = Field(30, ge=1, le=MOST_DAYS)
    role: UUID | None = None
    mode: Mode = Mode.DOMAINS
    domains: list[str] = Field(default_factory=list, max_length=MOST_DOMAINS)
    max_uses: int | None = Field(None, ge=1, le=100_000)
    display_name: str = Field("", max_length=120, pattern=KEEPABLE)
    reminders: bool = True


class RevokeIn(Schema):
    reason: str = Field("", max_length=200, pattern=KEEPABLE)


class RotateIn(Schema):
    """For how long the old link goes on working."""

    grace_hours: int = Field(0, ge=0, le=72)
