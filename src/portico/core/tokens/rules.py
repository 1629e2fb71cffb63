"""Decisions about tokens that need no database."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from portico.core.access.actors import Contact, Reach, Staff
from portico.core.access.permissions import REGISTRY, For, Permission

PREFIX = "ptc_"  # of clients; `identity` has those of employees
SHOWN = 10  # characters that stay readable in the list
DAYS = (30, 90, 365)
KEPT = timedelta(hours=24)
SEEN_EVERY = timedelta(minutes=1)  # the last use is noted no more often
LONGEST_KEY = 255
HELD_BY: dict[str, frozenset[For]] = {
    Staff.kind: frozenset({For.STAFF, For.BOTH}),
    Contact.kind: frozenset({For.CONTACTS, For.BOTH}),
}


def offered(actor: Staff | Contact) -> list[Permission]:
    """What this actor could let a program do: no more than the actor may."""
    audiences = HELD_BY[actor.kind]
    held = [REGISTRY[code] for code in actor.grants if code in REGISTRY]
    return sorted((one for one in held if one.audience in audiences), key=lambda one: one.code)


def cut(grants: frozenset[str], scopes: Collection[str] | None) -> frozenset[str]:
    """What is left of an employee's grants; without scopes, all of it."""
    return grants if scopes is None else grants & set(scopes)


def cut_reaches(grants: Mapping[str, Reach], scopes: Collection[str]) -> dict[str, Reach]:
    """What is left of a contact's grants."""
    return {code: reach for code, reach in grants.items() if code in scopes}
