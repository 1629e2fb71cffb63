"""What portal links do later: tell people, admit who was approved, remind, renew, sweep."""

from uuid import UUID

from portico.core.jobs.job import DEFAULT, MAIL, job, schedule
from portico.core.people.models import Company
from portico.kernel.tenancy import current_tenant, scope, staff_scope

from . import queries
from .actions.campaign import run_a_few
from .actions.decide import admit_approved
from .actions.enter import SELF
from .actions.tend import (
    note_ends,
    remind,
    replace_after_leaver,
    sweep_uses,
    tell_request,
    tell_suspension,
    warn_owners,
)


@job(queue=DEFAULT)
def admit_joiner(*, joinrequest: str) -> None:
    """Somebody said yes: make the contact and let it in."""
    with scope(staff_scope(current_tenant())):
        admit_approved(SELF, request_id=UUID(joinrequest))


@job(queue=DEFAULT)
def rotate_after_leaver(*, company: str, contact: str = "") -> None:
    """Every working link of the company gets a new token; the old ones end at once."""
    with scope(staff_scope(current_tenant())):
        left = queries.addresses_of(UUID(contact)) if contact else set()
        for found in Company.objects.filter(pk=UUID(company)):
            replace_after_leaver(SELF, found, left=left)


@job(queue=MAIL)
def tell_of_suspension(*, portallink: str) -> None:
    """A link looks public."""
    with scope(staff_scope(current_tenant())):
        tell_suspension(SELF, link_id=UUID(portallink))


@job(queue=MAIL)
def tell_of_request(*, joinrequest: str) -> None:
    """Somebody waits for a yes, or wishes for a link."""
    with scope(staff_scope(current_tenant())):
        tell_request(SELF, request_id=UUID(joinrequest))


@job(queue=DEFAULT)
def run_campaign(*, campaign: str) -> None:
    """A few more companies."""
    with scope(staff_scope(current_tenant())):
        run_a_few(SELF, campaign_id=UUID(campaign))


@schedule("11 * * * *")
@job()
def note_ended_links() -> None:
    """Once an hour; whether a link works is decided when it is used."""
    with scope(staff_scope(current_tenant())):
        note_ends(SELF)


@schedule("23 7 * * *")
@job(queue=MAIL)
def remind_people() -> None:
    """In the morning: who has not joined, and whose links end soon."""
    with scope(staff_scope(current_tenant())):
        remind(SELF)
        warn_owners(SELF)


@schedule("41 3 * * *")
@job()
def sweep() -> None:
    """At night."""
    with scope(staff_scope(current_tenant())):
        sweep_uses(SELF)
