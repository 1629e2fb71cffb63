"""What provisioning does when something was decided here, or elsewhere."""

from portico.core.access.topics import rights_of
from portico.core.journal.events import subscribe
from portico.core.roles.events import AccessClosed
from portico.kernel.live import announce

from ..events import GroupMapped, StateChanged
from ..jobs import bring_all
from ..models import ScimConnection


@subscribe(to=StateChanged)
def do_what_was_shown(fact: StateChanged) -> None:
    """Going live does what the dry run has shown; going back to it looks at everybody again."""
    if fact.state != ScimConnection.State.OFF:
        bring_all.later(scimconnection=str(fact.connection))


@subscribe(to=GroupMapped)
def give_the_roles(fact: GroupMapped) -> None:
    bring_all.later(scimconnection=str(fact.connection))


@subscribe(to=AccessClosed)
def end_open_pages(fact: AccessClosed) -> None:
    """Streams of whoever has left end at once; they would notice within half a minute."""
    announce(rights_of(fact.contact))
