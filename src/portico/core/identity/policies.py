"""Reading the rules for signing in for the people who set them, in words."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portico.core.access.actors import Actor
from portico.core.people.models import Company, Contact
from portico.core.people.queries import companies
from portico.core.people.queries import contacts as contact_rows
from portico.core.roles.models import Role
from portico.core.tenants.queries import this_tenant

from . import ports
from .models import Factor, PersonPasskey, PersonSecret, SignInPolicy
from .policy import Rules, rules_of

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Effect:
    """One line: what it is about, what a client notices of it, and whether it is open."""

    icon: str
    title: str
    words: str
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Equipped:
    """A contact with ways to sign in of their own."""

    contact: Contact
    passkeys: int
    has_app: bool
    has_password: bool


def usual_rules() -> Rules:
    return rules_of(None)


def effects(rules: Rules) -> list[Effect]:
    """What a client of this company sees and can do."""
    return [
        Effect(
            icon="mail",
            title=_("Link and code by e-mail"),
            words=_(
                "Always open, so that nobody is locked out. Only single sign-on can take its place."
            ),
        ),
        _passkeys(rules),
        _passwords(rules),
        Effect(
            icon="shield-check",
            title=_("Second factor"),
            words=_factor(rules),
            is_open=rules.factor is not Factor.OFF,
        ),
        Effect(icon="clock", title=_("Sessions"), words=_lifetimes(rules)),
    ]


def _passkeys(rules: Rules) -> Effect:
    words = _("Everybody may add one and then sign in with finger, face or PIN.")
    if not rules.passkeys:
        words = _("Nobody can add one, and those added before do not open the portal.")
    return Effect(
        icon="fingerprint-pattern", title=_("Passkeys"), words=words, is_open=rules.passkeys
    )


def _passwords(rules: Rules) -> Effect:
    words = _("Everybody may set one of at least 12 characters; known leaked ones are refused.")
    if not rules.passwords:
        words = _("Not used. Nobody can set one.")
    return Effect(icon="key-round", title=_("Passwords"), words=words, is_open=rules.passwords)


def _factor(rules: Rules) -> str:
    match rules.factor:
        case Factor.ALL:
            return _(
                "Everybody gives one after the e-mail or the password. Whoever has none sets one "
                "up at the next sign-in. A passkey alone is enough."
            )
        case Factor.ROLES:
            roles = Role.objects.filter(pk__in=rules.factor_roles).order_by("position", "name")
            named = ", ".join(one.name for one in roles)
            return _("Needed by everybody with one of these roles: %(roles)s.") % {"roles": named}
        case Factor.OPTIONAL:
            return _("Asked of whoever has set up an authenticator app; nobody has to.")
    return _("Not asked for, except after a password by whoever has set one up.")


def _lifetimes(rules: Rules) -> str:
    hours = rules.idle_hours or this_tenant().idle_hours
    days = ngettext(
        "Everybody signs in again after %(n)s day,",
        "Everybody signs in again after %(n)s days,",
        rules.session_days,
    ) % {"n": rules.session_days}
    idle = ngettext(
        "or when nothing happens for %(n)s hour.",
        "or when nothing happens for %(n)s hours.",
        hours,
    ) % {"n": hours}
    return f"{days} {idle}"


def known(company_id: UUID | None) -> dict[str, Any]:  # Any: what a form starts with
    """The stored rules; where a company has none, the usual ones."""
    row = SignInPolicy.objects.filter(company=company_id).first()
    row = row or SignInPolicy.objects.filter(company=None).first() or SignInPolicy()
    names = ("passkeys", "passwords", "no_passwords", "factor", "factor_roles")
    found = {name: getattr(row, name) for name in names}
    if company_id and row.company_id:
        found |= {"session_days": row.session_days, "idle_hours": row.idle_hours}
    return found


def client_roles() -> list[Role]:
    found = Role.objects.filter(audience=Role.Audience.CONTACTS)
    return list(found.order_by("position", "name", "id"))


def companies_with_own(actor: Actor) -> list[Company]:
    """The companies with rules of their own, by name; the first hundred."""
    own = SignInPolicy.objects.exclude(company=None).values("company_id")
    return list(companies(actor).filter(pk__in=own).order_by("name", "id")[:MOST_SHOWN])


def demands(actor: Actor, company: Company) -> list[str]:
    """Which of the company's mail domains must use single sign-on, of a few of its people."""
    emails = contact_rows(actor).filter(company=company).order_by("id")
    some = emails.values_list("email", flat=True)[:MOST_SHOWN]
    domains = {email.rpartition("@")[2]: email for email in some if email}
    return sorted(one for one, email in domains.items() if ports.demanded(email) is not None)


def equipped(actor: Actor, company: Company) -> list[Equipped]:
    """Who of the company has passkeys, an app or a password; the first hundred by name."""
    people = contact_rows(actor).filter(company=company).exclude(person=None)
    shown = list(people.order_by("name", "id")[:MOST_SHOWN])
    ids = [one.person_id for one in shown if one.person_id]
    secrets = {row.person_id: row for row in PersonSecret.objects.filter(person_id__in=ids)}
    counts: dict[UUID, int] = {}
    for person in PersonPasskey.objects.filter(person_id__in=ids).values_list("person", flat=True):
        counts[person] = counts.get(person, 0) + 1
    found = [
        Equipped(
            contact=one,
            passkeys=counts.get(one.person_id, 0),  # type: ignore[arg-type] # never null here
            has_app=bool(one.person_id in secrets and secrets[one.person_id].totp),
            has_password=bool(one.person_id in secrets and secrets[one.person_id].password),
        )
        for one in shown
    ]
    return [one for one in found if one.passkeys or one.has_app or one.has_password]
