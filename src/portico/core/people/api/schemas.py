"""The shapes of companies and contacts on the wire; written out, so no new column leaks."""

from datetime import datetime
from uuid import UUID

from ninja import Field, Schema

KEEPABLE = r"^[^\x00]*$"  # PostgreSQL has no place for a null character


class CompanyOut(Schema):
    id: UUID
    name: str
    short_name: str
    status: str
    portal_enabled: bool
    external_ref: str
    created_at: datetime


class CompanyPage(Schema):
    """One page of a list; ask again with `after=next` for the next one."""

    items: list[CompanyOut]
    next: str = ""


class PortalAccessIn(Schema):
    """Who speaks for the company in the portal; somebody of its own, with an address."""

    contact_id: UUID


class PortalAccessOut(Schema):
    company: UUID
    portal_enabled: bool
    contact_id: UUID | None = None


class WhyIn(Schema):
    """Whoever finds it closed later wants to know why."""

    reason: str = Field(min_length=1, max_length=300, pattern=KEEPABLE)


class ContactOut(Schema):
    id: UUID
    company: UUID = Field(alias="company_id")
    name: str
    email: str
    phone: str
    mobile: str
    title: str
    language: str
    access: str
    is_active: bool
    external_ref: str
    created_at: datetime
    last_seen_at: datetime | None = None


class ContactPage(Schema):
    """One page of a list; ask again with `after=next` for the next one."""

    items: list[ContactOut]
    next: str = ""


class ContactIn(Schema):
    """A new contact, without access to the portal."""

    company: UUID
    name: str = Field(min_length=1, max_length=200, pattern=KEEPABLE)
    email: str = Field("", max_length=254, pattern=KEEPABLE)
    phone: str = Field("", max_length=40, pattern=KEEPABLE)
    mobile: str = Field("", max_length=40, pattern=KEEPABLE)
    title: str = Field("", max_length=100, pattern=KEEPABLE)
    external_ref: str = Field("", max_length=120, pattern=KEEPABLE)


class ContactChange(Schema):
    """What to change; what is left out stays."""

    name: str | None = Field(None, min_length=1, max_length=200, pattern=KEEPABLE)
    email: str | None = Field(None, max_length=254, pattern=KEEPABLE)
    phone: str | None = Field(None, max_length=40, pattern=KEEPABLE)
    mobile: str | None = Field(None, max_length=40, pattern=KEEPABLE)
    title: str | None = Field(None, max_length=100, pattern=KEEPABLE)
    external_ref: str | None = Field(None, max_length=120, pattern=KEEPABLE)


class ColleagueOut(Schema):
    """What a client's program may know of colleagues."""

    id: UUID
    name: str
    title: str
    email: str


class ColleaguePage(Schema):
    """One page of a list; ask again with `after=next` for the next one."""

    items: list[ColleagueOut]
    next: str = ""
