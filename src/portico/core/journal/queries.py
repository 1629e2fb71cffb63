"""Reading what happened."""

from uuid import UUID

from django.db.models import QuerySet

from .models import Entry, Moment


def moments(subject_id: UUID) -> QuerySet[Moment]:
    """What the client may know of a thing's past; the caller has checked that it may see it."""
    return Moment.objects.filter(subject_id=subject_id).order_by("at", "id")


def entries_of(subject_id: UUID) -> QuerySet[Entry]:
    """All that happened to a thing, for staff; row-level security keeps clients out."""
    return Entry.objects.filter(subject_id=subject_id).order_by("at", "id")
