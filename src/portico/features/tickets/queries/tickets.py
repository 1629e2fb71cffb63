"""Which tickets an actor may see."""

from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from portico.core.access.actors import Actor, Contact, Reach
from portico.core.access.permissions import NotVisible, can
from portico.core.people.models import Contact as ContactRow
from portico.kernel.postgres.kept import Typed, kept, tally

from ..models import Category, Participant, Ticket, TicketQuerySet, TicketReply
from ..permissions import VIEW

UNSOLVED = Q(is_active=True) & ~Q(category=Category.RESOLVED)
FOR_US = UNSOLVED & Q(waits_for_us=True)  # the client waits for the desk


def tickets(actor: Actor, *, reach: Reach | None = None) -> TicketQuerySet:
    """All that the actor may see; `reach` narrows it (own, site), but never widens it."""
    if not can(actor, VIEW):
        return Ticket.objects.none()
    if not isinstance(actor, Contact):
        return Ticket.objects.all()
    return _within(actor, _allowed(actor, reach), _parts_of(actor))


def active_tickets(actor: Actor, *, reach: Reach | None = None) -> TicketQuerySet:
    """The same without what is closed: few, however many there have been in all the years."""
    if isinstance(actor, Contact) and can(actor, VIEW):
        parts = _parts_of(actor).filter(is_active=True)
        return _within(actor, _allowed(actor, reach), parts).active()
    return tickets(actor, reach=reach).active()


def _allowed(actor: Contact, reach: Reach | None) -> Reach:
    allowed = actor.grants[VIEW.code]
    return min(allowed, reach) if reach else allowed


def _parts_of(actor: Contact) -> QuerySet[Participant]:
    """Where the contact takes part."""
    return Participant.objects.filter(contact_id=actor.id)


def _within(actor: Contact, reach: Reach, parts: QuerySet[Participant]) -> TicketQuerySet:
    company = Ticket.objects.filter(company_id=actor.company_id)
    if reach is Reach.COMPANY:
        return company
    own = Q(id__in=parts.values("ticket_id"))
    if reach is Reach.SITE and actor.site_id:
        return company.filter(Q(site_id=actor.site_id) | own)
    return company.filter(own)


def ticket(actor: Actor, ticket_id: UUID) -> Ticket:
    """One ticket with what its page shows, or `NotVisible`."""
    return _found(_by_id.first(actor, ticket_id))


def ticket_by_number(actor: Actor, number: int) -> Ticket:
    return _found(_whole(tickets(actor).filter(number=number), actor).first())


def goes_on_in(actor: Actor, ticket: Ticket) -> Ticket | None:
    """The ticket into which this one was merged, as far as the actor may see it."""
    if ticket.merged_into_id is None:
        return None
    return tickets(actor).filter(pk=ticket.merged_into_id).only("number", "subject").first()


@kept
def _by_id(actor: Actor, ticket_id: UUID) -> TicketQuerySet:
    return _whole(tickets(actor).filter(pk=ticket_id), actor)


def _whole(found: TicketQuerySet, actor: Actor) -> TicketQuerySet:
    joined = found.select_related("status", "assignee_card", "contact", "site", "company")
    if isinstance(actor, Contact):
        mine = Participant.objects.filter(ticket_id=OuterRef("pk"), contact_id=actor.id)
        joined = joined.annotate(takes_part=Exists(mine))
    else:
        joined = joined.select_related("queue", "team", "assignee")
    return joined


def _found(one: Ticket | None) -> Ticket:
    if one is None:
        raise NotVisible("ticket")
    return one


def how_many_wait(actor: Actor) -> int:
    """Of the contact's own tickets, how many wait for the client; for staff, for the desk."""
    counted = _waiting(actor)
    return counted[0].number if counted else 0


@kept
def _waiting(actor: Actor) -> QuerySet[Ticket, Any]:
    if isinstance(actor, Contact):
        rows = active_tickets(actor, reach=Reach.OWN).filter(waits_for_client=True)
    else:
        rows = tickets(actor).filter(FOR_US)
    return tally(rows, number=Count("id"))


def by_once(actor: Actor, once: str) -> Ticket | None:
    """The ticket that this very form has made already."""
    return _by_once.first(actor, Typed(once)) if once else None


@kept
def _by_once(actor: Actor, once: Typed) -> TicketQuerySet:
    return tickets(actor).filter(once=once)


def replied_once(once: str) -> TicketReply | None:
    """The reply that this very form has made already."""
    return _replied_once.first(Typed(once)) if once else None


@kept
def _replied_once(once: Typed) -> QuerySet[TicketReply]:
    return TicketReply.objects.filter(once=once)


def longest_resolved(actor: Actor) -> TicketQuerySet:
    """Tickets that wait for the client's confirmation, the oldest solution first."""
    resolved = tickets(actor).filter(category=Category.RESOLVED)
    return resolved.order_by("resolved_at", "id")


def open_of(contact_id: UUID) -> list[Ticket]:
    """What this contact asked for and is not done, for a job of the desk."""
    found = Ticket.objects.filter(contact_id=contact_id, is_active=True)
    return list(found.order_by("id"))


def taking_over(contact_id: UUID) -> list[ContactRow]:
    """Whoever is to take over, if they are still there."""
    return list(ContactRow.objects.filter(pk=contact_id, is_active=True))
