"""What follows for links when something happened to people."""

from portico.core.journal.events import subscribe
from portico.core.roles.events import ContactLeft

from ..jobs import rotate_after_leaver


@subscribe(to=ContactLeft)
def rotate_what_they_know(fact: ContactLeft) -> None:
    """Whoever has left may still hold a link by which anybody joins."""
    rotate_after_leaver.later(company=str(fact.company), contact=str(fact.contact))
