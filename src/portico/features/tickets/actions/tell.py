"""Tell people by mail what happened to their ticket. Nothing internal is ever in such a mail."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from portico.core.access.actors import Actor
from portico.core.journal.acting import action
from portico.core.mail.actions.queue import queue_mail
from portico.core.mail.models import Thread
from portico.core.people.models import Contact, StaffUser
from portico.core.tenants.addresses import address_of
from portico.core.tenants.queries import this_tenant
from portico.engines.notices.actions.tell import tell
from portico.engines.notices.ports import Notice, Reader
from portico.engines.notices.queries import is_at_once

from .. import queries
from ..models import Participant, Ticket, TicketReply
from ..permissions import ANSWER
from ..rules import notices
from ..rules.stretch import place_of

QUESTION = "#fixed"  # where the page asks
ANSWER_AND_QUESTION = (notices.ANSWERED, notices.RESOLVED)


@action(ANSWER)  # not recorded: each mail is a row of its own, and sending it is recorded
def tell_received(actor: Actor, ticket: Ticket) -> None:
    """Those who asked get the number, and what we promise."""
    promise = queries.respond_within(ticket.priority)
    for contact in _clients(ticket, followers=False):
        _to_contact(
            actor, notices.RECEIVED, ticket, contact, promise=promise, body=_opening(ticket)
        )


@action(ANSWER)  # not recorded, as above
def tell_answered(actor: Actor, ticket: Ticket, *, reply: TicketReply, asks: bool = False) -> None:
    """Everybody on the client's side gets the answer itself, not only a hint.

    `asks` whether it is fixed now: in the same mail, unless somebody wants only one of the two at
    once; then each goes the way that was chosen for it.
    """
    for contact in _clients(ticket):
        reader = Reader.of(contact)
        together = asks and all(is_at_once(one, reader) for one in ANSWER_AND_QUESTION)
        _to_contact(
            actor,
            notices.ANSWERED,
            ticket,
            contact,
            reply=reply,
            sender=reply.author_name,
            asks=together,
        )
        if asks and not together:
            _to_contact(actor, notices.RESOLVED, ticket, contact)


@action(ANSWER)  # not recorded, as above
def tell_resolved(actor: Actor, ticket: Ticket) -> None:
    """The client is asked whether it is fixed; the page asks, the mail only leads there."""
    for contact in _clients(ticket):
        _to_contact(actor, notices.RESOLVED, ticket, contact)


@action(ANSWER)  # not recorded, as above
def tell_desk(actor: Actor, ticket: Ticket, *, reply: TicketReply) -> None:
    """The technician who has it gets what the client wrote; nobody's ticket goes to the desk."""
    tenant = this_tenant()
    values = {"ticket": ticket, "reply": reply, "number": _number(ticket)}
    if (mate := _assignee(ticket)) is not None:
        _to_staff(actor, notices.CLIENT_WROTE, ticket, mate, values)
    elif tenant.email and reply.is_opening:
        url = address_of(reverse("staff:tickets:page", args=[ticket.pk]))
        queue_mail(
            actor,
            to=tenant.email,
            name=tenant.name,
            template="tickets/mail/client_wrote",
            context={**values, "url": url},
            thread=Thread.of(ticket),
            about=ticket,
            sender_name=reply.author_name,
        )


@action(ANSWER)  # not recorded, as above
def tell_assigned(actor: Actor, ticket: Ticket, *, by: UUID | None) -> None:
    """Whoever got the ticket from somebody else hears of it."""
    mate = _assignee(ticket)
    if mate is not None and mate.pk != by:
        values = {"ticket": ticket, "number": _number(ticket), "reply": _opening_reply(ticket)}
        _to_staff(actor, notices.ASSIGNED, ticket, mate, values)


def _clients(ticket: Ticket, *, followers: bool = True) -> list[Contact]:
    """Also those who were never let into the portal; but nobody whose access was closed."""
    rows = Participant.objects.filter(ticket=ticket).select_related("contact")
    rows = rows.exclude(contact__access=Contact.Access.DISABLED)
    if not followers:
        rows = rows.exclude(part=Participant.Part.FOLLOWER)
    return [row.contact for row in rows if row.contact.email]


def _assignee(ticket: Ticket) -> StaffUser | None:
    active = StaffUser.objects.filter(status=StaffUser.Status.ACTIVE)
    return active.filter(pk=ticket.assignee_id).first() if ticket.assignee_id else None


def _opening_reply(ticket: Ticket) -> TicketReply | None:
    return TicketReply.objects.filter(ticket=ticket).order_by("sent_at", "id").first()


def _opening(ticket: Ticket) -> str:
    first = _opening_reply(ticket)
    return first.body if first else ""


def _number(ticket: Ticket) -> str:
    return f"{this_tenant().ticket_prefix}{ticket.number}"


def _to_contact(
    actor: Actor,
    notice: Notice,
    ticket: Ticket,
    contact: Contact,
    *,
    sender: str = "",
    **values: Any,  # Any: what the template draws
) -> None:
    place = QUESTION if values.get("asks") else place_of(values.get("reply"))
    path = reverse("portal:tickets:page", args=[ticket.pk]) + place
    tell(
        actor,
        notice,
        to=contact,
        template=_template(notice),
        context={
            "ticket": ticket,
            "contact": contact,
            "number": _number(ticket),
            "url": address_of(path) if contact.can_sign_in else "",
            **values,
        },
        about=ticket,
        sender_name=sender,
    )


def _to_staff(
    actor: Actor, notice: Notice, ticket: Ticket, mate: StaffUser, values: dict[str, Any]
) -> None:
    path = reverse("staff:tickets:page", args=[ticket.pk]) + place_of(values["reply"])
    tell(
        actor,
        notice,
        to=mate,
        template=_template(notice),
        context={**values, "mate": mate, "url": address_of(path)},
        about=ticket,
    )


def _template(notice: Notice) -> str:
    """`tickets/mail/answered` for `tickets.answered`."""
    return notice.code.replace(".", "/mail/")
