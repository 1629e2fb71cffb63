"""What an open page may listen to. Each context says who may hear what, in `hooks/live.py`.

A page asks for topics such as `ticket:<id>` or `tickets`; the answer is the channel to watch, or
None for nothing. The channel says only that something changed; the page then asks again.
"""

from collections.abc import Callable
from uuid import UUID

from .actors import Actor

type Check = Callable[[Actor, str], str | None]

TOPICS: dict[str, Check] = {}

RIGHTS = "rights"  # the topic that every stream carries: what its reader may do has changed
EVERYBODY = "rights"  # the channel of a role that many may hold


def rights_of(person: UUID) -> str:
    """The channel on which this person's own permissions are said to have changed."""
    return f"{RIGHTS}:{person}"


def topic(name: str) -> Callable[[Check], Check]:
    """Declare who may listen to `name` or `name:<rest>`; the check gets the rest."""

    def remember(check: Check) -> Check:
        TOPICS[name] = check
        return check

    return remember


def channel_of(actor: Actor, asked: str) -> str | None:
    """The channel behind a topic, if this actor may hear it."""
    name, _, rest = asked.partition(":")
    check = TOPICS.get(name)
    return check(actor, rest) if check else None
