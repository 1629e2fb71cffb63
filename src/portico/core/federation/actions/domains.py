"""Which mail domains are a company's own, and which of them sign in at their provider only."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Conflict, Refusal
from portico.core.jobs.job import DEFAULT, defer, is_awaited
from portico.core.journal.acting import action, record
from portico.core.people.models import Company
from portico.kernel.crypto.tokens import new_secret
from portico.kernel.postgres.conflicts import refusing

from ..events import (
    DomainAdded,
    DomainLost,
    DomainRemoved,
    DomainVerified,
    SignOnEnforced,
    SignOnReleased,
)
from ..models import Connection, VerifiedDomain
from ..permissions import MANAGE
from ..rules.domains import a_domain

CHECK = "federation.check_domain"  # the job, by name: actions do not import jobs
MOST = 50  # domains of one company
MOST_MISSES = 3  # days without the record until a domain counts as lost


class DomainThere(Refusal):
    """The company has named it before."""

    def __init__(self) -> None:
        super().__init__(_("This domain is in the list already."), field="domain")


class NotReady(Conflict):
    """Nobody could sign in any more."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Prove the domain, and switch single sign-on on first. Else nobody with this "
                "domain could sign in any more."
            )
        )


@action(MANAGE)
def add_domain(actor: Actor, company: Company, *, domain: str) -> VerifiedDomain:
    """Name a domain; it counts when DNS has the record that we ask for."""
    name = a_domain(domain)
    if VerifiedDomain.objects.filter(company=company).count() >= MOST:
        raise Refusal(_("These are enough domains. Take one away first."), field="domain")
    row = VerifiedDomain(
        company=company, domain=name, proof=new_secret(24), created_at=timezone.now()
    )
    with refusing({"federation_domain_once": DomainThere()}):
        row.save(force_insert=True)
    record(actor, DomainAdded(domain=name), on=row)
    return row


@action(MANAGE)  # not recorded: what the job finds is
def ask_dns(actor: Actor, domain: VerifiedDomain) -> None:  # noqa: ARG001  only asks
    """Look for the record now, by a job."""
    if is_awaited(domain.asked_at):
        return
    VerifiedDomain.objects.filter(pk=domain.pk).update(asked_at=timezone.now())
    defer(CHECK, DEFAULT, {"domain": str(domain.pk)})


@action(MANAGE)
def note_dns(actor: Actor, domain_id: UUID, *, problem: str) -> None:
    """What DNS said; no problem means that the record is there."""
    row = VerifiedDomain.objects.select_for_update().filter(pk=domain_id).first()
    if row is None:
        return
    row.asked_at, row.checked_at, row.problem = None, timezone.now(), problem
    if not problem:
        _found(actor, row)
    elif row.is_verified and problem != "dns":  # name servers that are away prove nothing
        _missed(actor, row)
    row.save()


@action(MANAGE)
def remove_domain(actor: Actor, domain: VerifiedDomain) -> None:
    VerifiedDomain.objects.filter(pk=domain.pk).delete()
    record(actor, DomainRemoved(domain=domain.domain), on=domain)


@action(MANAGE)
def enforce(actor: Actor, domain: VerifiedDomain) -> None:
    """Addresses of this domain sign in at their provider, and in no other way."""
    row = VerifiedDomain.objects.select_for_update().get(pk=domain.pk)
    if not row.is_verified or not has_active(row.company_id):
        raise NotReady
    if not row.is_enforced:
        row.is_enforced = True
        row.save(update_fields=["is_enforced"])
        record(actor, SignOnEnforced(domain=row.domain), on=row)


@action(MANAGE)
def release(actor: Actor, domain: VerifiedDomain) -> None:
    """The way out when a provider is down: the mailed link works again at once."""
    row = VerifiedDomain.objects.select_for_update().get(pk=domain.pk)
    if row.is_enforced:
        row.is_enforced = False
        row.save(update_fields=["is_enforced"])
        record(actor, SignOnReleased(domain=row.domain), on=row)


def release_all(actor: Actor, company_id: UUID) -> None:
    """Part of the actions that end a connection: nobody may be shut out by it."""
    for row in VerifiedDomain.objects.filter(company_id=company_id, is_enforced=True):
        release(actor, row)


def has_active(company_id: UUID) -> bool:
    return Connection.objects.filter(company_id=company_id, state=Connection.State.ACTIVE).exists()


def _found(actor: Actor, row: VerifiedDomain) -> None:
    row.misses = 0
    if row.is_verified:
        return
    row.state, row.verified_at = VerifiedDomain.State.VERIFIED, timezone.now()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        row.state, row.verified_at = VerifiedDomain.State.PENDING, None
        row.problem = "taken"
        return
    record(actor, DomainVerified(domain=row.domain), on=row)


def _missed(actor: Actor, row: VerifiedDomain) -> None:
    row.misses += 1
    if row.misses >= MOST_MISSES:
        row.state, row.is_enforced = VerifiedDomain.State.LOST, False
        record(actor, DomainLost(domain=row.domain), on=row)
