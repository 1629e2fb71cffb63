"""Switch a company's portal on, at once or on a day to come, and off; say who speaks for it."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Conflict, Refusal
from portico.core.journal.acting import action, record
from portico.kernel.text import one_line

from ..events import PortalEnabled, PortalPlanned, PrimaryChosen
from ..models import Company, Contact, PortalSwitch
from ..permissions import MANAGE_PORTAL
from .shutting import close_portal

LONGEST = 300


class NotActive(Conflict):
    """Only active clients have a portal."""

    def __init__(self, company: Company) -> None:
        super().__init__(
            _("%(name)s is not an active client (%(state)s). Make the company active first.")
            % {"name": company.name, "state": company.get_status_display()}
        )


class NotTheirs(Refusal):
    """Somebody else's contact, or one without an address."""

    def __init__(self) -> None:
        super().__init__(
            _("Choose somebody of this company who works there and has an e-mail address."),
            field="primary",
        )


class NoReason(Refusal):
    """Whoever finds it closed later wants to know why."""

    def __init__(self) -> None:
        super().__init__(_("Say why, in a few words."), field="reason")


class InThePast(Refusal):
    """A plan is for a day to come."""

    def __init__(self) -> None:
        super().__init__(_("Choose a moment that is still to come."), field="at")


@action(MANAGE_PORTAL)
def enable_portal(
    actor: Actor,
    company: Company,
    *,
    primary: Contact | None = None,
    at: datetime | None = None,
) -> Company:
    """Let the people of an active company in, now or from `at` on; twice is once."""
    company = _locked(company)
    if company.status != Company.Status.ACTIVE:
        raise NotActive(company)
    if at is not None and at <= timezone.now():
        raise InThePast
    if primary is not None:
        _name_primary(actor, company, primary)
    if at is not None:
        _plan(actor, company, at)
    elif not company.portal_enabled:
        _open(actor, company)
    return company


@action(MANAGE_PORTAL)
def disable_portal(actor: Actor, company: Company, *, reason: str) -> Company:
    """Keep everybody of the company out from the next request on; nothing of theirs is lost."""
    company = _locked(company)
    if not (why := one_line(reason, longest=LONGEST)):
        raise NoReason
    if company.portal_enabled:
        close_portal(actor, company, reason=why)
    else:
        _forget_plan(actor, company)
    return company


@action(MANAGE_PORTAL)
def choose_primary(actor: Actor, company: Company, *, primary: Contact | None) -> None:
    """Who speaks for the company in the portal; nobody has to."""
    _name_primary(actor, _locked(company), primary)


@action(MANAGE_PORTAL)
def open_planned(actor: Actor, company: Company) -> None:
    """The day has come, if the plan still stands and the company is still a client."""
    company = _locked(company)
    due = PortalSwitch.objects.filter(company=company, opens_at__lte=timezone.now())
    if not due.exists():
        return
    if company.status != Company.Status.ACTIVE:
        _forget_plan(actor, company)
    elif not company.portal_enabled:
        _open(actor, company)


def _locked(company: Company) -> Company:
    return Company.objects.select_for_update().get(pk=company.pk)


def _switch(company: Company) -> PortalSwitch:
    found, _made = PortalSwitch.objects.get_or_create(
        company=company, defaults={"changed_at": timezone.now()}
    )
    return found


def _open(actor: Actor, company: Company) -> None:
    company.portal_enabled = True
    company.save(update_fields=["portal_enabled"])
    switch = _switch(company)
    switch.opens_at, switch.changed_at, switch.reason = None, timezone.now(), ""
    switch.save(update_fields=["opens_at", "changed_at", "reason"])
    record(
        actor,
        PortalEnabled(company=company.pk),
        on=company,
        before={"portal_enabled": False},
        after={"portal_enabled": True},
    )


def _plan(actor: Actor, company: Company, at: datetime) -> None:
    if company.portal_enabled:
        raise Conflict(_("The portal is on already."))
    switch = _switch(company)
    switch.opens_at = at
    switch.save(update_fields=["opens_at"])
    record(actor, PortalPlanned(company=company.pk, at=at.isoformat()), on=company)


def _forget_plan(actor: Actor, company: Company) -> None:
    planned = PortalSwitch.objects.filter(company=company, opens_at__isnull=False)
    if planned.update(opens_at=None):
        record(actor, PortalPlanned(company=company.pk, at=""), on=company)


def _name_primary(actor: Actor, company: Company, primary: Contact | None) -> None:
    if primary is not None:
        theirs = Contact.objects.filter(pk=primary.pk, company=company, is_active=True)
        if not theirs.exclude(email="").exists():
            raise NotTheirs
    switch = _switch(company)
    if switch.primary_id == (primary.pk if primary else None):
        return
    switch.primary = primary
    switch.save(update_fields=["primary"])
    fact = PrimaryChosen(company=company.pk, contact=primary.pk if primary else None)
    record(actor, fact, on=company)
