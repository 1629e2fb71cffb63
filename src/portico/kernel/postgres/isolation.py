"""How a model says who may touch its rows; `protect.py` turns the words into policies and grants.

Four classes: `staff_only` (the default), `shared`, `of_company` and `of_contact`.
The verbs are SQL privileges, for example ``"SELECT, INSERT"``; no verb means no grant at all.
"""

from dataclasses import dataclass
from enum import StrEnum

ALL = "SELECT, INSERT, UPDATE, DELETE"


class Kind(StrEnum):
    STAFF_ONLY = "staff_only"
    SHARED = "shared"
    COMPANY = "company"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Isolation:
    """Whose rows the portal sees (`kind`), and what each database role may do with them."""

    kind: Kind
    portal: str = ""
    door: str = ""
    staff: str = ALL
    gate: str = ""
    column: str = ""  # which column holds the company (or the contact), if not the usual one
    when: str = ""  # a boolean column that must be true before the portal sees a row


def staff_only(*, portal: str = "", door: str = "", staff: str = ALL, gate: str = "") -> Isolation:
    """The portal sees nothing; `portal="INSERT"` lets it add rows that it can never read."""
    return Isolation(Kind.STAFF_ONLY, portal, door, staff, gate)


def shared(
    *, portal: str = "SELECT", door: str = "", staff: str = ALL, gate: str = "", when: str = ""
) -> Isolation:
    """The portal reads the tenant's rows: labels, brand, cards of people."""
    return Isolation(Kind.SHARED, portal, door, staff, gate, when=when)


def of_company(
    *,
    portal: str = "SELECT",
    door: str = "",
    staff: str = ALL,
    gate: str = "",
    column: str = "company_id",
) -> Isolation:
    """The portal works with the rows of the session's company."""
    return Isolation(Kind.COMPANY, portal, door, staff, gate, column)


def of_contact(
    *,
    portal: str = ALL,
    door: str = "",
    staff: str = ALL,
    gate: str = "",
    column: str = "contact_id",
) -> Isolation:
    """The portal works with the rows of the session's contact."""
    return Isolation(Kind.OWN, portal, door, staff, gate, column)


DEFAULT = staff_only()
