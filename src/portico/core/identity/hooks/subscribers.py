"""What signing in does when something happened elsewhere."""

from portico.core.journal.events import subscribe, subscribe_to_many
from portico.core.people.events import ContactChanged, ContactEmailChanged
from portico.core.roles.events import AccessClosed, RoleGranted

from ..actions.leave import end_all_of_contact
from ..actions.part import part_from_person
from ..actions.policy import ask_for_factor
from ..jobs import SELF


@subscribe(to=AccessClosed)
def end_sessions(fact: AccessClosed) -> None:
    """The journal says when each of them ended; the door was shut already."""
    end_all_of_contact(SELF, contact_id=fact.contact)


@subscribe(to=ContactChanged)
def end_those_of_a_leaver(fact: ContactChanged) -> None:
    """Whoever is said to have left does not come back with an old cookie on the day of return."""
    if "is_active" in fact.fields:
        end_all_of_contact(SELF, contact_id=fact.contact)


@subscribe(to=ContactEmailChanged)
def end_those_of_the_old_address(fact: ContactEmailChanged) -> None:
    """Who reads another mailbox may be somebody else."""
    part_from_person(SELF, contact_id=fact.contact)


@subscribe_to_many(to=RoleGranted)
def ask_whoever_may_more_now(facts: list[RoleGranted]) -> None:
    """Where the rules want a second factor for a role, whoever gets it gives one next."""
    ask_for_factor(SELF, given=[(one.to, one.role) for one in facts])
