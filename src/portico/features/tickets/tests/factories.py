"""Tickets for tests, made through the real actions."""

from typing import Any

from portico.core.access.actors import Staff, System
from portico.core.people.models import Contact, StaffUser
from portico.features.tickets.actions.answer import publish_reply, send_reply
from portico.features.tickets.actions.open import Request, open_ticket_for
from portico.features.tickets.models import Status, Ticket, TicketReply
from portico.features.tickets.permissions import ANSWER

SYSTEM = System("tests")


def a_ticket(requester: Contact, subject: str = "Printer is on fire", **fields: Any) -> Ticket:
    """What `requester` asked for, opened by the system."""
    fields.setdefault("body", "It smokes.")
    return open_ticket_for(SYSTEM, Request(subject=subject, **fields), requester=requester)


def an_answer(
    ticket: Ticket, author: StaffUser, body: str = "Unplug it.", *, then: Status | None = None
) -> TicketReply:
    """An answer that has left: its ten seconds are over."""
    grants = frozenset({ANSWER.code})
    actor = Staff(id=author.id, name=author.name, email=author.email, grants=grants)
    reply = publish_reply(SYSTEM, send_reply(actor, ticket, body=body, then_status=then))
    if reply is None:
        raise AssertionError("the answer was not published")
    return reply
