"""What signing in does when something happened elsewhere."""

from portico.core.journal.events import subscribe
from portico.core.roles.events import AccessClosed

from ..actions.leave import end_all_of_contact
from ..jobs import SELF


@subscribe(to=AccessClosed)
def end_sessions(fact: AccessClosed) -> None:
    """The journal says when each of them ended; the door was shut already."""
    end_all_of_contact(SELF, contact_id=fact.contact)
