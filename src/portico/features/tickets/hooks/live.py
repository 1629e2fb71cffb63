"""Who hears when a ticket changes."""

from uuid import UUID

from portico.core.access.actors import Actor, Contact, Staff
from portico.core.access.permissions import NotVisible, can
from portico.core.access.topics import topic

from .. import queries
from ..permissions import VIEW


@topic("ticket")
def one_ticket(actor: Actor, rest: str) -> str | None:
    """Whoever may see the ticket."""
    try:
        found = queries.ticket(actor, UUID(rest))
    except (NotVisible, ValueError):
        return None
    inside = "desk-" if isinstance(actor, Staff) else ""
    return f"{inside}ticket:{found.pk}"


@topic("tickets")
def own_list(actor: Actor, rest: str) -> str | None:  # noqa: ARG001  no rest to look at
    """A contact hears of the company's tickets, staff of all; the list then shows what it may."""
    if not can(actor, VIEW):
        return None
    if isinstance(actor, Contact):
        return f"company:{actor.company_id}"
    return "desk" if isinstance(actor, Staff) else None
