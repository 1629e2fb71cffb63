"""What `portico up` says when it is ready: where Portico answers, and how to look around."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.utils import timezone

from portico.core.settings.actions.first_run import offer_setup
from portico.core.tenants.addresses import address_of
from portico.core.tenants.making import Known, known_tenants
from portico.core.tenants.models import Tenant
from portico.kernel.tenancy import scope, staff_scope

from .demo.clock import Story
from .demo.load_people import PASSWORD
from .demo.people import TENANTS, tenant
from .demo.shapes import DemoTenant

CLIENTS = {
    "employee": "employee, sees the own tickets",
    "manager": "manager, sees the whole company's",
    "client_admin": "client admin, may do everything for the company",
}
COLLEAGUES = {"technician": "technician", "owner": "owner, may change all settings"}


def lines(*, demo: bool) -> list[str]:
    """The text for the terminal."""
    said = [line for known in _open_tenants() for line in (*_addresses(known, demo=demo), "")]
    if not said:
        return list(_first_run())
    return [*said, *_about_demo()] if demo else said


def _first_run() -> Iterator[str]:
    """A token that works once; it is made anew at each start, and only its digest is kept."""
    if (token := offer_setup()) is None:
        yield "Every tenant is suspended. `portico tenant resume` opens one again."
        return
    yield "Nobody lives here yet. Open this address once, to set up the first MSP:"
    yield f"  {address_of(f'/setup/?token={token}', host='localhost')}"


def _open_tenants() -> list[Known]:
    return [known for known in known_tenants() if known.status == Tenant.Status.ACTIVE]


def _addresses(known: Known, *, demo: bool) -> Iterator[str]:
    with scope(staff_scope(known.id)):
        portal, staff, mails = map(address_of, ("/portal/", "/staff/", "/dev/mail"))
    yield known.name
    yield f"  clients      {portal}"
    yield f"  technicians  {staff}"
    if demo and known.slug in TENANTS:
        yield f"  their mails  {mails}"
        yield from _people(tenant(known.slug, Story(timezone.now(), ZoneInfo("UTC"))))


def _people(demo: DemoTenant) -> Iterator[str]:
    """One of each kind."""
    contacts = [one for company in demo.companies for one in company.contacts]
    for role, words in CLIENTS.items():
        client = next(one for one in contacts if one.role == role and one.access == "active")
        yield _person(client.email, client.name, words)
    for role, words in COLLEAGUES.items():
        colleague = next(one for one in demo.staff if one.role == role)
        yield _person(colleague.email, colleague.name, words)


def _person(email: str, name: str, words: str) -> str:
    return f"    {email:<46}{name}: {words}"


def _about_demo() -> Iterator[str]:
    yield "Clients sign in with their address and the code that is mailed to them;"
    yield f'technicians with their address, the password "{PASSWORD}", and a code.'
    yield "Both codes are shown among their mails."
