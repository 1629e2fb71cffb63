"""Change the rules for signing in, of the tenant or of one company; running sessions follow."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.functions import Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, System
from portico.core.access.permissions import NotVisible, Refusal
from portico.core.access.proof import require_proof
from portico.core.journal.acting import action, record
from portico.core.people.models import Company, Contact
from portico.core.roles.models import Grant, Role
from portico.core.roles.permissions import GIVE_ACCESS
from portico.core.tenants.queries import this_tenant
from portico.kernel.changes import change
from portico.kernel.tenancy import current_tenant, door_scope, scope

from ..events import PersonReset, PolicyChanged
from ..models import (
    SINGLE_SIGN_ON,
    Ending,
    Factor,
    PersonCode,
    PersonPasskey,
    PersonSecret,
    PortalSession,
    SignInPolicy,
)
from ..permissions import END_FOR, POLICY
from ..policy import FULL, Rules, merged, rules_among
from .leave import end_sessions_of_person


class Looser(Refusal):
    """A company's sessions may be shorter than the tenant's, never longer."""

    def __init__(self, field: str, most: int) -> None:
        words = _("At most %(most)s, as for everybody. A company may only be stricter.")
        super().__init__(str(words) % {"most": most}, field=field)


class NoRoleChosen(Refusal):
    """“With one of these roles” needs a role."""

    def __init__(self) -> None:
        super().__init__(_("Choose at least one role."), field="factor_roles")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the rules shall be; the lifetimes are a company's only."""

    passkeys: bool = True
    passwords: bool = False
    no_passwords: bool = False
    factor: str = Factor.OPTIONAL
    factor_roles: Collection[str] = field(default_factory=list)
    session_days: int | None = None
    idle_hours: int | None = None

    def values(self) -> dict[str, Any]:  # Any: values of columns
        wants_roles = self.factor == Factor.ROLES
        return {
            "passkeys": self.passkeys,
            "passwords": self.passwords and not self.no_passwords,
            "no_passwords": self.no_passwords,
            "factor": self.factor,
            "factor_roles": sorted(self.factor_roles) if wants_roles else [],
            "session_days": self.session_days,
            "idle_hours": self.idle_hours,
        }


@action(POLICY)
def set_usual_policy(actor: Actor, *, wanted: Wanted) -> None:
    """What holds where a company says nothing. Signing in by mail always stays."""
    _check(wanted)
    row = _row(None)
    changed = change(row, wanted.values())
    if not changed:
        return
    row.save()
    own = SignInPolicy.objects.exclude(company=None).values("company_id")
    _apply(PortalSession.objects.exclude(company_id__in=own), merged(row, None, this_tenant()))
    record(actor, PolicyChanged(), before=changed.before, after=changed.after)


@action(POLICY)
def set_company_policy(actor: Actor, company: Company, *, wanted: Wanted) -> None:
    """The company's own rules; within the tenant's lifetimes, and without a password where the
    tenant forbids them.
    """
    _check(wanted)
    tenant = this_tenant()
    for name in ("session_days", "idle_hours"):
        if (getattr(wanted, name) or 0) > getattr(tenant, name):
            raise Looser(name, getattr(tenant, name))
    row = _row(company.pk)
    is_new, changed = row._state.adding, change(row, wanted.values())
    if not (changed or is_new):
        return
    row.save()
    usual = _row(None)
    _apply(PortalSession.objects.filter(company=company), merged(usual, row, tenant))
    fact = PolicyChanged(company=company.pk)
    record(actor, fact, on=company, before=changed.before, after=changed.after)


@action(POLICY)
def drop_company_policy(actor: Actor, company: Company) -> None:
    """The tenant's rules hold for this company again."""
    gone, _each = SignInPolicy.objects.filter(company=company).delete()
    if gone:
        usual = merged(_row(None), None, this_tenant())
        _apply(PortalSession.objects.filter(company=company), usual)
        record(actor, PolicyChanged(company=company.pk), on=company)


@action(GIVE_ACCESS)
def reset_ways(actor: Actor, contact: Contact) -> None:
    """Phone lost, passkeys gone: the mailbox is the way in again, and every session ends."""
    require_proof()  # the mailbox alone opens the account then
    person = contact.person_id
    if person is None:
        return
    PersonPasskey.objects.filter(person_id=person).delete()
    PersonCode.objects.filter(person_id=person).delete()
    PersonSecret.objects.filter(person_id=person).delete()
    record(actor, PersonReset(contact=contact.pk), on=contact)
    end_sessions_of_person(actor, person, how=Ending.CREDENTIALS)


@action(END_FOR)  # not recorded: the role's own entry tells it
def ask_for_factor(actor: Actor, *, given: Collection[tuple[UUID, UUID]]) -> None:
    """Running sessions of contacts who have got a role that needs more: (contact, role) of each.

    Only the product asks.
    """
    if not isinstance(actor, System):
        raise NotVisible("contact")
    with scope(door_scope(current_tenant())):
        # Who is not among the contacts is an employee.
        found = Contact.objects.filter(pk__in=[one for one, _role in given]).order_by("pk")
        at = dict(found.values_list("pk", "company_id"))
        rules = rules_among(set(at.values())) if at else {}
        asked = [one for one, role in given if one in at and _wants(rules[at[one]], role)]
        if asked:
            _weak(PortalSession.objects.filter(contact_id__in=asked)).update(needs_factor=True)


def _wants(rules: Rules, role_id: UUID) -> bool:
    return rules.factor is Factor.ROLES and str(role_id) in rules.factor_roles


def _check(wanted: Wanted) -> None:
    if wanted.factor == Factor.ROLES and not wanted.factor_roles:
        raise NoRoleChosen
    known = Role.objects.filter(audience=Role.Audience.CONTACTS).values_list("pk", flat=True)
    if not set(wanted.factor_roles) <= {str(pk) for pk in known}:
        raise NoRoleChosen


def _row(company_id: UUID | None) -> SignInPolicy:
    found = SignInPolicy.objects.select_for_update().filter(company=company_id).first()
    return found or SignInPolicy(company_id=company_id)


def _apply(sessions: QuerySet[PortalSession], rules: Rules) -> None:
    """Running sessions become as short as the rules say, and ask for the second factor next."""
    running = sessions.filter(ended_at=None)
    latest = F("created_at") + timedelta(days=rules.session_days)
    running.update(idle_hours=rules.idle_hours, expires_at=Least("expires_at", latest))
    weak = _weak(sessions)
    if rules.factor is Factor.ALL:
        weak.update(needs_factor=True)
    if rules.factor is Factor.ROLES:
        holders = Grant.objects.filter(role_id__in=rules.factor_roles).values("contact_id")
        weak.filter(contact_id__in=holders).update(needs_factor=True)


def _weak(sessions: QuerySet[PortalSession]) -> QuerySet[PortalSession]:
    """Those running on one factor that is ours to judge."""
    running = sessions.filter(ended_at=None, aal__lt=FULL, expires_at__gt=timezone.now())
    return running.exclude(method__in=[one.value for one in SINGLE_SIGN_ON])
