"""Reading what happened."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet

from portico.core.access.actors import Actor, Contact
from portico.core.access.permissions import can
from portico.kernel.text import containing

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


FEWEST, MOST = 3, 1000  # letters that the index needs; lines that are worth naming one by one


def entries_by(words: str) -> list[UUID] | None:
    """Ids of the entries that somebody made whose name holds the words; in a scope of staff.

    None where the index is no help: so many fit that the newest are soon found without it, or
    the words are too short.
    """
    if len(words) < FEWEST:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctx.entries_by(%s, %s)", [containing(words), MOST + 1])
        found = [row[0] for row in cursor.fetchall()]
    return found if len(found) <= MOST else None


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
