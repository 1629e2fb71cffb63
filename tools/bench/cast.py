"""Whose pages are measured: signed in for real, in the seeded tenant."""

from dataclasses import dataclass

from portico.core.identity import cookies
from portico.core.identity.actions.enter import begin_portal, begin_staff
from portico.core.identity.models import Method
from portico.core.identity.who import as_contact, as_staff
from portico.core.people.models import Contact, StaffUser
from portico.core.tenants.making import known_tenants
from portico.features.tickets.models import Ticket
from portico.kernel.tenancy import door_scope, scope, staff_scope
from portico.kernel.writes import ANY, writing

from .fill import SLUG
from .wsgi import Browser

HOST = f"{SLUG}.localhost"


@dataclass(frozen=True, slots=True)
class Cast:
    """Browsers of the people, and the tickets they look at."""

    contact: Browser
    writer: Browser
    """a contact of another company, whose tickets may change"""
    staff: Browser
    nobody: Browser
    ticket: str
    writers_ticket: str
    busy_ticket: str


def gather() -> Cast:
    """Open the sessions."""
    tenant = known_tenants()[0].id
    with scope(staff_scope(tenant)):
        measured = Ticket.objects.get(number=1).company_id
        busy = Ticket.objects.get(external_ref="seed-busy")
        managers = Contact.objects.filter(is_primary=True).select_related("company", "site")
        me = managers.get(company_id=measured)
        answered = Ticket.objects.filter(is_active=True).exclude(first_response_at=None)
        mine = answered.filter(company_id=measured).earliest("number")
        others = answered.exclude(company_id__in=[measured, busy.company_id])
        theirs = others.earliest("number")
        writer = managers.get(company_id=theirs.company_id)
        colleague = StaffUser.objects.filter(title="Technician").order_by("id")[0]
    with scope(door_scope(tenant)), writing(ANY):
        return Cast(
            contact=portal_browser(me),
            writer=portal_browser(writer),
            staff=staff_browser(colleague),
            nobody=Browser(HOST),
            ticket=str(mine.pk),
            writers_ticket=str(theirs.pk),
            busy_ticket=str(busy.pk),
        )


def portal_browser(contact: Contact) -> Browser:
    """Of a contact; part of a scope at the door."""
    opened = begin_portal(as_contact(contact), contact, method=Method.CODE, device="bench")
    return Browser(HOST, {cookies.PORTAL: opened.secret})


def staff_browser(colleague: StaffUser) -> Browser:
    """Of an employee; part of a scope at the door."""
    opened = begin_staff(as_staff(colleague), colleague, method=Method.TOTP, device="bench")
    return Browser(HOST, {cookies.STAFF: opened.secret})
