"""The shape of a viewing on the wire."""

from datetime import datetime
from uuid import UUID

from ninja import Field, Schema


class ViewingOut(Schema):
    """Who looked at the portal as whom, why and until when."""

    id: UUID
    staff: UUID = Field(alias="staff_id")
    staff_name: str
    contact: UUID = Field(alias="contact_id")
    contact_name: str
    company: UUID = Field(alias="company_id")
    reason: str
    started_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    ending: str


class ViewingPage(Schema):
    """One page of a list; ask again with `after=next` for the older ones."""

    items: list[ViewingOut]
    next: str = ""
