"""Reading the activity log: filtered, newest first, with the personal details beside it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from ipaddress import ip_address
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from portico.core.access.actors import Actor, names_like
from portico.core.access.permissions import NotVisible, can
from portico.core.journal.events import events_like, readings, refusals
from portico.core.journal.models import Entry, Personal, Seal
from portico.core.journal.ports import Named, names_of
from portico.core.journal.queries import entries_by
from portico.core.people.models import Company
from portico.kernel.keyset import page_of, pieces

from ..permissions import VIEW

SECURITY, MONEY, SYSTEM, VIEWED, READS = "security", "money", "system", "viewed", "reads"
KINDS = {
    SECURITY: Q(is_security=True),
    MONEY: Q(is_financial=True),
    SYSTEM: Q(actor_kind__in=["system", "operator"]),
    VIEWED: Q(behind_id__isnull=False),
}
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines; everything empty is the whole log."""

    kind: str = ""
    words: str = ""
    company: UUID | None = None
    person: UUID | None = None  # who acted, or who was behind it
    area: str = ""  # the part of the product that the event belongs to
    refused: bool = False
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
    found = Entry.objects.filter(_of_kind(wanted.kind))
    if wanted.words:
        found = found.filter(_about(wanted.words))
    return found.filter(_of(wanted), _between(wanted))


def _of(wanted: Wanted) -> Q:
    """Whose lines, and which part of the product."""
    fits = Q()
    if wanted.company:
        fits &= Q(company_id=wanted.company)
    if wanted.person:
        fits &= Q(actor_id=wanted.person) | Q(behind_id=wanted.person)
    if wanted.area:
        fits &= Q(name__startswith=f"{wanted.area}.")
    if wanted.refused:
        fits &= Q(name__in=refusals())
    return fits


def _between(wanted: Wanted) -> Q:
    fits = Q()
    if wanted.since:
        fits &= Q(id__gte=first_id(start_of(wanted.since)))
    if wanted.until:
        fits &= Q(id__lt=first_id(start_of(wanted.until + timedelta(days=1))))
    return fits


def _of_kind(kind: str) -> Q:
    return Q(name__in=readings()) if kind == READS else KINDS.get(kind, Q())


def _about(words: str) -> Q:
    """Who did it, what happened, in the reader's words or ours; or from which address."""
    if address := as_ip(words):
        return Q(pk__in=Personal.objects.filter(ip=address).values("entry_id"))
    by = entries_by(words)
    called = Q(actor_name__icontains=words) | Q(behind_name__icontains=words)
    return (
        (called if by is None else Q(pk__in=by))
        | Q(KINDS[SYSTEM], actor_name__in=names_like(words))
        | Q(name__in=events_like(words))
    )


def as_ip(words: str) -> str:
    """The address in its usual form; empty if it is none."""
    try:
        return str(ip_address(words.strip()))
    except ValueError:
        return ""


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


def start_of(day: date) -> datetime:
    """Midnight in the reader's zone."""
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())


def first_id(moment: datetime) -> UUID:
    """Below every id of that moment and later: ids begin with the milliseconds."""
    millis = max(int(moment.timestamp() * 1000), 0)
    return UUID(int=millis << 80)


def things_of(actor: Actor, lines: Iterable[Line]) -> dict[UUID, Named]:
    """What these lines are about, as far as the reader may see it: one query for each kind."""
    entries = [one.entry for one in lines]
    return names_of(
        actor, ((one.subject_kind, one.subject_id) for one in entries if one.subject_id)
    )
