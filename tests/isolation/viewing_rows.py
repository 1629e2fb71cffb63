"""Somebody has looked at each client's portal, and each client was asked who is calling."""

from portico.core.access.actors import Staff, System
from portico.core.identity.who import as_staff
from portico.core.people.models import Contact, StaffUser
from portico.core.roles.queries import grants_of_staff
from portico.core.verification.actions.ask import ask_contact
from portico.core.verification.actions.callers import show_code
from portico.core.verification.actions.demands import change_demands
from portico.core.verification.actions.pins import check_pin
from portico.core.viewing.actions.begin import begin_viewing
from portico.core.viewing.actions.switch import change_rule
from portico.core.viewing.models import ViewingRule
from portico.kernel.ids import new_id

SYSTEM = System("tests")


def look_at(viewer: StaffUser, contact: Contact) -> None:
    """A viewing that runs, a rule, a PIN, a question and a code; nobody views as two at once."""
    actor: Staff = as_staff(viewer, grants_of_staff(viewer.pk))
    begin_viewing(actor, contact, staff_session=new_id(), reason="#1", back="/staff/")
    change_rule(SYSTEM, contact.company, mode=ViewingRule.Mode.ON, tells_client=True)
    check_pin(actor, contact, pin="1")
    ask_contact(actor, contact)
    show_code(actor, contact)
    change_demands(SYSTEM, script="Sorry, no.", weights={})


def ask_who_calls(asker: StaffUser, contact: Contact) -> None:
    """A question that a colleague must not answer."""
    ask_contact(as_staff(asker, grants_of_staff(asker.pk)), contact)
