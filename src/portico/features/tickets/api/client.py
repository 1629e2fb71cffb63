"""The own tickets for a client's programs: what the portal shows, and no more."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Query, Router, Schema, Status

from portico.core.access.actors import Contact
from portico.core.access.pages import api
from portico.core.people import queries as people
from portico.kernel.keyset import page_of

from .. import queries
from ..actions.open import Request, open_ticket
from ..actions.reply import reply_to_ticket
from ..models import Kind, Priority, Source, Ticket, TicketReply
from ..permissions import CREATE, REPLY, VIEW
from ..rules.lengths import LONGEST_BODY, LONGEST_SUBJECT
from .schemas import KEEPABLE, ReplyOut

router = Router()
CLIENTS = (Contact,)


class MyTicketOut(Schema):
    """A ticket as its client sees it."""

    id: UUID
    number: int
    subject: str
    kind: str
    priority: int
    status: str
    contact: UUID | None = Field(None, alias="contact_id")
    waits_for_client: bool
    opened_at: datetime
    updated_at: datetime
    resolved_at: datetime | None = None
    closed_at: datetime | None = None

    @staticmethod
    def resolve_status(row: Any) -> str:
        """The label for clients; a dict is one that was resolved before."""
        if isinstance(row, dict):
            return str(row["status"])
        return str(row.status.label_client)


class MyTicketPage(Schema):
    """One page of a list; ask again with `after=next` for the older ones."""

    items: list[MyTicketOut]
    next: str = ""


class MyTicketDetail(MyTicketOut):
    replies: list[ReplyOut]


class MyTicketIn(Schema):
    """What the token's owner asks for."""

    subject: str = Field(min_length=1, max_length=LONGEST_SUBJECT, pattern=KEEPABLE)
    body: str = Field(min_length=1, max_length=LONGEST_BODY, pattern=KEEPABLE)
    kind: Kind = Kind.INCIDENT
    priority: Priority = Priority.NORMAL


class MyReplyIn(Schema):
    body: str = Field(min_length=1, max_length=LONGEST_BODY, pattern=KEEPABLE)


@router.get("/", response={200: MyTicketPage}, operation_id="list_my_tickets")
@api(VIEW, to=CLIENTS, bound=True)
def list_mine(request: Any, after: Annotated[str, Query(max_length=100)] = "") -> dict[str, Any]:
    """The tickets that the token's owner sees in the portal, the newest movement first."""
    rows = queries.tickets(request.actor).select_related("status")
    found = page_of(rows, "-updated_at", after=after)
    return {"items": found.rows, "next": found.after}


@router.post("/", response={201: MyTicketOut}, operation_id="ask")
@api(CREATE, to=CLIENTS, bound=True)
def ask(request: Any, given: MyTicketIn) -> Status[Ticket]:
    """Ask for help in the name of the token's owner."""
    actor = request.actor
    asked = Request(
        subject=given.subject,
        body=given.body,
        kind=given.kind,
        priority=given.priority,
        source=Source.API,
    )
    requester = people.contact(actor, actor.id)
    return Status(201, open_ticket(actor, asked, requester=requester))


@router.get("/{uuid:ticket_id}/", response={200: MyTicketDetail}, operation_id="get_my_ticket")
@api(VIEW, to=CLIENTS, bound=True)
def get_mine(request: Any, ticket_id: UUID) -> dict[str, Any]:
    """One ticket with its conversation."""
    ticket = queries.ticket(request.actor, ticket_id)
    replies = list(queries.replies(request.actor, ticket))
    return {**MyTicketOut.from_orm(ticket).dict(by_alias=True), "replies": replies}


@router.post("/{uuid:ticket_id}/replies/", response={201: ReplyOut}, operation_id="reply")
@api(REPLY, to=CLIENTS, bound=True)
def reply(request: Any, ticket_id: UUID, given: MyReplyIn) -> Status[TicketReply]:
    """Answer in the name of the token's owner."""
    ticket = queries.ticket(request.actor, ticket_id)
    said = reply_to_ticket(request.actor, ticket, body=given.body, source=Source.API)
    return Status(201, said)
