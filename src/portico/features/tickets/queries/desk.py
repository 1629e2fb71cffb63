"""The views of the desk: which tickets stand together, and how many they are."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Case, Count, F, Q, When
from django.utils import timezone

from portico.core.access.actors import Actor, Staff

from ..models import Category, TicketQuerySet
from .tickets import FOR_US, UNSOLVED, tickets

RUNNING = UNSOLVED & ~Q(category=Category.PAUSED)  # the clocks stand still while it is paused

LOOK_BACK = 6  # tickets to look at for each contact that is wanted
AWAITS_ANSWER = Q(first_response_at=None, first_response_due_at__isnull=False)


def view(actor: Staff, slug: str, *, now: datetime) -> TicketQuerySet:
    """The tickets of a view; an unknown one counts as everything that is open."""
    return tickets(actor).filter(_views(actor, now).get(slug, UNSOLVED))


def counts(actor: Staff, *, now: datetime) -> dict[str, int]:
    """How many tickets are in each view that has to do with open ones, and in each queue."""
    views = {slug: fit for slug, fit in _views(actor, now).items() if slug not in {"closed", "all"}}
    rows = tickets(actor).filter(is_active=True)
    figures = rows.aggregate(**{slug: Count("id", filter=fit) for slug, fit in views.items()})
    by_queue = rows.filter(UNSOLVED).values_list("queue_id").annotate(Count("id")).order_by()
    return {**figures, **{str(queue): number for queue, number in by_queue}}


def glance(actor: Staff, *, now: datetime) -> dict[str, int]:
    """The figures of the first page; each is the length of the view of the same name."""
    views = _views(actor, now)
    shown = ("answers", "due", "mine", "unassigned", "late")
    rows = tickets(actor).filter(is_active=True)
    return rows.aggregate(**{slug: Count("id", filter=views[slug]) for slug in shown})


def by_urgency(rows: TicketQuerySet) -> TicketQuerySet:
    """What we promised soonest comes first, what is paused last."""
    due = Case(
        When(category=Category.PAUSED, then=None),
        When(AWAITS_ANSWER, then=F("first_response_due_at")),
        default=F("resolve_due_at"),
    )
    return rows.annotate(due=due).order_by(F("due").asc(nulls_last=True), "priority", "id")


def asked_last(actor: Actor, top: int) -> list[UUID]:
    """The contacts whose tickets moved last, each once."""
    rows = tickets(actor).exclude(contact=None).order_by("-updated_at", "-id")
    newest = rows.values_list("contact_id", flat=True)[: top * LOOK_BACK]
    return list(dict.fromkeys(newest))[:top]


def _views(actor: Staff, now: datetime) -> dict[str, Q]:
    mine = Q(assignee_id=actor.id)
    return {
        "answers": FOR_US & mine,
        "due": mine & _due(_tonight(now)),
        "mine": UNSOLVED & mine,
        "open": UNSOLVED,
        "us": FOR_US,
        "unassigned": UNSOLVED & Q(assignee=None),
        "late": _due(now),
        "client": UNSOLVED & Q(waits_for_client=True),
        "resolved": Q(is_active=True, category=Category.RESOLVED),
        "closed": Q(is_active=False),
        "all": Q(),
    }


def _due(moment: datetime) -> Q:
    """What we promised for before the moment, first answer or solution, and have not done."""
    answer = AWAITS_ANSWER & Q(first_response_due_at__lt=moment)
    return RUNNING & (answer | (~AWAITS_ANSWER & Q(resolve_due_at__lt=moment)))


def _tonight(now: datetime) -> datetime:
    """When the day of the reader ends."""
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return today + timedelta(days=1)
