"""Reading what happened."""

from uuid import UUID

from django.db.models import QuerySet

from portico.core.access.actors import Actor, Contact
from portico.core.access.permissions import can

from .models import Entry, Moment
from .permissions import VIEW_COMPANY


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
    return Moment.objects.filter(company_id=actor.company_id).order_by("-id")
