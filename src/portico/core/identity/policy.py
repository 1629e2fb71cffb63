"""What the rules say about one contact: which ways in are open, and who needs a second factor."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length

from portico.core.people.models import Contact, Person
from portico.core.roles.models import Grant
from portico.core.tenants.models import Host, Tenant
from portico.core.tenants.queries import this_tenant
from portico.kernel.postgres.kept import kept

from . import ports
from .models import SINGLE_SIGN_ON, Factor, Method, PersonPasskey, PersonSecret, SignInPolicy

WITH_PASSWORD = frozenset({Method.PASSWORD, Method.TOTP, Method.RECOVERY})
FULL = 2  # the assurance level of two factors, or of a passkey that asked who holds it


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for the people of one company, or of the tenant where the company says nothing."""

    passkeys: bool
    passwords: bool
    factor: Factor
    factor_roles: frozenset[str]
    session_days: int
    idle_hours: int | None  # None: as the tenant has it
    is_own: bool  # the company has rules of its own


def rules_of(company_id: UUID | None) -> Rules:
    """Two statements. A company's session is never longer than the tenant's."""
    rows = {row.company_id: row for row in _policies(company_id)}
    usual = rows.get(None) or SignInPolicy()
    return merged(usual, rows.get(company_id) if company_id else None, this_tenant())


def rules_among(companies: Collection[UUID | None]) -> dict[UUID | None, Rules]:
    """The same for many companies, with two statements as well."""
    mine = Q(company=None) | Q(company_id__in=[one for one in companies if one])
    rows = {row.company_id: row for row in SignInPolicy.objects.filter(mine)}
    usual, tenant = rows.get(None) or SignInPolicy(), this_tenant()
    return {one: merged(usual, rows.get(one) if one else None, tenant) for one in companies}


@kept
def _policies(company_id: UUID | None) -> QuerySet[SignInPolicy]:
    """The company's own row, and the tenant's."""
    mine = Q(company=None) if company_id is None else Q(company=None) | Q(company_id=company_id)
    return SignInPolicy.objects.filter(mine)


def merged(usual: SignInPolicy, own: SignInPolicy | None, tenant: Tenant) -> Rules:
    """The company's rules where it has any, within what the tenant allows."""
    row = own or usual
    return Rules(
        passkeys=row.passkeys,
        passwords=row.passwords and not usual.no_passwords,
        factor=Factor(row.factor),
        factor_roles=frozenset(row.factor_roles),
        session_days=_shorter(row.session_days, tenant.session_days),
        idle_hours=_shorter(row.idle_hours, tenant.idle_hours) if row.idle_hours else None,
        is_own=own is not None,
    )


def _shorter(wanted: int | None, most: int) -> int:
    return min(wanted or most, most)


def passwords_are_used() -> bool:
    """May anybody at all sign in with a password? Decides whether the page offers it."""
    return _with_passwords.first() is not None


@kept
def _with_passwords() -> QuerySet[SignInPolicy]:
    """Some rules that allow them, while the tenant's do not forbid them."""
    forbidden = SignInPolicy.objects.filter(company=None, no_passwords=True)
    return SignInPolicy.objects.filter(~Exists(forbidden), passwords=True).only("id")[:1]


def may_enter(contact: Contact, method: Method) -> bool:
    """Is this way in open for this contact? Where single sign-on is demanded, no other is."""
    if method in SINGLE_SIGN_ON:
        return True
    if ports.demanded(contact.email) is not None:
        return False
    if method is Method.PASSKEY:
        return rules_of(contact.company_id).passkeys
    if method in WITH_PASSWORD:
        return rules_of(contact.company_id).passwords
    return True


def first_to_enter(contacts: Iterable[Contact], method: Method) -> Contact | None:
    """The first for whom this way in is open; those behind are not asked about."""
    return next((one for one in contacts if may_enter(one, method)), None)


def needs_factor(contact: Contact, rules: Rules, *, method: Method, aal: int) -> bool:
    """Has this proof to be followed by a second factor?"""
    if aal >= FULL or method in SINGLE_SIGN_ON:
        return False
    match rules.factor:
        case Factor.ALL:
            return True
        case Factor.ROLES if _holds(contact, rules.factor_roles):
            return True
        case Factor.OFF:
            return method is Method.PASSWORD and has_app(contact.person_id)
    return has_app(contact.person_id)


def has_app(person_id: UUID | None) -> bool:
    return _holds_app_or_passkey(person_id)[0]


def is_strong(person_id: UUID | None) -> bool:
    """Has the person something better than the mailbox, that works at a host of the tenant?"""
    return any(_holds_app_or_passkey(person_id))


def _holds_app_or_passkey(person_id: UUID | None) -> tuple[bool, bool]:
    return (person_id and _strengths.first(person_id)) or (False, False)


@kept
def _strengths(person_id: UUID) -> QuerySet[Person, tuple[bool, bool]]:
    """Is there an authenticator app, and a passkey for one of the tenant's hosts?"""
    apps = PersonSecret.objects.alias(size=Length("totp")).filter(size__gt=0)
    passkeys = PersonPasskey.objects.filter(rp_id__in=Host.objects.values("name"))
    mine = {"person_id": OuterRef("pk")}
    return (
        Person.objects.filter(pk=person_id)
        .annotate(app=Exists(apps.filter(**mine)), passkey=Exists(passkeys.filter(**mine)))
        .values_list("app", "passkey")
    )


def _holds(contact: Contact, roles: frozenset[str]) -> bool:
    return Grant.objects.filter(contact=contact, role_id__in=roles).exists()
