"""Reading reviews, lines, evidence and figures, from what the actor may see."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from portico.core.access.actors import Actor, Contact
from portico.core.access.permissions import NotVisible, can
from portico.core.people.models import Company
from portico.core.people.models import Contact as ContactRow
from portico.core.roles.models import Grant

from .models import (
    AccessReview,
    AdoptionFigure,
    AdoptionTotal,
    Every,
    ReviewEvidence,
    ReviewLine,
    ReviewPolicy,
)
from .permissions import DECIDE, MANAGE, SEE_ADOPTION
from .rules import PERIODS, REMIND_AFTER

State = AccessReview.State
TABS = ("", "overdue", "finished", "cancelled")


def reviews(actor: Actor) -> QuerySet[AccessReview]:
    """Staff see those of all companies, a client's admin those of the own one."""
    found = AccessReview.objects.select_related("company")
    if isinstance(actor, Contact):
        mine = found.filter(company_id=actor.company_id)
        return mine if can(actor, DECIDE) else mine.none()
    return found if can(actor, MANAGE) else found.none()


def review(actor: Actor, review_id: UUID) -> AccessReview:
    if (found := reviews(actor).filter(pk=review_id).first()) is None:
        raise NotVisible("review")
    return found


def in_tab(actor: Actor, tab: str) -> QuerySet[AccessReview]:
    match tab:
        case "overdue":
            return reviews(actor).filter(state=State.OPEN, due__lt=timezone.localdate())
        case "finished" | "cancelled":
            return reviews(actor).filter(state=tab)
        case _:
            return reviews(actor).filter(state=State.OPEN)


def open_review(actor: Actor, company_id: UUID) -> AccessReview | None:
    return reviews(actor).filter(company_id=company_id, state=State.OPEN).first()


def closed_reviews(actor: Actor, company_id: UUID) -> list[AccessReview]:
    """The last years of one company."""
    closed = reviews(actor).filter(company_id=company_id).exclude(state=State.OPEN)
    return list(closed.order_by("-id")[:12])


def lines(actor: Actor, found: AccessReview) -> QuerySet[ReviewLine]:
    """The people of a review that the actor sees."""
    mine = reviews(actor).filter(pk=found.pk)
    return ReviewLine.objects.filter(review__in=mine.values("pk"))


def line(actor: Actor, line_id: UUID) -> ReviewLine:
    found = ReviewLine.objects.select_related("review").filter(pk=line_id)
    if (row := found.filter(review__in=reviews(actor).values("pk")).first()) is None:
        raise NotVisible("review line")
    return row


def with_access(found: AccessReview) -> QuerySet[ContactRow, UUID]:
    """Ids of those who still get in."""
    there = ContactRow.objects.filter(company_id=found.company_id).with_access()
    return there.values_list("pk", flat=True)


def undecided(found: AccessReview) -> int:
    """How many still get in, and nobody has said whether they should."""
    left = ReviewLine.objects.filter(review=found, decision="")
    return left.filter(contact_id__in=with_access(found)).count()


def waiting(company_id: UUID) -> int:
    """The same for whatever review of the company is open; one statement, for menus."""
    there = ContactRow.objects.filter(company_id=company_id).with_access().values("pk")
    left = ReviewLine.objects.filter(company_id=company_id, review__state=State.OPEN, decision="")
    return left.filter(contact_id__in=there).count()


def undecided_of(among: Iterable[AccessReview]) -> dict[UUID, int]:
    """Review → how many are left; those where nobody is left are missing."""
    left = ReviewLine.objects.filter(review__in=[one.pk for one in among], decision="")
    return dict(left.order_by("review_id").values_list("review_id").annotate(n=Count("id")))


def reviewers(company_id: UUID) -> QuerySet[ContactRow]:
    """The company's people who may review access and can get in."""
    holding = Grant.objects.filter(
        company_id=company_id, role__permissions__code=DECIDE.code
    ).values("contact_id")
    return ContactRow.objects.filter(company_id=company_id, pk__in=holding).with_access()


def has_evidence(found: AccessReview) -> bool:
    return ReviewEvidence.objects.filter(review=found).exists()


def evidence(actor: Actor, found: AccessReview) -> ReviewEvidence:
    """The document, once it is made."""
    document = ReviewEvidence.objects.filter(review__in=reviews(actor).filter(pk=found.pk))
    if (row := document.first()) is None:
        raise NotVisible("evidence")
    return row


def every(company_id: UUID | None = None) -> Every:
    """What counts for a company, or for those without a word of their own."""
    said = ReviewPolicy.objects.filter(Q(company=None) | Q(company_id=company_id))
    words: dict[UUID | None, str] = dict(said.values_list("company_id", "every"))
    return Every(words.get(company_id) or words.get(None) or Every.QUARTER)


def own_word(company_id: UUID) -> str:
    """What somebody said for this company alone; empty if nobody did."""
    found = ReviewPolicy.objects.filter(company_id=company_id)
    return found.values_list("every", flat=True).first() or ""


def due_companies(most: int) -> list[Company]:
    """Where it is time for a review: the portal is on, somebody can do it, none is open."""
    now = timezone.now()
    mine = AccessReview.objects.filter(company_id=OuterRef("pk"))
    word = ReviewPolicy.objects.filter(company_id=OuterRef("pk")).values("every")[:1]
    holding = Grant.objects.filter(
        company_id=OuterRef("pk"),
        role__permissions__code=DECIDE.code,
        contact__access__in=[ContactRow.Access.INVITED, ContactRow.Access.ACTIVE],
        contact__is_active=True,
    )
    found = Company.objects.filter(status=Company.Status.ACTIVE, portal_enabled=True).annotate(
        since=Coalesce(
            Subquery(mine.order_by("-started_at").values("started_at")[:1]), "created_at"
        ),
        word=Coalesce(Subquery(word), Value(every().value)),
    )
    ripe = Q()
    for often, period in PERIODS.items():
        ripe |= Q(word=often.value, since__lte=now - period)
    found = found.filter(ripe).exclude(Exists(mine.filter(state=State.OPEN)))
    return list(found.filter(Exists(holding)).order_by("id")[:most])


def to_remind(most: int) -> list[AccessReview]:
    """Open ones whose next reminder is due."""
    now, ripe = timezone.now(), Q()
    for number, wait in enumerate(REMIND_AFTER):
        ripe |= Q(reminded=number, started_at__lte=now - wait)
    found = AccessReview.objects.select_related("company").filter(ripe, state=State.OPEN)
    return list(found.order_by("started_at", "id")[:most])


def total(actor: Actor) -> AdoptionTotal | None:
    return AdoptionTotal.objects.first() if can(actor, SEE_ADOPTION) else None


def figures(actor: Actor) -> QuerySet[AdoptionFigure]:
    """How much each company uses the portal."""
    found = AdoptionFigure.objects.select_related("company")
    return found if can(actor, SEE_ADOPTION) else found.none()
