"""The preset roles of a new tenant, and which permissions a role may hold.

Which presets hold a permission at first is said where the permission is declared.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Reach, Staff
from portico.core.access.permissions import REGISTRY, For, Permission, Refusal

from .models import OWNER, Rule


@dataclass(frozen=True, slots=True)
class Preset:
    """A role that every tenant starts with; tenants may rename and change it."""

    key: str
    audience: str
    name: str | Promise
    description: str | Promise
    reach: Reach = Reach.OWN
    is_default: bool = False
    is_delegable: bool = False


PRESETS = (
    Preset("owner", "staff", _("Owner"), _("Everything, including settings and roles.")),
    Preset("technician", "staff", _("Technician"), _("Works on tickets."), is_default=True),
    Preset(
        "dispatcher", "staff", _("Dispatcher"), _("Sorts and assigns tickets, knows the clients.")
    ),
    Preset("reader", "staff", _("Reader"), _("Sees the desk and changes nothing.")),
    Preset(
        "employee",
        "contacts",
        _("Employee"),
        _("Asks for help and follows own tickets."),
        is_default=True,
        is_delegable=True,
    ),
    Preset(
        "manager",
        "contacts",
        _("Manager"),
        _("Also sees the whole company's tickets."),
        Reach.COMPANY,
        is_delegable=True,
    ),
    Preset(
        "finance",
        "contacts",
        _("Finance"),
        _("Own tickets, and what concerns money."),
        is_delegable=True,
    ),
    Preset(
        "it_contact",
        "contacts",
        _("IT contact"),
        _("Works on the company's tickets with us."),
        Reach.COMPANY,
    ),
    Preset(
        "client_admin",
        "contacts",
        _("Client admin"),
        _("Everything the company may do."),
        Reach.COMPANY,
    ),
)


def permissions_for(audience: str) -> Iterator[Permission]:
    """Every permission that a role of this audience may hold."""
    door = For.STAFF if audience == "staff" else For.CONTACTS
    yield from (one for one in REGISTRY.values() if one.audience in {door, For.BOTH})


def codes_of(preset: Preset) -> Iterator[str]:
    """The permissions a preset holds at first."""
    for permission in permissions_for(preset.audience):
        if preset.key == OWNER or preset.key in permission.presets:
            yield permission.code


def preset_codes(key: str) -> set[str]:
    """What the preset of this key holds at first; nothing if there is none."""
    return {code for preset in PRESETS if preset.key == key for code in codes_of(preset)}


def fitting(audience: str, codes: Iterable[str]) -> set[str]:
    """Those of `codes` that exist and that a role of this audience may hold."""
    return {permission.code for permission in permissions_for(audience)} & set(codes)


def require_to_hold(actor: Actor, codes: Iterable[str]) -> None:
    """Delegation has a ceiling: nobody hands out what they do not hold."""
    if isinstance(actor, Staff) and (beyond := fitting("staff", codes) - actor.grants):
        names = ", ".join(sorted(str(REGISTRY[code].label) for code in beyond))
        raise Refusal(
            _("You can only give permissions that you hold yourself. You lack: %(names)s")
            % {"names": names}
        )


ORDINARY = frozenset({"employee", "manager", "finance"})  # presets for people without power


def dangerous(codes: Iterable[str]) -> list[Permission]:
    """What nobody gets by default: what only an admin's preset holds at first, and all that asks
    for a fresh proof. A permission that a later part brings is dangerous until it says otherwise.
    """
    known = [REGISTRY[code] for code in sorted(codes) if code in REGISTRY]
    return [one for one in known if one.step_up or not one.presets & ORDINARY]


class TooPowerful(Refusal):
    """What strangers get by themselves stays small."""

    def __init__(self, codes: Iterable[str]) -> None:
        names = ", ".join(str(one.label) for one in dangerous(codes))
        super().__init__(
            _("Nobody may get this role by default, since it allows: %(names)s") % {"names": names},
            field="role",
        )


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What is known of somebody who is let in."""

    email: str
    title: str = ""
    groups: frozenset[str] = field(default_factory=frozenset)


class Ruling(Protocol):
    """A rule of a company or for all of them."""

    kind: str
    pattern: str


def first_match[R: Ruling](rules: Iterable[R], newcomer: Newcomer) -> R | None:
    """The first rule that fits, in the order in which they stand."""
    return next((rule for rule in rules if matches(rule, newcomer)), None)


def matches(rule: Ruling, newcomer: Newcomer) -> bool:
    """Letter case never matters; an address without @ is a domain."""
    pattern = rule.pattern.casefold()
    match rule.kind:
        case Rule.Kind.EMAIL:
            email = newcomer.email.casefold()
            whole = email if "@" in pattern else email.rpartition("@")[2]
            return bool(email) and fnmatchcase(whole, pattern)
        case Rule.Kind.TITLE:
            return pattern in newcomer.title.casefold()
        case Rule.Kind.GROUP:
            return pattern in {group.strip().casefold() for group in newcomer.groups}
    return False


def rule_words(rule: Ruling) -> str:
    """The rule as a sentence says it."""
    words = {
        Rule.Kind.EMAIL: gettext("Rule: the address is like “%(pattern)s”"),
        Rule.Kind.TITLE: gettext("Rule: the job title contains “%(pattern)s”"),
        Rule.Kind.GROUP: gettext("Rule: member of the directory group “%(pattern)s”"),
    }[Rule.Kind(rule.kind)]
    return words % {"pattern": rule.pattern}


ADDRESS = re.compile(r"(?:[a-z0-9._+*-]+@)?(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+")


def a_pattern(kind: str, text: str) -> str:
    """What can be a rule; a star in a domain stands for whole parts of it only.

    So “*example.com” is refused, which “evilexample.com” would fit.
    """
    pattern = " ".join(text.split())
    if not pattern:
        raise Refusal(_("Say what it has to be."), field="pattern")
    if kind == Rule.Kind.EMAIL and not ADDRESS.fullmatch(pattern := pattern.lower()):
        words = _("Write an address or a domain, such as *@example.com or *.example.com.")
        raise Refusal(words, field="pattern")
    return pattern


def may_choose(kind: str, pattern: str, codes: Iterable[str]) -> bool:
    """Whether such a rule may give a role with these permissions.

    One exact address, or a group that a directory keeps, may give what is dangerous; a title and
    a whole domain may not.
    """
    exact = kind == Rule.Kind.EMAIL and "@" in pattern and "*" not in pattern
    return exact or kind == Rule.Kind.GROUP or not dangerous(codes)
