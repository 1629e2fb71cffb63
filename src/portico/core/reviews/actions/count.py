"""Count how much the portal is used, into small tables that pages read."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, TruncWeek
from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.invitations.models import Invitation
from portico.core.jobs.job import DEFAULT, defer
from portico.core.joining import queries as links
from portico.core.joining.models import PortalLinkUse
from portico.core.journal.acting import action, record
from portico.core.journal.models import Entry
from portico.core.people.models import Company, Contact
from portico.kernel.ids import id_at

from ..events import AdoptionExported
from ..models import FIRST_YEAR, AdoptionFigure, AdoptionTotal
from ..permissions import SEE_ADOPTION
from ..ports import USES
from ..rules import ACTIVE, COMPARED, DORMANT, WEEKS, middle, oddity

SIGNED_IN = "identity.login"
COUNT = "reviews.count_adoption"  # the job, by name: actions do not import jobs
FIGURES = ("eligible", "invited", "joined", "active", "dormant", "never", "unanswered")
NEVER = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
PIECE = 1000
SIGN_UPS = 5000
AT_MOST = timedelta(hours=1)  # whoever takes longer has come back another time

type Row = dict[str, Any]  # Any: numbers and moments


@action(SEE_ADOPTION)  # not recorded: it reads
def ask_for_count(actor: Actor) -> None:  # noqa: ARG001  every action has one
    """Count anew, soon."""
    defer(COUNT, DEFAULT, {})


@action(SEE_ADOPTION)
def note_export(actor: Actor) -> None:
    """A copy of the figures leaves the house."""
    record(actor, AdoptionExported(companies=AdoptionFigure.objects.count()))


@action(SEE_ADOPTION)  # not recorded: what it counts was recorded when it happened
def count_adoption(actor: Actor) -> int:
    """Every active company anew; a few statements, however many there are."""
    now = timezone.now()
    rows = list(_rows(actor, now))
    AdoptionFigure.objects.all().delete()
    AdoptionFigure.objects.bulk_create(rows, batch_size=PIECE, ignore_conflicts=True)
    totals = {name: sum(getattr(one, name) for one in rows) for name in FIGURES}
    totals["companies"] = len(rows)
    seconds = list(_sign_ups(now))
    AdoptionTotal.objects.update_or_create(
        defaults={
            "made_at": now,
            "totals": totals,
            "weeks": _weeks(now),
            "sign_up_seconds": middle(seconds),
            "sign_ups": len(seconds),
        }
    )
    return len(rows)


def _rows(actor: Actor, now: datetime) -> Iterator[AdoptionFigure]:
    people, invited, came = _people(now), _invited(), _sign_ins(now)
    used = {use.slug: use.count(actor, now - ACTIVE) for use in USES}
    active = Company.objects.filter(status=Company.Status.ACTIVE)
    if (sandbox := links.policy().sandbox_id) is not None:
        active = active.exclude(pk=sandbox)
    for company in active.order_by("id").values_list("pk", flat=True):
        uses = {slug: counts[company] for slug, counts in used.items() if counts.get(company)}
        known = (one.get(company, {}) for one in (people, invited, came))
        figures = {"quiet_since": NEVER} | {key: n for one in known for key, n in one.items()}
        yield AdoptionFigure(company_id=company, uses=uses, **figures)


def _people(now: datetime) -> dict[UUID, Row]:
    """One statement over all contacts."""
    access = Contact.Access
    gets_in = Q(
        access__in=[access.INVITED, access.ACTIVE], is_active=True, company__portal_enabled=True
    ) & ~Q(email="")
    seen = gets_in & Q(last_seen_at__isnull=False)
    found = Contact.objects.filter(company__status=Company.Status.ACTIVE).order_by("company_id")
    rows = found.values("company_id").annotate(
        eligible=Count("id", filter=gets_in),
        joined=Count("id", filter=seen),
        active=Count("id", filter=gets_in & Q(last_seen_at__gte=now - ACTIVE)),
        dormant=Count("id", filter=gets_in & Q(last_seen_at__lt=now - DORMANT)),
        never=Count("id", filter=gets_in & Q(last_seen_at=None)),
        quiet_since=Coalesce(Max("last_seen_at"), NEVER),
    )
    return _by_company(rows)


def _invited() -> dict[UUID, Row]:
    """Contacts who were ever sent an invitation, and those who have not answered."""
    sent = Invitation.objects.exclude(state=Invitation.State.CREATED).order_by("company_id")
    rows = sent.values("company_id").annotate(
        invited=Count("contact_id", distinct=True),
        unanswered=Count("contact_id", distinct=True, filter=Q(state__in=Invitation.LEFT)),
    )
    return _by_company(rows)


def _sign_ins(now: datetime) -> dict[UUID, Row]:
    """Of seven days and of the weeks before; one statement over what the log has of them."""
    week = now - timedelta(weeks=1)
    since = week - timedelta(weeks=COMPARED)
    came = Entry.objects.filter(
        name=SIGNED_IN,
        id__gte=id_at(int(since.timestamp() * 1000)),
        at__gte=since,
        company_id__isnull=False,
        behind_id=None,
    )
    rows = came.order_by("company_id").values("company_id")
    counted = rows.annotate(
        recent=Count("id", filter=Q(at__gte=week)), before=Count("id", filter=Q(at__lt=week))
    )
    return {key: _pattern(**row) for key, row in _by_company(counted).items()}


def _pattern(*, recent: int, before: int) -> Row:
    usual = round(before / COMPARED)
    unusual = oddity(recent, usual=usual)
    return {"sign_ins": recent, "usual_sign_ins": usual, "unusual": unusual}


def _by_company(rows: Iterable[Any]) -> dict[UUID, Row]:
    """Any: what `values` gives."""
    return {row["company_id"]: {k: v for k, v in row.items() if k != "company_id"} for row in rows}


def _weeks(now: datetime) -> list[list[Any]]:
    """[Monday, how many people did something], oldest first; Any: a text and a number."""
    this = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    monday = this - timedelta(days=this.weekday())
    days = [(monday - timedelta(weeks=back)).date() for back in reversed(range(WEEKS))]
    since = monday - timedelta(weeks=WEEKS - 1)
    recent = Entry.objects.filter(
        id__gte=id_at(int((since - timedelta(days=1)).timestamp() * 1000)),
        at__gte=since,
        actor_kind="contact",
        behind_id=None,
    )
    rows = recent.annotate(week=TruncWeek("at")).order_by("week").values("week")
    counted = {
        row["week"].date(): row["n"] for row in rows.annotate(n=Count("actor_id", distinct=True))
    }
    return [[day.isoformat(), counted.get(day, 0)] for day in days]


def _sign_ups(now: datetime) -> Iterator[float]:
    """Seconds from the click on a portal link to being in, newest first."""
    kind = PortalLinkUse.Kind
    before = PortalLinkUse.objects.filter(
        link_id=OuterRef("link_id"), at__lte=OuterRef("at"), at__gt=OuterRef("at") - AT_MOST
    ).order_by("-at")
    opened = before.filter(
        kind=kind.OPENED, network=OuterRef("network"), user_agent=OuterRef("user_agent")
    )
    coded = before.filter(kind=kind.CODE_SENT, email=OuterRef("email"))
    joined = PortalLinkUse.objects.filter(kind=kind.JOINED, at__gte=now - DORMANT)
    began = Coalesce(Subquery(opened.values("at")[:1]), Subquery(coded.values("at")[:1]))
    times = joined.annotate(began=began).exclude(began=None).annotate(took=F("at") - F("began"))
    for took in times.order_by("-at").values_list("took", flat=True)[:SIGN_UPS]:
        yield took.total_seconds()
