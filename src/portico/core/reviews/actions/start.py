"""Start a review and tell who is to do it; remind, cancel, and say how often."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, System, called
from portico.core.access.permissions import Conflict, Refusal
from portico.core.jobs.job import DEFAULT, defer
from portico.core.journal.acting import action, record
from portico.core.mail.actions.queue import queue_mail
from portico.core.people.models import Company, Contact
from portico.core.roles import queries as roles
from portico.core.tenants.addresses import address_of
from portico.kernel.keyset import page_of, pieces
from portico.kernel.postgres.conflicts import refusing
from portico.kernel.text import one_line

from .. import queries
from ..events import PolicyChanged, ReviewCancelled, ReviewReminded, ReviewStarted
from ..models import AccessReview, Every, ReviewLine, ReviewPolicy
from ..permissions import MANAGE, SET_POLICY
from ..rules import TIME_TO_DECIDE

SELF = System(called("reviews", _("Access reviews")))
TELL = "reviews.tell_of_review"  # the job, by name: actions do not import jobs
PIECE = 1000
MOST_REVIEWERS = 20


class PortalIsOff(Refusal):
    """Nobody gets in there anyway."""

    def __init__(self) -> None:
        super().__init__(_("The portal of this company is off, so nobody has access to review."))


class NobodyToReview(Refusal):
    """A review needs somebody who does it."""

    def __init__(self) -> None:
        super().__init__(
            _("Nobody at this company may review access. Make somebody client admin first.")
        )


class OpenAlready(Conflict):
    """One at a time."""

    def __init__(self) -> None:
        super().__init__(_("A review of this company is open already."))


class NoLongerOpen(Conflict):
    """Somebody was faster."""

    def __init__(self) -> None:
        super().__init__(_("This review is closed already. Nothing was changed."))


@action(MANAGE)
def start_review(actor: Actor, company: Company) -> AccessReview:
    """Take down who has access right now, and ask the company's admins about each of them."""
    if not company.lets_in:
        raise PortalIsOff
    if not queries.reviewers(company.pk).exists():
        raise NobodyToReview
    now = timezone.now()
    with refusing({"reviews_review_one_open": OpenAlready()}):
        review = AccessReview.objects.create(
            company=company,
            started_at=now,
            started_by=name_for(actor),
            due=timezone.localdate() + TIME_TO_DECIDE,
        )
    review.people = _take_down(review)
    review.save(update_fields=["people"])
    record(actor, ReviewStarted(review=review.pk, people=review.people), on=review)
    defer(TELL, DEFAULT, {"accessreview": str(review.pk)})
    return review


def _take_down(review: AccessReview) -> int:
    people = Contact.objects.filter(company_id=review.company_id).with_access()
    number = 0
    for some in pieces(lambda after: page_of(people, "id", after=after, size=PIECE)):
        ReviewLine.objects.bulk_create(_lines(review, some))
        number += len(some)
    return number


def _lines(review: AccessReview, some: Sequence[Contact]) -> list[ReviewLine]:
    held = roles.grants_among(list(some))
    found = []
    for one in some:
        grant = held.get(one.pk)
        found.append(
            ReviewLine(
                review=review,
                company_id=review.company_id,
                contact_id=one.pk,
                person_id=one.person_id,
                name=one.name,
                email=one.email,
                role=grant.role.name if grant else "",
                reach=grant.reach if grant else None,
                access=one.access,
                last_seen_at=one.last_seen_at,
            )
        )
    return found


@action(MANAGE)
def start_due(actor: Actor, *, most: int) -> int:
    """Where it is time; a company that is no longer ready waits for the next turn."""
    started = 0
    for company in queries.due_companies(most):
        if queries.reviewers(company.pk).exists():
            start_review(actor, company)
            started += 1
    return started


@action(MANAGE)  # not recorded: that it started is
def tell_reviewers(actor: Actor, review: AccessReview, *, again: bool = False) -> int:
    """A mail to each of the company's admins."""
    if not review.is_open:
        return 0
    page = address_of(reverse("portal:reviews:list"))
    admins = list(queries.reviewers(review.company_id).order_by("id")[:MOST_REVIEWERS])
    for one in admins:
        queue_mail(
            actor,
            to=one.email,
            name=one.name,
            template="reviews/mail/review",
            context={
                "name": one.first_name,
                "company": review.company.name,
                "people": review.people,
                "due": review.due,
                "again": again,
                "page": page,
            },
            language=one.language,
            zone=one.zone,
            about=review,
        )
    return len(admins)


@action(MANAGE)
def remind(actor: Actor, review: AccessReview) -> int:
    """Ask once more; how many were asked."""
    review = locked(review)
    told = tell_reviewers(actor, review, again=True)
    if not told:
        raise NobodyToReview
    record(actor, ReviewReminded(review=review.pk), on=review)
    return told


@action(MANAGE)
def remind_due(actor: Actor, *, most: int) -> int:
    """After one week and after two."""
    found = queries.to_remind(most)
    for review in found:
        review.reminded += 1
        review.save(update_fields=["reminded"])
        if tell_reviewers(actor, review, again=True):
            record(actor, ReviewReminded(review=review.pk), on=review)
    return len(found)


@action(MANAGE)
def cancel_review(actor: Actor, review: AccessReview, *, reason: str) -> AccessReview:
    """What was decided so far stays as it is."""
    if not (why := one_line(reason, longest=300)):
        raise Refusal(_("Say in a few words why, for the log."), field="reason")
    review = locked(review)
    review.state, review.remark = AccessReview.State.CANCELLED, why
    review.finished_at, review.finished_by = timezone.now(), name_for(actor)
    review.save(update_fields=["state", "remark", "finished_at", "finished_by"])
    record(actor, ReviewCancelled(review=review.pk, reason=why), on=review)
    return review


def name_for(actor: Actor) -> str:
    """The name of a person; nothing for what happens by itself."""
    return "" if isinstance(actor, System) else actor.name[:200]


def locked(review: AccessReview) -> AccessReview:
    """The row as it is now, held until the transaction ends; refuses one that is closed."""
    rows = AccessReview.objects.select_for_update(of=("self",)).select_related("company")
    found = rows.filter(pk=review.pk).first()
    if found is None or not found.is_open:
        raise NoLongerOpen
    return found


@action(SET_POLICY)
def set_policy(actor: Actor, company: Company | None = None, *, every: str) -> None:
    """How often from now on; for a company an empty word means as everywhere."""
    before = queries.own_word(company.pk) if company else queries.every().value
    if every == before:
        return
    if every:
        ReviewPolicy.objects.update_or_create(company=company, defaults={"every": Every(every)})
    elif company:
        ReviewPolicy.objects.filter(company=company).delete()
    fact = PolicyChanged(company=company.pk if company else None, every=every)
    record(actor, fact, on=company, before={"every": before}, after={"every": every})
