"""Ask for help, or write down somebody's call for help."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Contact
from portico.core.access.permissions import Refusal
from portico.core.files.actions.attach import attach_files
from portico.core.journal.acting import action, record
from portico.core.people.models import Contact as ContactRow
from portico.core.people.models import Site
from portico.core.tenants.queries import next_number
from portico.kernel.text import one_line

from .. import queries
from ..events import TicketOpened
from ..models import (
    Category,
    Kind,
    Participant,
    Priority,
    Queue,
    ReplyFile,
    Source,
    Ticket,
    TicketReply,
)
from ..permissions import CREATE, CREATE_FOR
from .locking import changed
from .once import in_turn, only_once


class NoSubject(Refusal):
    """Nothing is left of the subject once it is one line that people can see."""

    def __init__(self) -> None:
        super().__init__(_("Say in a few words what it is about."), field="subject")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What somebody asks for. `once` is the token of the form: the same one is one ticket."""

    subject: str
    body: str
    kind: Kind = Kind.INCIDENT
    priority: Priority = Priority.NORMAL
    source: Source = Source.PORTAL
    files: Sequence[UUID] = field(default_factory=tuple)
    followers: Sequence[ContactRow] = field(default_factory=tuple)
    site: Site | None = None
    queue: Queue | None = None
    follows: Ticket | None = None
    once: str = ""


@action(CREATE, writes=("files",))
def open_ticket(actor: Actor, request: Request, *, requester: ContactRow) -> Ticket:
    """A contact asks for help, for `requester`: the contact itself or a colleague."""
    return _open(actor, request, requester=requester)


@action(CREATE_FOR, writes=("files",))
def open_ticket_for(actor: Actor, request: Request, *, requester: ContactRow) -> Ticket:
    """Staff, mail or an import opens a ticket in the name of a contact."""
    return _open(actor, request, requester=requester)


def _open(actor: Actor, request: Request, *, requester: ContactRow) -> Ticket:
    in_turn(request.once)
    if again := queries.by_once(actor, request.once):
        return again
    now = timezone.now()
    ticket = _new_ticket(actor, request, requester=requester, now=now)
    ticket.heard(request.body, by=requester.name, us=False, at=now)
    with only_once():
        ticket.save(force_insert=True)
    _take_part(actor, ticket, request)
    reply = _opening(actor, ticket, request, requester=requester, now=now)
    for file in attach_files(actor, request.files, company_id=ticket.company_id):
        ReplyFile.objects.create(
            reply=reply, company_id=ticket.company_id, ticket=ticket, file=file
        )
    fact = TicketOpened(
        ticket=ticket.id,
        reply=reply.id,
        company=ticket.company_id,
        source=request.source.value,
    )
    record(actor, fact, on=ticket, after={"subject": ticket.subject})
    changed(ticket)
    return ticket


def _new_ticket(actor: Actor, request: Request, *, requester: ContactRow, now: datetime) -> Ticket:
    """The one place where a subject becomes one line, whichever door it came through."""
    if not (subject := one_line(request.subject)):
        raise NoSubject
    status = queries.default_status(Category.NEW)
    ticket = Ticket(
        number=next_number("ticket"),
        company_id=requester.company_id,
        site_id=request.site.id if request.site else requester.site_id,
        contact=requester,
        opened_by_id=actor.id if isinstance(actor, Contact) else None,
        subject=subject,
        kind=request.kind,
        source=request.source,
        priority=request.priority,
        status=status,
        category=status.category,
        queue=request.queue or queries.default_queue(),
        opened_at=now,
        updated_at=now,
        follows=request.follows,
        once=request.once,
    )
    ticket.promise(queries.target(request.priority))
    return ticket


def _take_part(actor: Actor, ticket: Ticket, request: Request) -> None:
    parts: dict[UUID, Participant.Part] = {}
    for follower in request.followers:
        parts[follower.id] = Participant.Part.FOLLOWER
    if isinstance(actor, Contact):
        parts[actor.id] = Participant.Part.SUBMITTER
    if ticket.contact_id:
        parts[ticket.contact_id] = Participant.Part.REQUESTER
    for who, part in parts.items():
        Participant.joining(ticket, who, part).save(force_insert=True)


def _opening(
    actor: Actor, ticket: Ticket, request: Request, *, requester: ContactRow, now: datetime
) -> TicketReply:
    by_actor = isinstance(actor, Contact)
    return TicketReply.objects.create(
        ticket=ticket,
        company_id=ticket.company_id,
        by=TicketReply.By.CONTACT,
        contact_id=actor.id if by_actor else requester.id,
        author_name=actor.name if by_actor else requester.name,
        body=request.body,
        source=request.source,
        is_opening=True,
        sent_at=now,
    )
