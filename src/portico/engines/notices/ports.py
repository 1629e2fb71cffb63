"""What features contribute: types of messages. How their rows are called, the journal asks them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portico.core.access.permissions import For, Permission
from portico.core.journal.ports import told
from portico.core.people.models import Contact, StaffUser

type Person = Contact | StaffUser


class Pace(StrEnum):
    """How soon a reader hears of something by mail."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    OFF = "off"


PACES = [
    (Pace.AT_ONCE.value, _("At once")),
    (Pace.DAILY.value, _("In a daily summary")),
    (Pace.OFF.value, pgettext_lazy("e-mails", "Not at all")),
]
WORDS = dict(PACES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One type of message. `audience` is who gets it, `permission` what they hold to hear of it."""

    code: str
    label: str | Promise
    hint: str | Promise = ""
    audience: For
    permission: Permission
    usual: Pace = Pace.AT_ONCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Whoever gets a mail, whether client or colleague."""

    id: UUID
    name: str
    email: str
    language: str
    zone: str
    can_sign_in: bool

    @classmethod
    def of(cls, person: Person) -> Self:
        """A contact without access still gets mails, and has no page to choose on."""
        return cls(
            id=person.pk,
            name=person.name,
            email=person.email,
            language=person.language,
            zone=person.zone,
            can_sign_in=_can_sign_in(person),
        )


def _can_sign_in(person: Person) -> bool:
    if isinstance(person, StaffUser):
        return person.status == StaffUser.Status.ACTIVE
    return person.can_sign_in


NOTICES: dict[str, Notice] = {}


def notice(declared: Notice) -> Notice:
    """Declare a type once, in `rules/notices.py` of the feature that sends it."""
    if declared.code in NOTICES:
        raise ValueError(f"{declared.code} is declared twice")
    NOTICES[declared.code] = declared
    told("notices", fields={declared.code: declared.label}, values={declared.code: WORDS.get})
    return declared
