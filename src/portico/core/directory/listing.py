"""The client directory as a list: which companies, in which order, with what beside each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import JSONObject
from django.http import QueryDict
from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.access.permissions import can
from portico.core.joining import queries as joining
from portico.core.people import queries as people
from portico.core.people.models import Company, Contact
from portico.core.people.permissions import VIEW
from portico.core.people.queries import NOBODY, Headcount
from portico.kernel.keyset import Slice
from portico.kernel.postgres.kept import kept
from portico.kernel.recent import Recent
from portico.kernel.text import one_line
from portico.ui.tables import asked_page

from .figures import QUIET, concern_of
from .models import CompanyFigures, SavedView
from .ports import Concern, concerns_among

PORTAL_ON = Q(status=Company.Status.ACTIVE, portal_enabled=True)
SMALL = 5000  # people; up to here the figures on top are counted anew for each view
BY = {"": "name", "care": "-care", "seen": "seen_at"}
TABS = ("", "mine", "on", "off", "care", "quiet")


@dataclass(frozen=True, slots=True)
class Totals:
    """All companies and all their people, in figures."""

    companies: int = 0
    portal_on: int = 0
    people: int = 0
    active: int = 0
    invited: int = 0
    mine: int = 0
    care: int = 0
    quiet: int = 0

    @property
    def outside(self) -> int:
        """People without access."""
        return self.people - self.active - self.invited

    @property
    def active_share(self) -> int:
        """Percent."""
        return round(100 * self.active / self.people) if self.people else 0


@dataclass(frozen=True, slots=True)
class Links:
    """Portal links of a company that work: how many, and when the first one ends."""

    number: int
    ends: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A company with everything that its line shows."""

    company: Company
    count: Headcount
    concern: Concern | None
    links: Links | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for; unknown values count as none."""

    words: str = ""
    tab: str = ""
    order: str = ""


def wanted_of(query: QueryDict) -> Wanted:
    tab, order = query.get("tab", ""), query.get("order", "")
    return Wanted(
        words=one_line(query.get("q", ""), longest=100),
        tab=tab if tab in TABS else "",
        order=order if order in BY else "",
    )


def companies(actor: Actor, wanted: Wanted) -> QuerySet[Company]:
    """Those of one tab whose name or people fit."""
    found = people.search_companies(actor, wanted.words)
    match wanted.tab:
        case "mine":
            return found.filter(owner=actor.id)
        case "on":
            return found.filter(PORTAL_ON)
        case "off":
            return found.exclude(PORTAL_ON)
        case "care":
            return found.filter(_figures(care__gt=0))
        case "quiet":
            return found.filter(PORTAL_ON, _figures(people__gt=0, seen_at__lt=_long_ago()))
    return found


def _figures(**filters: object) -> Exists:
    return Exists(CompanyFigures.objects.filter(company_id=OuterRef("pk"), **filters))


def _long_ago() -> datetime:
    return timezone.now() - QUIET


def asked(actor: Actor, query: QueryDict, wanted: Wanted, *, size: int) -> Slice[Line]:
    """The page that the address names; one more statement for each column that needs one."""
    found = companies(actor, wanted)
    if not wanted.order:
        turn = asked_page(query, found.select_related("owner"), "name", size=size)
        return Slice(lines(actor, turn.rows), turn.before, turn.after)
    rows = CompanyFigures.objects.all()
    if wanted.words or wanted.tab:
        rows = rows.filter(company_id__in=found.values("pk"))
    by = asked_page(query, rows.select_related("company__owner"), BY[wanted.order], size=size)
    return Slice(lines(actor, [one.company for one in by.rows]), by.before, by.after)


def lines(actor: Actor, rows: list[Company]) -> list[Line]:
    """Counts, links and worries of just these companies; one statement, and one for each part."""
    now, beside = timezone.now(), _beside(actor, rows)
    others = concerns_among(actor, [one.pk for one in rows])
    found = []
    for one in rows:
        count, links = beside.get(one.pk, (NOBODY, None))
        own = concern_of(count, lets_in=one.lets_in, since=one.created_at, now=now)
        heavier = _heavier(own, others.get(one.pk))
        found.append(Line(company=one, count=count, concern=heavier, links=links))
    return found


def _heavier(one: Concern | None, other: Concern | None) -> Concern | None:
    if one is None or other is None:
        return one or other
    return max(one, other, key=lambda some: some.weight)


def _beside(actor: Actor, rows: list[Company]) -> dict[UUID, tuple[Headcount, Links | None]]:
    """Company → who is in there, and which links let people in."""
    found = _figures_of(actor, tuple(one.pk for one in rows), timezone.now())
    return {company: (_count_of(count), _links_of(links)) for company, count, links in found}


@kept
def _figures_of(actor: Actor, ids: tuple[UUID, ...], now: datetime) -> QuerySet[Company, Any]:
    """Any: an id and two objects of JSON."""
    here = OuterRef("pk")
    theirs = people.contacts(actor).filter(company_id=here).order_by().values("company_id")
    links = joining.links(actor).filter(company_id=here).working(now)
    links_of = links.order_by().values("company_id")
    seen = Max("last_seen_at")
    return (
        Company.objects.filter(pk__in=ids)
        .annotate(
            count=Subquery(theirs.annotate(found=_counts(seen=seen)).values("found")),
            links=Subquery(
                links_of.annotate(
                    found=JSONObject(number=Count("id"), ends=Min("expires_at"))
                ).values("found")
            ),
        )
        .values_list("pk", "count", "links")
    )


def _counts(**more: Max) -> JSONObject:
    access = Contact.Access
    return JSONObject(
        people=Count("id"),
        active=Count("id", filter=Q(access=access.ACTIVE)),
        invited=Count("id", filter=Q(access=access.INVITED)),
        **more,
    )


def _count_of(known: dict[str, Any] | None) -> Headcount:  # Any: what JSON holds
    if not known:
        return NOBODY
    seen = known.pop("seen")
    return Headcount(**known, seen=datetime.fromisoformat(seen) if seen else None)


def _links_of(known: dict[str, Any] | None) -> Links | None:  # Any: what JSON holds
    return Links(known["number"], datetime.fromisoformat(known["ends"])) if known else None


_recent = Recent[Totals]()


def totals(actor: Actor) -> Totals:
    """As they are now; in large directories up to a minute old."""
    if not can(actor, VIEW):
        return Totals()
    return _recent.get(actor.id, lambda: _counted(actor), is_many=lambda one: one.people > SMALL)


def _counted(actor: Actor) -> Totals:
    """One statement over a row per company, and in small directories one over the people."""
    on = Q(company__status=Company.Status.ACTIVE, company__portal_enabled=True)
    quiet = on & Q(people__gt=0, seen_at__lt=_long_ago())
    found = CompanyFigures.objects.aggregate(
        companies=Count("id"),
        portal_on=Count("id", filter=on),
        all_people=Sum("people", default=0),
        all_active=Sum("active", default=0),
        all_invited=Sum("invited", default=0),
        mine=Count("id", filter=Q(company__owner=actor.id)),
        care=Count("id", filter=Q(care__gt=0)),
        quiet=Count("id", filter=quiet),
    )
    found |= {name: found.pop(f"all_{name}") for name in ("people", "active", "invited")}
    if found["people"] <= SMALL:
        found |= _live(actor)
    return Totals(**found)


def _live(actor: Actor) -> dict[str, int]:
    """The same of the rows themselves."""
    known = people.companies(actor).aggregate(
        companies=Count("id", distinct=True),
        portal_on=Count("id", distinct=True, filter=PORTAL_ON),
        mine=Count("id", distinct=True, filter=Q(owner=actor.id)),
        people=Count("contacts"),
        active=Count("contacts", filter=Q(contacts__access=Contact.Access.ACTIVE)),
        invited=Count("contacts", filter=Q(contacts__access=Contact.Access.INVITED)),
    )
    return {name: int(value) for name, value in known.items()}


def saved_views(actor: Actor) -> list[SavedView]:
    """The colleague's own ones, by name."""
    return _views(actor.id) if actor.id else []


@kept
def _views(staff: UUID) -> QuerySet[SavedView]:
    return SavedView.objects.filter(staff=staff).order_by("name", "id")[:20]
