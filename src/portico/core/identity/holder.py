"""Whose secrets an actor looks after: an employee's own, or those of the person behind a contact.

The tables are apart, what happens in them is the same. A contact's session may not touch secrets
at all, so each statement about them is the door's.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Model

from portico.core.access.actors import Actor, Contact, Staff
from portico.core.people.models import Contact as ContactRow
from portico.core.people.models import StaffUser
from portico.kernel.tenancy import current_tenant, door_scope, scope

from .models import (
    PersonCode,
    PersonPasskey,
    PersonSecret,
    RecoveryCode,
    StaffPasskey,
    StaffSecret,
)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds secrets, and in which tables. Any: querysets of either door's tables."""

    kind: str  # "staff" or "person": the column, and the field of the facts
    id: UUID
    subject: UUID  # the row on which the log notes it

    @property
    def which(self) -> dict[str, UUID]:
        return {f"{self.kind}_id": self.id}

    @property
    def fact(self) -> dict[str, UUID]:
        return {self.kind: self.id}

    @property
    def secrets(self) -> Any:
        return (StaffSecret if self.kind == "staff" else PersonSecret).objects.filter(**self.which)

    @property
    def codes(self) -> Any:
        return (RecoveryCode if self.kind == "staff" else PersonCode).objects.filter(**self.which)

    @property
    def passkeys(self) -> Any:
        model = StaffPasskey if self.kind == "staff" else PersonPasskey
        return model.objects.filter(**self.which)

    @property
    def row(self) -> Model:
        """What the log's entry is about."""
        if self.kind == "staff":
            return StaffUser.objects.get(pk=self.subject)
        return ContactRow.objects.select_related("company").get(pk=self.subject)

    def locked(self) -> StaffSecret | PersonSecret:
        """The row of secrets, locked: two tabs set up one app, not two."""
        if not self.secrets.exists():
            model: Any = StaffSecret if self.kind == "staff" else PersonSecret
            model.objects.bulk_create([model(**self.which)], ignore_conflicts=True)
        found: StaffSecret | PersonSecret = self.secrets.select_for_update().get()
        return found


def holder_of(actor: Actor) -> Holder:
    """Jobs and visitors hold nothing; a contact who never proved a mailbox does not, either."""
    match actor:
        case Staff(id=me):
            return Holder("staff", me, me)
        case Contact(id=me, person_id=UUID() as person):
            return Holder("person", person, me)
    raise PermissionDenied(actor.kind)


@contextmanager
def holding(actor: Actor) -> Iterator[Holder]:
    """The actor's secrets, in a scope that may touch them."""
    of_contact = isinstance(actor, Contact)
    with scope(door_scope(current_tenant())) if of_contact else nullcontext():
        yield holder_of(actor)
