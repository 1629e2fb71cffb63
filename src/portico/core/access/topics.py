"""What an open page may listen to. Each context says who may hear what, in `hooks/live.py`.

A page asks for topics such as `ticket:<id>` or `tickets`; the answer is the channels to watch, none
for what is not this person's. A channel says only that something changed; the page then asks again.
Nobody watches a channel that speaks when something changes that they may not see.
"""

from collections.abc import Callable
from uuid import UUID

from .actors import Actor

type Channels = tuple[str, ...]
type Check = Callable[[Actor, str], Channels]

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


def channels_of(actor: Actor, asked: str) -> Channels:
    """The channels behind a topic, as far as this actor may hear them."""
    name, _, rest = asked.partition(":")
    check = TOPICS.get(name)
    return check(actor, rest) if check else ()
