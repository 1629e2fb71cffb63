"""Open pages hear how a campaign gets on."""

from uuid import UUID

from portico.core.access.actors import Actor
from portico.core.access.permissions import NotVisible
from portico.core.access.topics import Channels, topic

from .. import queries
from ..actions.campaigns import channel


@topic("campaign")
def one_campaign(actor: Actor, rest: str) -> Channels:
    """Whoever may send many."""
    try:
        return (channel(queries.campaign(actor, UUID(rest)).pk),)
    except (NotVisible, ValueError):
        return ()
