"""Open pages hear that their reader's permissions changed, and draw their menus again."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import System, called
from portico.core.access.topics import EVERYBODY, rights_of
from portico.core.journal.events import subscribe, subscribe_to_many
from portico.core.people import queries as people
from portico.kernel.live import announce
from portico.kernel.tenancy import current_tenant, scope, staff_scope

from ..actions.guests import forget_guest, send_guests_home
from ..events import AccessClosed, AccessOpened, RoleChanged, RoleGranted, RoleRevoked

SELF = System(called("roles", _("Roles and access")))


@subscribe_to_many(to=RoleGranted)
@subscribe_to_many(to=RoleRevoked)
def tell_these_people(facts: list[RoleGranted | RoleRevoked]) -> None:
    announce(*(rights_of(one.to) for one in facts))


@subscribe_to_many(to=AccessOpened)
@subscribe_to_many(to=AccessClosed)
def tell_whose_doors_these_are(facts: list[AccessOpened | AccessClosed]) -> None:
    announce(*(rights_of(one.contact) for one in facts))


@subscribe(to=AccessClosed)
def end_visits(fact: AccessClosed) -> None:
    """Whoever is shut out at home is shut out wherever they are a guest, by whomever it was.

    A client's admin sees no other company; this is the product's own doing.
    """
    with scope(staff_scope(current_tenant())):
        forget_guest(SELF, fact.contact)
        for home in people.contacts(SELF).filter(pk=fact.contact):
            send_guests_home(SELF, home)


@subscribe(to=RoleRevoked)
def end_visits_through(fact: RoleRevoked) -> None:
    """A role that is lost at home is lost elsewhere."""
    with scope(staff_scope(current_tenant())):
        for home in people.contacts(SELF).filter(pk=fact.to):
            send_guests_home(SELF, home, role=fact.role)


@subscribe(to=RoleChanged)
def tell_whoever_may_hold_it(fact: RoleChanged) -> None:  # noqa: ARG001  who holds it is not asked
    announce(EVERYBODY)
