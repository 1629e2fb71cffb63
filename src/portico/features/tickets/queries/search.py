"""Tickets by their words."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, StringAgg, Value

from portico.core.access.actors import Actor, Contact, Reach
from portico.core.access.permissions import can
from portico.engines.search.ports import Document
from portico.engines.search.queries import found

from ..models import InternalNote, Participant, Ticket, TicketQuerySet, TicketReply
from ..permissions import VIEW
from .tickets import tickets

SEARCH_KIND = "tickets.ticket"


def search(
    actor: Actor, words: str, *, language: str, reach: Reach | None = None
) -> TicketQuerySet:
    """What the actor may see and that has all the words, or exactly this number (#4817)."""
    if not can(actor, VIEW):
        return Ticket.objects.none()
    number = words.strip().lstrip("#")
    if number.isascii() and number.isdigit() and len(number) < 16:
        return tickets(actor, reach=reach).filter(number=int(number))
    ids = found(actor, SEARCH_KIND, words, language=language, marks=_marks(actor, reach))
    return tickets(actor, reach=reach).filter(id__in=ids)


def _marks(actor: Actor, reach: Reach | None) -> tuple[str, ...]:
    """Let the index itself look only where the actor's reach goes."""
    if not isinstance(actor, Contact):
        return ()
    allowed = actor.grants[VIEW.code]
    reach = min(allowed, reach) if reach else allowed
    if reach is Reach.COMPANY:
        return ()
    site = (f"site:{actor.site_id}",) if reach is Reach.SITE and actor.site_id else ()
    return (f"contact:{actor.id}", *site)


def documents(ids: Sequence[UUID]) -> list[Document]:
    """What tickets can be found by: subject and replies for all, notes and names only for staff."""
    said = _joined(TicketReply.objects.filter(ticket_id__in=ids))
    noted = _joined(InternalNote.objects.filter(ticket_id__in=ids))
    marks = _participants(ids)
    return [
        Document(
            id=ticket.id,
            company_id=ticket.company_id,
            title=f"{ticket.subject} {ticket.number}",
            public=said.get(ticket.id, ""),
            internal=noted.get(ticket.id, ""),
            names=_names(ticket),
            at=ticket.updated_at,
            marks=[*marks.get(ticket.id, []), *([f"site:{ticket.site_id}"] * bool(ticket.site_id))],
        )
        for ticket in Ticket.objects.filter(id__in=ids).select_related("company", "contact")
    ]


def _names(ticket: Ticket) -> str:
    """Who asked, and for which company."""
    asked_by = (ticket.contact.name, ticket.contact.email) if ticket.contact else ()
    return " ".join([*asked_by, ticket.company.name, ticket.company.short_name])


def named_after(*, companies: Sequence[UUID], contacts: Sequence[UUID]) -> Iterator[UUID]:
    """Tickets that are found by the name of one of these."""
    rows = Ticket.objects.filter(Q(company_id__in=companies) | Q(contact_id__in=contacts))
    return rows.values_list("id", flat=True).iterator(chunk_size=2000)


def _joined(rows: QuerySet[Any]) -> dict[UUID, str]:
    words = rows.values("ticket_id").annotate(words=StringAgg("body", Value(" ")))
    return dict(words.values_list("ticket_id", "words"))


def _participants(ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    marks: dict[UUID, list[str]] = {}
    rows = Participant.objects.filter(ticket_id__in=ids).values_list("ticket_id", "contact_id")
    for ticket_id, contact_id in rows:
        marks.setdefault(ticket_id, []).append(f"contact:{contact_id}")
    return marks
