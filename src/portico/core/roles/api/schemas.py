"""The shapes of roles and of access on the wire."""

from typing import Literal
from uuid import UUID

from ninja import Field, Schema

from portico.core.access.actors import Reach

KEEPABLE = r"^[^\x00]*$"
type ReachIn = Literal["own", "site", "company"]
REACHES: dict[str, Reach] = {"own": Reach.OWN, "site": Reach.SITE, "company": Reach.COMPANY}


class RoleOut(Schema):
    id: UUID
    audience: str
    name: str
    description: str
    is_default: bool


class DefaultRoleIn(Schema):
    role: UUID


class AccessIn(Schema):
    """Without a role it is the one that the rules choose for somebody new."""

    role: UUID | None = None
    reach: ReachIn | None = None


class ClosingIn(Schema):
    reason: str = Field("", max_length=300, pattern=KEEPABLE)


class DepartureIn(Schema):
    """Why, and who takes over what is open."""

    reason: str = Field(min_length=1, max_length=300, pattern=KEEPABLE)
    successor: UUID | None = None


class AccessOut(Schema):
    """How far a contact's access is."""

    contact: UUID = Field(alias="id")
    company: UUID = Field(alias="company_id")
    access: str
    is_active: bool
