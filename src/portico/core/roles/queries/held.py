"""The permissions that somebody holds right now: read on every request, never kept."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Coalesce, Concat

from portico.core.access.actors import Reach
from portico.core.people.models import Contact
from portico.kernel.postgres.kept import kept

from ..models import OWNER, Grant, Role, StaffGrant
from ..rules import permissions_for


def grants_of_contact(contact_id: UUID) -> dict[str, Reach]:
    """Permission code → widest reach, in one query; the same that a session reads."""
    row: Any = _held.first(contact_id)  # Any: a contact with `pairs` beside it
    return read_grants(row.pairs) if row else {}


@kept
def _held(contact_id: UUID) -> QuerySet[Contact]:
    return Contact.objects.only("id").annotate(pairs=grants_beside("pk")).filter(pk=contact_id)


def grants_beside(contact: str) -> ArraySubquery:
    """What `read_grants` reads, beside a row whose column `contact` names the contact."""
    held = Grant.objects.filter(
        contact_id=OuterRef(contact),
        company_id=F("contact__company_id"),
        role__permissions__isnull=False,
    )
    pair = Concat("role__permissions__code", Value("|"), "reach", output_field=TextField())
    return ArraySubquery(held.annotate(pair=pair).values("pair"))


def read_grants(pairs: Iterable[str]) -> dict[str, Reach]:
    """What `grants_beside` found: permission code → widest reach."""
    held: dict[str, Reach] = {}
    for pair in pairs:
        code, _, reach = pair.rpartition("|")
        held[code] = max(held.get(code, Reach.OWN), Reach(int(reach)))
    return held


def grants_of_staff(staff_id: UUID) -> frozenset[str]:
    """Every permission code that the employee's roles hold, in one query.

    The owner role holds every staff permission, also those that an update has brought.
    """
    rows = StaffGrant.objects.filter(staff_id=staff_id).values_list(
        "role__key", "role__permissions__code"
    )
    return read_staff_grants(f"{key}|{code or ''}" for key, code in rows)


def staff_grants_beside(staff: str) -> ArraySubquery:
    """The same, to be read along with a row whose column `staff` names the employee."""
    held = StaffGrant.objects.filter(staff_id=OuterRef(staff))
    code = Coalesce("role__permissions__code", Value(""))
    pair = Concat("role__key", Value("|"), code, output_field=TextField())
    return ArraySubquery(held.annotate(pair=pair).values("pair"))


def read_staff_grants(pairs: Iterable[str]) -> frozenset[str]:
    """What `staff_grants_beside` found: all permission codes."""
    found = [pair.partition("|") for pair in pairs]
    held = {code for _key, _bar, code in found if code}
    if any(key == OWNER for key, _bar, _code in found):
        held |= {one.code for one in permissions_for(Role.Audience.STAFF)}
    return frozenset(held)
