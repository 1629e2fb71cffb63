"""Reading what happened."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F, QuerySet

from portico.core.access.actors import Actor, Contact
from portico.core.access.permissions import can

from .events import asides
from .models import Entry, Moment
from .permissions import VIEW_COMPANY
from .ports import Named, kinds_of, names_of


def moments(subject_id: UUID) -> QuerySet[Moment]:
    """What the client may know of a thing's past; the caller has checked that it may see it."""
    return Moment.objects.filter(subject_id=subject_id).order_by("at", "id")


def entries_of(subject_id: UUID) -> QuerySet[Entry]:
    """All that happened to a thing, for staff; row-level security keeps clients out."""
    return Entry.objects.filter(subject_id=subject_id).order_by("at", "id")


def company_moments(actor: Actor) -> QuerySet[Moment]:
    """What happened at the contact's own company, as far as clients may know; newest first."""
    if not isinstance(actor, Contact) or not can(actor, VIEW_COMPANY):
        return Moment.objects.none()
    found = Moment.objects.filter(company_id=actor.company_id).exclude(name__in=asides())
    # Where old and new are the same, only a word of the desk's has changed.
    return found.exclude(data__has_keys=["old", "new"], data__old=F("data__new")).order_by("-id")


def things_of(actor: Actor, moments: Iterable[Moment]) -> dict[UUID, Named]:
    """How that is called what these lines are about, as far as the actor may see it right now."""
    return names_of(
        actor, ((kind, one.subject_id) for one in moments for kind in kinds_of(one.name))
    )
