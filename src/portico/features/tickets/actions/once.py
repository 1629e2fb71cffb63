"""One form is one thing, also when it is sent twice at the same moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import Conflict
from portico.kernel.postgres.conflicts import refusing
from portico.kernel.postgres.turns import take_turn

CONSTRAINTS = (
    "tickets_ticket_once",
    "tickets_reply_once",
)


class SentAlready(Conflict):
    """The token of this form belongs to something that this person does not see."""

    def __init__(self) -> None:
        super().__init__(_("This form was sent already. Load the page again, then write anew."))


def in_turn(once: str) -> None:
    """The second of two equal forms waits here, and then finds what the first one made."""
    if once:
        take_turn("tickets.once", once)


@contextmanager
def only_once() -> Iterator[None]:
    """A token that was used for something else is refused in words."""
    with refusing(dict.fromkeys(CONSTRAINTS, SentAlready())):
        yield
