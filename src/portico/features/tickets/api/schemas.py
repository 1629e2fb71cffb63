"""The shapes of tickets on the wire. Written out, so that a new column never leaks."""

from datetime import datetime
from uuid import UUID

from ninja import Field, Schema

from ..models import Kind, Priority, Source
from ..rules.lengths import LONGEST_BODY, LONGEST_SUBJECT

KEEPABLE = r"^[^\x00]*$"  # PostgreSQL has no place for a null character


class StatusOut(Schema):
    id: UUID
    category: str
    label_staff: str
    label_client: str


class TicketOut(Schema):
    """A ticket in a list."""

    id: UUID
    number: int
    subject: str
    kind: str
    priority: int
    source: str
    company: UUID = Field(alias="company_id")
    contact: UUID | None = Field(None, alias="contact_id")
    assignee: UUID | None = Field(None, alias="assignee_id")
    queue: UUID = Field(alias="queue_id")
    team: UUID | None = Field(None, alias="team_id")
    status: StatusOut
    waits_for_client: bool
    opened_at: datetime
    updated_at: datetime
    first_response_at: datetime | None = None
    first_response_due_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None


class TicketPage(Schema):
    """One page of a list; ask again with `after=next` for the older ones."""

    items: list[TicketOut]
    next: str = ""


class ReplyOut(Schema):
    id: UUID
    by: str
    author_name: str
    body: str
    sent_at: datetime


class NoteOut(Schema):
    id: UUID
    author_name: str
    body: str
    at: datetime


class TicketDetail(TicketOut):
    """A ticket with what was said: to the client (`replies`) and among staff (`notes`)."""

    replies: list[ReplyOut]
    notes: list[NoteOut]


class TicketIn(Schema):
    """A new ticket for a contact. The same `once` twice is one ticket."""

    contact: UUID
    subject: str = Field(min_length=1, max_length=LONGEST_SUBJECT, pattern=KEEPABLE)
    body: str = Field(min_length=1, max_length=LONGEST_BODY, pattern=KEEPABLE)
    kind: Kind = Kind.INCIDENT
    priority: Priority = Priority.NORMAL
    source: Source = Source.API
    once: str = Field("", max_length=32, pattern=KEEPABLE)


class MessageIn(Schema):
    """Words. `then` names the status that an answer sets."""

    body: str = Field(min_length=1, max_length=LONGEST_BODY, pattern=KEEPABLE)
    then: UUID | None = None
    once: str = Field("", max_length=32, pattern=KEEPABLE)


class PendingOut(Schema):
    """An answer that leaves at `due_at`."""

    id: UUID
    due_at: datetime


class ChangeIn(Schema):
    """What to change; what is left out stays."""

    status: UUID | None = None
    priority: Priority | None = None
    assignee: UUID | None = None
    unassign: bool = False
