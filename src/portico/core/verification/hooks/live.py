"""Who hears when somebody is asked who they are, and has answered."""

from uuid import UUID

from portico.core.access.actors import Actor, Contact
from portico.core.access.permissions import NotVisible, can
from portico.core.access.topics import Channels, topic
from portico.core.people import queries as people

from ..permissions import CHECK


@topic("identity")
def questions(actor: Actor, rest: str) -> Channels:
    """The contact themselves, and whoever checks them at the desk."""
    if isinstance(actor, Contact):
        return (f"identity:{actor.id}",)
    if not can(actor, CHECK):
        return ()
    try:
        return (f"identity:{people.contact(actor, UUID(rest)).pk}",)
    except (NotVisible, ValueError):
        return ()
