"""Tickets for machines: the same queries and actions as the desk."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Status

from portico.core.access.pages import api, mind_company, own_company
from portico.core.people import queries as people
from portico.kernel.keyset import page_of

from .. import queries
from ..actions.answer import send_reply
from ..actions.change import AS_IT_IS, Changes, change_ticket
from ..actions.note import add_note
from ..actions.open import Request, open_ticket_for
from ..models import InternalNote, PendingReply, Ticket
from ..permissions import ANSWER, CREATE_FOR, NOTE, VIEW
from . import client
from .schemas import (
    ChangeIn,
    MessageIn,
    NoteOut,
    PendingOut,
    StatusOut,
    TicketDetail,
    TicketIn,
    TicketOut,
    TicketPage,
)

router = Router()
routers = {"tickets": router, "my/tickets": client.router}


@router.get("/", response={200: TicketPage}, operation_id="list_tickets")
@api(VIEW, bound=True)
def list_tickets(
    request: Any,
    after: Annotated[str, Query(max_length=100)] = "",
    active: bool | None = None,
    company: UUID | None = None,
    q: Annotated[str, Query(max_length=200)] = "",
) -> dict[str, Any]:
    """Tickets, the newest movement first."""
    actor = request.actor
    rows = queries.tickets(actor)
    if q:
        rows = queries.search(actor, q, language=request.tenant.language)
    if active is not None:
        rows = rows.filter(is_active=active)
    for only in filter(None, (company, own_company(request))):
        rows = rows.filter(company_id=only)
    found = page_of(rows.select_related("status"), "-updated_at", after=after)
    return {"items": found.rows, "next": found.after}


@router.post("/", response={201: TicketOut}, operation_id="open_ticket")
@api(CREATE_FOR, bound=True)
def open_one(request: Any, given: TicketIn) -> Status[Ticket]:
    """Open a ticket in the name of a contact, who gets a mail."""
    asked = Request(
        subject=given.subject,
        body=given.body,
        kind=given.kind,
        priority=given.priority,
        source=given.source,
        once=given.once,
    )
    requester = people.contact(request.actor, given.contact)
    mind_company(request, requester.company_id)
    return Status(201, open_ticket_for(request.actor, asked, requester=requester))


@router.get("/statuses/", response={200: list[StatusOut]}, operation_id="statuses")
@api(VIEW, bound=True)
def list_statuses(request: Any) -> Any:
    """All statuses with their two labels."""
    return list(queries.statuses(request.actor))


@router.get("/{uuid:ticket_id}/", response={200: TicketDetail}, operation_id="get_ticket")
@api(VIEW, bound=True)
def get_one(request: Any, ticket_id: UUID) -> dict[str, Any]:
    """One ticket with its conversation and its notes."""
    return _with_words(request, _ticket(request, ticket_id))


@router.patch("/{uuid:ticket_id}/", response={200: TicketDetail}, operation_id="change_ticket")
@api(VIEW, bound=True)
def change_one(request: Any, ticket_id: UUID, given: ChangeIn) -> dict[str, Any]:
    """Change status, priority or owner, all or nothing; each needs its own permission."""
    actor = request.actor
    ticket = _ticket(request, ticket_id)
    to = people.staff_user(actor, given.assignee) if given.assignee else None
    changes = Changes(
        status=queries.status(actor, given.status) if given.status else None,
        priority=given.priority,
        to=to if to or given.unassign else AS_IT_IS,
    )
    change_ticket(actor, ticket, changes)
    return _with_words(request, queries.ticket(actor, ticket_id))


@router.post("/{uuid:ticket_id}/replies/", response={201: PendingOut}, operation_id="answer")
@api(ANSWER, bound=True)
def answer(request: Any, ticket_id: UUID, given: MessageIn) -> Status[PendingReply]:
    """Answer the client; it leaves ten seconds later."""
    ticket = _ticket(request, ticket_id)
    then = queries.status(request.actor, given.then) if given.then else None
    pending = send_reply(request.actor, ticket, body=given.body, then_status=then, once=given.once)
    return Status(201, pending)


@router.post("/{uuid:ticket_id}/notes/", response={201: NoteOut}, operation_id="add_note")
@api(NOTE, bound=True)
def note(request: Any, ticket_id: UUID, given: MessageIn) -> Status[InternalNote]:
    """Write an internal note."""
    ticket = _ticket(request, ticket_id)
    return Status(201, add_note(request.actor, ticket, body=given.body, once=given.once))


def _ticket(request: Any, ticket_id: UUID) -> Ticket:
    found = queries.ticket(request.actor, ticket_id)
    mind_company(request, found.company_id)
    return found


def _with_words(request: Any, ticket: Ticket) -> dict[str, Any]:
    """The ticket's own columns, and what was said."""
    return {
        **TicketOut.from_orm(ticket).dict(by_alias=True),
        "replies": list(queries.replies(request.actor, ticket)),
        "notes": list(queries.notes(request.actor, ticket)),
    }
