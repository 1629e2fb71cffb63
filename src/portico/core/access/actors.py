"""Who is doing this? Every action and every query takes an actor first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import ClassVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _


class Reach(IntEnum):
    """How far a contact's permission goes inside the company; wider ones are greater."""

    OWN = 1
    SITE = 2
    COMPANY = 3


@dataclass(frozen=True, slots=True)
class Staff:
    """A signed-in employee of the MSP, with the permissions that hold right now."""

    id: UUID
    name: str
    email: str
    grants: frozenset[str]
    card: UUID | None = None  # the public card under which clients see this person
    teams: frozenset[UUID] = frozenset()
    zone: str = ""
    language: str = ""
    kind: ClassVar[str] = "staff"

    def outline(self) -> "Staff":
        """What may shape a kept query; of the person only ids are left."""
        return Staff(self.id, "", "", self.grants, self.card)


@dataclass(frozen=True, slots=True)
class Viewer:
    """The employee who sees the portal as a contact does, and changes nothing meanwhile."""

    id: UUID
    name: str
    viewing: UUID
    reason: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Contact:
    """A signed-in contact of one client company; `grants` maps a permission to its reach.

    With a `viewer` it is an employee who looks at the portal as this contact.
    """

    id: UUID
    name: str
    email: str
    company_id: UUID
    company_name: str
    grants: Mapping[str, Reach]
    site_id: UUID | None = None
    person_id: UUID | None = None
    zone: str = ""
    language: str = ""
    viewer: Viewer | None = None
    kind: ClassVar[str] = "contact"

    def outline(self) -> "Contact":
        """What may shape a kept query; of the person only ids are left."""
        return Contact(
            self.id, "", "", self.company_id, "", self.grants, self.site_id, self.person_id
        )

    def reach(self, code: str) -> Reach | None:
        return self.grants.get(code)


_NAMES: dict[str, str | Promise] = {}


def called(name: str, label: str | Promise) -> str:
    """A name for what acts by itself, and how people read it; declared where it is used."""
    _NAMES[name] = label
    return name


def name_of(kind: str, name: str) -> str:
    """The name in the log as people read it; only what acts by itself has another one."""
    if kind not in {System.kind, Operator.kind}:
        return name
    return str(_NAMES.get(name, capfirst(name)))


def labels() -> dict[str, str | Promise]:
    """All names of what acts by itself, with their labels."""
    return dict(_NAMES)


def names_like(words: str) -> list[str]:
    """Names of what acts by itself whose label has these words, to find them in the log."""
    return [name for name, label in _NAMES.items() if words.casefold() in str(label).casefold()]


@dataclass(frozen=True, slots=True)
class System:
    """The product itself: jobs, schedules, imports. May do everything inside its tenant."""

    name: str
    id: ClassVar[None] = None
    kind: ClassVar[str] = "system"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at the door, before there is a session. May only use what says so."""

    name: str = ""
    id: ClassVar[None] = None
    kind: ClassVar[str] = "visitor"
    may: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Operator:
    """Whoever runs the installation, at the command line; sees no tenant's content."""

    name: str = called("operator", _("Operator"))
    id: ClassVar[None] = None
    kind: ClassVar[str] = "operator"


type Actor = Staff | Contact | System | Visitor | Operator
