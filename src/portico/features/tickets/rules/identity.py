"""Which checks a ticket needs before it may be resolved."""

from ..models import Status, Ticket
from ..models.words import DONE

KIND, QUEUE = "ticket:", "queue:"


def kinds_of(ticket: Ticket) -> list[str]:
    """By what it is demanded: the kind of the request, and the queue it stands in."""
    return [f"{KIND}{ticket.kind}", f"{QUEUE}{ticket.queue_id}"]


def finishes(ticket: Ticket, status: Status) -> bool:
    """Does this status end the work on a ticket that is not done yet?"""
    return status.category in DONE and ticket.category not in DONE
