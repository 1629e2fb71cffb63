"""Count who is in at each company; only what has changed is written."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q
from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.journal.acting import action
from portico.core.people.models import Company, Contact
from portico.core.people.queries import NOBODY, Headcount

from ..figures import concern_of
from ..models import CompanyFigures
from ..permissions import COUNT
from ..ports import concerns_among

FIELDS = ["people", "active", "invited", "seen_at", "care"]
PIECE = 1000


@action(COUNT)  # not recorded: what it counts was recorded when it happened
def count_companies(actor: Actor) -> int:
    """Every company of the tenant: two statements to read them, and few to write."""
    known = {one.company_id: one for one in CompanyFigures.objects.all()}
    fresh, altered, now = [], [], timezone.now()
    counts, concerns = _counts(), concerns_among(actor, None)
    for company in Company.objects.only("id", "status", "portal_enabled", "created_at"):
        count = counts.get(company.pk, NOBODY)
        mine = concern_of(count, lets_in=company.lets_in, since=company.created_at, now=now)
        other = concerns.get(company.pk)
        care = max((one.weight for one in (mine, other) if one), default=0)
        values = _values(count, since=company.created_at, care=care)
        if (row := known.get(company.pk)) is None:
            fresh.append(CompanyFigures(company_id=company.pk, **values))
        elif _differs(row, values):
            altered.append(row)
    CompanyFigures.objects.bulk_create(fresh, batch_size=PIECE, ignore_conflicts=True)
    if altered:
        CompanyFigures.objects.bulk_update(altered, FIELDS, batch_size=PIECE)
    return len(fresh) + len(altered)


@action(COUNT)  # not recorded: the company itself was
def begin_figures(actor: Actor, *, company_id: UUID) -> None:  # noqa: ARG001  the same for all
    """A company that has just been added."""
    CompanyFigures.objects.get_or_create(company_id=company_id)


def _counts() -> dict[Any, Headcount]:
    """Any: a UUID. One statement over all contacts."""
    access = Contact.Access
    rows = (
        Contact.objects.values_list("company_id")
        .annotate(
            people=Count("id"),
            active=Count("id", filter=Q(access=access.ACTIVE)),
            invited=Count("id", filter=Q(access=access.INVITED)),
            seen=Max("last_seen_at"),
        )
        .order_by()
    )
    return {
        company: Headcount(people=people, active=active, invited=invited, seen=seen)
        for company, people, active, invited, seen in rows
    }


def _values(count: Headcount, *, since: datetime, care: int) -> dict[str, Any]:
    """Any: figures and a moment."""
    return {
        "people": count.people,
        "active": count.active,
        "invited": count.invited,
        "seen_at": count.seen or since,
        "care": care,
    }


def _differs(row: CompanyFigures, values: dict[str, Any]) -> bool:
    """Put what is new on the row; is there anything?"""
    differs = any(getattr(row, name) != value for name, value in values.items())
    for name, value in values.items():
        setattr(row, name, value)
    return differs
