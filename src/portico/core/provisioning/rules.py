"""What a directory may say about people, in the portal's own terms."""

import unicodedata
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import Conflict, Refusal

KEEP_LINES = 500  # of the log of each connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One person as the directory tells of them."""

    user_name: str
    external_id: str = ""
    email: str = ""
    display_name: str = ""
    family_name: str = ""
    given_name: str = ""
    active: bool = True
    organization: str = ""
    synced: dict[str, str] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)  # Any: a resource as JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFacts:
    """A group as the directory tells of it."""

    name: str
    external_id: str = ""
    members: frozenset[UUID] = frozenset()


class Taken(Conflict):
    """Another person of this directory has the name, or the address."""

    def __init__(self) -> None:
        super().__init__(
            _("Another person in this connection has this user name or e-mail address."),
            field="userName",
        )


class ManagedElsewhere(Conflict):
    """One contact, one directory."""

    def __init__(self) -> None:
        super().__init__(
            _("Another connection manages the person with this e-mail address."), field="emails"
        )


class AddressNotAllowed(Refusal):
    """Whoever changes an address takes over what belongs to it."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The new e-mail address is not in a domain of this connection. Ask your service "
                "provider to add the domain."
            ),
            field="emails",
        )


class NoSuchMember(Refusal):
    """Groups hold people of their own connection."""

    def __init__(self) -> None:
        super().__init__(_("A member is not a user of this connection."), field="members")


class Changed(Refusal):
    """Somebody was faster."""

    status = 412

    def __init__(self) -> None:
        super().__init__(_("It has changed meanwhile. Read it again."))


def key_of(text: str) -> str:
    """A name as it is compared: case does not matter."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())


def domain_of(email: str) -> str:
    return email.rpartition("@")[2].lower()
