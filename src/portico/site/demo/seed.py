"""Fills a tenant of its own with as much as a real MSP has, to measure and to try out.

    seed("M")                     # what a typical MSP has after a year
    seed("L", tickets=10_000)     # the same people, fewer tickets; a later call adds the rest

What breaks help desks is in it: one company with a fifth of all tickets, one ticket with 2,000
notes, one person at forty companies.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max

from portico.core.tenants.making import known_tenants
from portico.features.tickets.models import Ticket
from portico.kernel.tenancy import scope, staff_scope

from .seed_people import make_people
from .seed_tickets import BUSY, add_tickets, make_one_busy, read_cast

type Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Tier:
    """How large an MSP is; the tickets are those of one year."""

    technicians: int
    companies: int
    contacts: int
    tickets: int


TIERS = {
    "S": Tier(2, 15, 400, 4_000),
    "M": Tier(10, 80, 2_800, 30_000),
    "L": Tier(150, 1_000, 42_000, 450_000),
    "XL": Tier(1_200, 8_000, 330_000, 3_600_000),
}


@dataclass(frozen=True, slots=True)
class SeedResult:
    """Where it is, and who may look at it; all of them belong to the largest company."""

    tenant: UUID
    host: str
    employee: str
    manager: str
    technician: str
    busy_ticket: int
    """the number of the ticket with 2,000 notes"""
    tickets: int


def silent(done: int, total: int) -> None:
    """Nobody is looking."""


def seed(
    tier: str,
    *,
    tickets: int | None = None,
    companies: int | None = None,
    progress: Progress = silent,
) -> SeedResult:
    """Have a tenant of this size; what an earlier call has made is kept and added to."""
    size = TIERS[tier]
    slug = f"tier-{tier.lower()}" + (f"-{companies}" if companies else "")
    wanted = size.tickets if tickets is None else tickets
    there = {known.slug: known.id for known in known_tenants()}
    if slug not in there:
        make_people(
            slug,
            technicians=size.technicians,
            companies=companies or size.companies,
            contacts=size.contacts,
        )
        there = {known.slug: known.id for known in known_tenants()}
    tenant = there[slug]
    _fill(tenant, wanted=wanted, progress=progress)
    return _result(tenant, slug)


def _fill(tenant: UUID, *, wanted: int, progress: Progress) -> None:
    with scope(staff_scope(tenant)):
        have = Ticket.objects.aggregate(last=Max("number"))["last"] or 0
        cast = read_cast()
    add_tickets(tenant, cast, after=have, up_to=wanted, progress=progress)
    make_one_busy(tenant, cast)


def _result(tenant: UUID, slug: str) -> SeedResult:
    with scope(staff_scope(tenant)):
        cast = read_cast()
        return SeedResult(
            tenant=tenant,
            host=f"{slug}.localhost",
            employee=cast.employee.email,
            manager=cast.manager.email,
            technician=cast.staff[0].email,
            busy_ticket=Ticket.objects.get(external_ref=BUSY).number,
            tickets=Ticket.objects.count(),
        )
