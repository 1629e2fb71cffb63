"""Who hears when a ticket changes."""

from uuid import UUID

from portico.core.access.actors import Actor, Contact, Reach, Staff
from portico.core.access.permissions import NotVisible, can
from portico.core.access.topics import Channels, topic

from .. import queries
from ..permissions import VIEW


@topic("ticket")
def one_ticket(actor: Actor, rest: str) -> Channels:
    """Whoever may see the ticket."""
    try:
        found = queries.ticket(actor, UUID(rest))
    except (NotVisible, ValueError):
        return ()
    inside = "desk-" if isinstance(actor, Staff) else ""
    return (f"{inside}ticket:{found.pk}",)


@topic("tickets")
def own_list(actor: Actor, rest: str) -> Channels:  # noqa: ARG001  no rest to look at
    """A contact hears of the tickets in reach, own, of the site or the company; staff of all."""
    if not can(actor, VIEW):
        return ()
    if not isinstance(actor, Contact):
        return ("desk",) if isinstance(actor, Staff) else ()
    reach, own = actor.grants[VIEW.code], f"contact:{actor.id}"
    if reach is Reach.COMPANY:
        return (f"company:{actor.company_id}",)
    return (own, f"site:{actor.site_id}") if reach is Reach.SITE and actor.site_id else (own,)
