"""Open pages hear that their reader's permissions changed, and draw their menus again."""

from portico.core.access.topics import EVERYBODY, rights_of
from portico.core.journal.events import subscribe
from portico.kernel.live import announce

from ..events import AccessClosed, AccessOpened, RoleChanged, RoleGranted, RoleRevoked


@subscribe(to=RoleGranted)
@subscribe(to=RoleRevoked)
def tell_the_person(fact: RoleGranted | RoleRevoked) -> None:
    announce(rights_of(fact.to))


@subscribe(to=AccessOpened)
@subscribe(to=AccessClosed)
def tell_whose_door_it_is(fact: AccessOpened | AccessClosed) -> None:
    announce(rights_of(fact.contact))


@subscribe(to=RoleChanged)
def tell_whoever_may_hold_it(fact: RoleChanged) -> None:  # noqa: ARG001  who holds it is not asked
    announce(EVERYBODY)
