"""Reading the activity log: filtered, newest first, with the personal details beside it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from portico.core.access.actors import Actor, names_like
from portico.core.access.permissions import NotVisible, can
from portico.core.journal.models import Entry, Personal, Seal
from portico.core.people.models import Company
from portico.kernel.keyset import page_of, pieces

from ..permissions import VIEW

SECURITY, MONEY, SYSTEM = "security", "money", "system"
KINDS = {
    SECURITY: Q(is_security=True),
    MONEY: Q(is_financial=True),
    SYSTEM: Q(actor_kind__in=["system", "operator"]),
}
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines; everything empty is the whole log."""

    kind: str = ""
    words: str = ""
    company: UUID | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One entry with what stands beside it."""

    entry: Entry
    personal: Personal
    company: str = ""


def entries(actor: Actor, wanted: Wanted) -> QuerySet[Entry]:
    """The lines that fit, unordered."""
    if not can(actor, VIEW):
        return Entry.objects.none()
    found = Entry.objects.filter(KINDS.get(wanted.kind, Q()))
    if wanted.words:
        found = found.filter(
            Q(actor_name__icontains=wanted.words)
            | Q(behind_name__icontains=wanted.words)
            | Q(KINDS[SYSTEM], actor_name__in=names_like(wanted.words))
            | Q(name__icontains=wanted.words)
        )
    if wanted.company:
        found = found.filter(company_id=wanted.company)
    if wanted.since:
        found = found.filter(id__gte=_first_id(wanted.since))
    if wanted.until:
        found = found.filter(id__lt=_first_id(wanted.until + timedelta(days=1)))
    return found


def lines(found: Iterable[Entry]) -> list[Line]:
    """Personal details and company names for these entries, in two statements."""
    rows = list(found)
    beside = {
        one.entry_id: one for one in Personal.objects.filter(entry_id__in=[r.pk for r in rows])
    }
    ids = {row.company_id for row in rows if row.company_id}
    names = dict(Company.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
    return [
        Line(row, beside.get(row.pk) or Personal(), names.get(row.company_id or row.pk, ""))
        for row in rows
    ]


def line(actor: Actor, entry_id: UUID) -> Line:
    """One line, with everything that is known about it."""
    found = lines(entries(actor, Wanted()).filter(pk=entry_id))
    if not found:
        raise NotVisible("log")
    return found[0]


def seal(found: Line) -> Seal | None:
    """The link of the chain that holds this line; none in the first seconds."""
    return Seal.objects.filter(entry_id=found.entry.pk).first()


def chunks(actor: Actor, wanted: Wanted) -> Iterator[list[Line]]:
    """The whole filtered log, a page at a time, for an export."""
    rows = entries(actor, wanted)
    return map(lines, pieces(lambda after: page_of(rows, "-id", after=after, size=CHUNK)))


def _first_id(day: date) -> UUID:
    """Below every id of that day in the reader's zone: ids begin with the milliseconds."""
    start = datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())
    millis = max(int(start.timestamp() * 1000), 0)
    return UUID(int=millis << 80)
