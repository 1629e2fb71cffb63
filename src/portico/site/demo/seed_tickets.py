"""The tickets of a seeded tenant, added in batches that each commit by themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.utils import timezone

from portico.core.people.models import Contact, StaffUser
from portico.core.settings.actions.make_tenant import DEMO
from portico.core.tenants.queries import reserve_numbers
from portico.engines.search.actions.index import index_rows
from portico.features.tickets.models import Category, Kind, Queue, Source, Status, Ticket
from portico.features.tickets.queries import SEARCH_KIND
from portico.kernel.ids import id_at
from portico.kernel.tenancy import scope, staff_scope
from portico.kernel.writes import ANY, writing

from .scenarios import scenarios
from .seed_sql import HISTORY, NOTES, PARTICIPANTS, REPLIES
from .words import fill

Values = dict[str, Any]  # Any: ids, numbers and lists of texts
BATCH = 2500
BUSY, BUSY_NOTES = "seed-busy", 2000
YEAR = timedelta(days=365)
LARGEST = 0.2  # of all tickets come from the first company
STILL_OPEN = 0.05  # of the newest tickets; of these, two in three have not ended yet
OPEN_KEYS = (
    ("new", 10), ("open", 20), ("in_progress", 25), ("waiting_customer", 20),
    ("waiting_vendor", 8), ("scheduled", 5), ("on_hold", 2), ("resolved", 30),
)  # fmt: skip
SOURCES = ((Source.PORTAL, 50), (Source.EMAIL, 35), (Source.PHONE, 10), (Source.MONITOR, 5))
SLOTS = {
    "printer": "the printer", "room": "the meeting room", "app": "the client software",
    "folder": "Projects", "place": "reception", "project": "the move", "isp": "the provider",
    "laptop": "the laptop", "server": "SRV-01", "colleague": "Robin", "colleague_full": "Robin Ray",
    "admin": "the office", "company": "us", "company_word": "our", "msp": "the help desk",
    "site": "the office", "first": "there", "me": "Robin", "anrede": "", "day": "Thursday",
    "hour": "14:30", "n": "7", "tech": "Alex", "mate": "Sasha",
}  # fmt: skip


class Client(NamedTuple):
    """As little of a contact as seeding needs; there may be 330,000."""

    id: UUID
    company_id: UUID
    site_id: UUID | None
    email: str


@dataclass(frozen=True, slots=True)
class Cast:
    """Who may write and work; `contacts[0]` are those of the largest company."""

    contacts: list[list[Client]]
    staff: list[StaffUser]
    statuses: dict[str, Status]
    queues: list[Queue]

    @property
    def manager(self) -> Client:
        return self.contacts[0][0]

    @property
    def employee(self) -> Client:
        return self.contacts[0][1]


def read_cast() -> Cast:
    """The people of the tenant whose scope is open, by company."""
    companies: dict[UUID, list[Client]] = {}
    active_first = Contact.objects.order_by("-is_primary", "access", "id")
    for row in active_first.values_list("id", "company_id", "site_id", "email").iterator():
        contact = Client(*row)
        companies.setdefault(contact.company_id, []).append(contact)
    return Cast(
        contacts=sorted(companies.values(), key=len, reverse=True),
        staff=list(StaffUser.objects.filter(title="Technician").order_by("id")),
        statuses={row.key: row for row in Status.objects.all()},
        queues=list(Queue.objects.order_by("position")),
    )


def add_tickets(
    tenant: UUID,
    cast: Cast,
    *,
    after: int,
    up_to: int,
    progress: Callable[[int, int], None],
) -> None:
    """Number `after` + 1 to `up_to`; the newest is a minute old, the rest of a year lies behind."""
    clock = _Clock(after, up_to, timezone.now() - timedelta(minutes=1))
    for first in range(after + 1, up_to + 1, BATCH):
        last = min(up_to, first + BATCH - 1)
        with scope(staff_scope(tenant)), writing(ANY):
            _batch(tenant, cast, clock, first=first, last=last)
        progress(last, up_to)


@dataclass(frozen=True, slots=True)
class _Clock:
    """Spreads numbers evenly over the year before now."""

    after: int
    up_to: int
    end: datetime

    def age(self, number: int) -> float:
        """1 for the oldest, 0 for the newest."""
        return (self.up_to - number) / max(1, self.up_to - self.after)

    def at(self, number: int) -> datetime:
        return self.end - YEAR * self.age(number)


def _batch(tenant: UUID, cast: Cast, clock: _Clock, *, first: int, last: int) -> None:
    rng = Random(first)  # noqa: S311 - no secret
    rows = [_ticket(rng, cast, clock, number) for number in range(first, last + 1)]
    Ticket.objects.bulk_create(rows)
    values: Values = {"tenant": tenant, "first": first, "last": last, "each": 2, **texts()}
    with connection.cursor() as cursor:
        for statement in (REPLIES, NOTES, PARTICIPANTS, HISTORY):
            cursor.execute(statement, values)
    index_rows(DEMO, kind=SEARCH_KIND, ids=[row.id for row in rows])
    reserve_numbers("ticket", up_to=last)


def _ticket(rng: Random, cast: Cast, clock: _Clock, number: int) -> Ticket:
    contact, opened = _contact(rng, cast), clock.at(number)
    fresh = clock.age(number) < STILL_OPEN and rng.random() < 0.67
    status = cast.statuses[_drawn(rng, OPEN_KEYS) if fresh else "closed"]
    staff = rng.choice(cast.staff)
    row = Ticket(
        id=id_at(int(opened.timestamp() * 1000)),
        number=number,
        company_id=contact.company_id,
        site_id=contact.site_id,
        contact_id=contact.id,
        subject=f"{rng.choice(subjects())} ({number})",
        kind=rng.choice((Kind.INCIDENT, Kind.INCIDENT, Kind.SERVICE_REQUEST, Kind.QUESTION)),
        source=_drawn(rng, SOURCES),
        priority=rng.choices((1, 2, 3, 4), (2, 14, 60, 24))[0],
        queue=rng.choice(cast.queues),
        opened_at=opened,
        first_response_due_at=opened + timedelta(hours=4),
        resolve_due_at=opened + timedelta(hours=24),
    )
    _go_on(rng, row, staff, status=status, now=clock.end)
    return row


def _go_on(rng: Random, row: Ticket, staff: StaffUser, *, status: Status, now: datetime) -> None:
    """What became of it until now; a new one may have nobody yet."""
    age = now - row.opened_at
    if status.category != Category.NEW or rng.random() < 0.5:
        row.assignee, row.assignee_card_id = staff, staff.card_id
    if status.category != Category.NEW:
        row.first_response_at = row.opened_at + min(age, timedelta(hours=rng.expovariate(0.7)))
    moved = row.opened_at + min(age, timedelta(hours=rng.expovariate(1 / 30)))
    row.move_to(status, at=moved)
    row.heard(rng.choice(texts()["answered"]), by=staff.name, us=True, at=moved)
    row.waits_for_us = status.category in {Category.NEW, Category.OPEN} and rng.random() < 0.6
    row.last_by_us = not row.waits_for_us


def _contact(rng: Random, cast: Cast) -> Client:
    """A fifth of all comes from one company; of the others the first ones write more."""
    place = 0 if rng.random() < LARGEST else int(len(cast.contacts) * rng.random() ** 1.5)
    people = cast.contacts[place]
    return people[int(len(people) * rng.random() ** 1.3)]


def _drawn[T](rng: Random, shares: tuple[tuple[T, int], ...]) -> T:
    kinds, weights = zip(*shares, strict=True)
    found: T = rng.choices(kinds, weights)[0]
    return found


def make_one_busy(tenant: UUID, cast: Cast) -> None:
    """Some ticket always has 2,000 notes."""
    with scope(staff_scope(tenant)), writing(ANY):
        if Ticket.objects.filter(external_ref=BUSY).exists():
            return
        mine = Ticket.objects.filter(company_id=cast.manager.company_id)
        row = mine.exclude(first_response_at=None).order_by("-is_active", "-number").first()
        if row is None:
            return
        Ticket.objects.filter(pk=row.pk).update(external_ref=BUSY)
        only = {"first": row.number, "last": row.number, "each": BUSY_NOTES}
        with connection.cursor() as cursor:
            values: Values = {"tenant": tenant, **only, **texts()}
            cursor.execute(NOTES, values)


@cache
def texts() -> dict[str, list[str]]:
    """What people write, from the scenarios of the demo, by who says it."""
    found = scenarios("en").values()
    lines = [line for one in found for step in one.talk for line in step]
    said = {mark: [_plain(line[1:]) for line in lines if line[0] == mark] for mark in "><!"}
    asked = [_plain(opening.text) for one in found for opening in one.openings]
    return {"asked": asked, "answered": said[">"], "confirmed": said["<"], "noted": said["!"]}


@cache
def subjects() -> list[str]:
    found = scenarios("en").values()
    return [_plain(subject) for one in found for o in one.openings for subject in o.subjects]


def _plain(text: str) -> str:
    return fill(text, SLOTS)
