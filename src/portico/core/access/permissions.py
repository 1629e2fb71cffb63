"""The permission registry: declared in each context, granted through roles, never denied."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .actors import Actor, Contact, Operator, Reach, Staff, System, Visitor


class NotVisible(Http404):
    """It may exist, but not for this actor. Pages answer 404, never 403."""


class Refusal(Exception):
    """A rule says no; the text is for people and says what to do instead.

    Every door turns it into HTTP `status`: 409 when the thing has changed meanwhile, 422 when
    the input cannot be accepted, 429 when it was too often, 413 when it is too large.
    """

    status = 422

    def __init__(self, words: str | Promise, *, field: str | None = None, **more: Any) -> None:
        super().__init__(str(words))
        self.words = words
        self.field = field
        self.more = more


class Conflict(Refusal):
    """Somebody was faster, or the thing is no longer in the state that was shown."""

    status = 409


class OnlyLooking(Refusal):
    """Whoever sees the portal as somebody else does changes nothing there."""

    status = 403

    def __init__(self) -> None:
        super().__init__(
            _("You are only looking. Nothing can be changed while you view as somebody else.")
        )


class For(StrEnum):
    """Which roles may hold a permission; portal roles can never hold staff rights."""

    STAFF = "staff"
    CONTACTS = "contacts"
    BOTH = "both"
    DOOR = "door"  # before there is a session; never part of a role
    SELF = "self"  # whoever is signed in, over what is their own; never part of a role
    EVERYBODY = "everybody"  # whoever acts, as part of something they may do; never part of a role


@dataclass(frozen=True, slots=True)
class Permission:
    code: str
    label: str | Promise
    audience: For
    scoped: bool = False  # does a contact's reach (own, site, company) matter?
    presets: frozenset[str] = frozenset()  # keys of the preset roles that hold it at first
    step_up: bool = False  # asks for a proof of the last minutes, see `proof.py`

    def __hash__(self) -> int:
        return hash(self.code)


REGISTRY: dict[str, Permission] = {}


def permission(
    code: str,
    label: str | Promise,
    *,
    audience: For,
    scoped: bool = False,
    presets: tuple[str, ...] = (),
    step_up: bool = False,
) -> Permission:
    """Declare `context.verb_noun` once, in that context's `permissions.py`.

    `presets` names the preset roles (`core/roles/rules.py`) that hold it in a new tenant; the
    staff preset `owner` holds every staff permission without being named. With `step_up`, pages and
    actions ask people to prove once more who they are, at most every ten minutes.
    """
    if code in REGISTRY:
        raise ValueError(f"{code} is declared twice")
    REGISTRY[code] = Permission(code, label, audience, scoped, frozenset(presets), step_up)
    return REGISTRY[code]


def can(actor: Actor, permission: Permission, on: Model | None = None) -> bool:
    """May `actor` do this at all and, with `on`, with this row?"""
    if permission.audience is For.EVERYBODY:
        return True
    if permission.audience is For.SELF:
        return isinstance(actor, Staff | Contact | System)
    match actor:
        case System():
            return True
        case Visitor() | Operator():
            return permission.audience is For.DOOR
        case Staff():
            return permission.code in actor.grants and permission.audience is not For.CONTACTS
        case Contact():
            allowed = permission.code in actor.grants and permission.audience is not For.STAFF
            return allowed and (on is None or reaches(actor, permission, on))


def reaches(actor: Contact, permission: Permission, on: Model) -> bool:
    """Is the row inside the reach of the contact's permission?

    Rows say so themselves with `contact_id`, `site_id` or `is_for(contact_id)`; a row of another
    company never is.
    """
    if getattr(on, "company_id", actor.company_id) != actor.company_id:
        return False
    reach = actor.grants[permission.code]
    if not permission.scoped or reach is Reach.COMPANY:
        return True
    if reach is Reach.SITE and actor.site_id and getattr(on, "site_id", None) == actor.site_id:
        return True
    mine = getattr(on, "is_for", None)
    return bool(mine(actor.id)) if mine else getattr(on, "contact_id", actor.id) == actor.id


def require(actor: Actor, permission: Permission, on: Model | None = None) -> None:
    if not can(actor, permission, on):
        raise PermissionDenied(str(permission.label))
