"""What a contact may do right now, whether they get in at all, and the reasons for both."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portico.core.access.actors import Actor, Reach
from portico.core.access.permissions import REGISTRY, For, NotVisible, Permission, can
from portico.core.people.models import Contact
from portico.core.people.standing import Reason, reasons

from ..models import Grant, Role
from ..permissions import GIVE_ACCESS, MANAGE, VIEW
from .roles import matrix

GIVEN = {
    Grant.Source.HAND: gettext_lazy("given by hand"),
    Grant.Source.RULE: gettext_lazy("given by a rule"),
    Grant.Source.COMPANY: gettext_lazy("usual at this company"),
    Grant.Source.TENANT: gettext_lazy("usual for everybody"),
}


@dataclass(frozen=True, slots=True)
class Via:
    """A role somebody holds: how far it goes, and how it came to them."""

    role: Role
    reach: Reach
    how: str | Promise
    rule: str = ""
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A permission in somebody's hands, with every role that gives it, the widest first."""

    permission: Permission
    reach: Reach
    via: tuple[Via, ...]


@dataclass(frozen=True, slots=True)
class Effective:
    """The truth about one contact: `can_sign_in` is what each request asks."""

    can_sign_in: bool
    reasons: tuple[Reason, ...]
    roles: tuple[Via, ...]
    grants: tuple[Held, ...]

    @property
    def obstacles(self) -> list[Reason]:
        return [one for one in self.reasons if not one.ok]


def effective_access(actor: Actor, contact: Contact) -> Effective:
    """What this contact may do and why; three statements. `contact` is one the actor sees."""
    if not (can(actor, GIVE_ACCESS, contact) or can(actor, VIEW) or can(actor, MANAGE)):
        raise NotVisible("access")
    found, roles = reasons(contact, contact.company), tuple(_roles(contact))
    return Effective(all(one.ok for one in found), found, roles, _held(roles))


def with_role(found: Effective, role: Role, reach: Reach) -> Effective:
    """The same contact, if this role came on top: nothing is changed."""
    what_if = Via(role, reach, _("if it were given"))
    others = tuple(via for via in found.roles if via.role.pk != role.pk)
    return replace(found, roles=(*others, what_if), grants=_held((*others, what_if)))


def _roles(contact: Contact) -> Iterator[Via]:
    """Grants that count: those of the contact's own company."""
    grants = Grant.objects.filter(contact=contact, company_id=contact.company_id)
    for grant in grants.select_related("role").order_by("-reach", "role__position", "id"):
        how = GIVEN[Grant.Source(grant.source)]
        yield Via(grant.role, Reach(grant.reach), how, grant.rule, grant.given_by, grant.given_at)


def _held(roles: tuple[Via, ...]) -> tuple[Held, ...]:
    found: dict[str, list[Via]] = {}
    codes = matrix([via.role for via in roles])
    for via in sorted(roles, key=lambda one: -one.reach):
        for code in codes[via.role.pk]:
            found.setdefault(code, []).append(via)
    held = [
        Held(REGISTRY[code], max(via.reach for via in vias), tuple(vias))
        for code, vias in found.items()
        if code in REGISTRY and REGISTRY[code].audience in {For.CONTACTS, For.BOTH}
    ]
    return tuple(sorted(held, key=lambda one: one.permission.code))
