"""The shapes of invitations on the wire; their links leave by mail only."""

from datetime import datetime
from uuid import UUID

from ninja import Field, Schema

from ..models import LONGEST_WORDS

KEEPABLE = r"^[^\x00]*$"


class InvitationOut(Schema):
    id: UUID
    contact: UUID = Field(alias="contact_id")
    company: UUID = Field(alias="company_id")
    email: str
    state: str
    attempt: int
    created_at: datetime
    sent_at: datetime | None = None
    accepted_at: datetime | None = None
    expires_at: datetime | None = None


class InvitationPage(Schema):
    """One page of a list; ask again with `after=next` for the older ones."""

    items: list[InvitationOut]
    next: str = ""


class InvitationIn(Schema):
    """Whom to invite, with which role; without one the rules choose it."""

    contact: UUID
    role: UUID | None = None
    message: str = Field("", max_length=LONGEST_WORDS, pattern=KEEPABLE)
