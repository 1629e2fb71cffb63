"""The client's admin decides about each person; it happens in the same moment."""

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portico.core.access.actors import Actor
from portico.core.access.actors import Contact as ContactActor
from portico.core.access.permissions import Conflict, Refusal
from portico.core.jobs.job import DEFAULT, defer
from portico.core.journal.acting import action, record
from portico.core.people.models import Contact
from portico.core.roles.actions.access import close_access, open_access
from portico.core.roles.actions.leaver import let_go
from portico.core.roles.models import Role
from portico.kernel.text import one_line

from .. import queries
from ..events import LineDecided, RestKept, ReviewFinished
from ..models import AccessReview, ReviewLine
from ..permissions import DECIDE
from ..rules import as_data, fingerprint
from .start import locked, name_for

EVIDENCE = "reviews.make_evidence"  # the job, by name: actions do not import jobs
Decision = ReviewLine.Decision


class Undecided(Refusal):
    """Nobody is forgotten."""

    def __init__(self, number: int) -> None:
        super().__init__(
            ngettext(
                "%(n)s person is not decided yet. Decide about everybody, or keep all the rest.",
                "%(n)s people are not decided yet. Decide about them, or keep all the rest.",
                number,
            )
            % {"n": number}
        )


class Own(Refusal):
    """Nobody takes the own access, and nobody confirms it where a colleague could."""

    def __init__(self) -> None:
        super().__init__(
            _("You cannot decide about your own access. Another admin of your company has to.")
        )


class DecidedAlready(Conflict):
    """A colleague was faster, or the page is old."""

    def __init__(self) -> None:
        super().__init__(_("Somebody decided about this person meanwhile. Look again."))


class OtherNumber(Conflict):
    """Whoever confirms all the rest has seen all the rest."""

    def __init__(self) -> None:
        super().__init__(
            _("Another number of people is left now than the page showed. Look again, please.")
        )


class HasNoAccess(Conflict):
    """There is nothing to take away or to change."""

    def __init__(self) -> None:
        super().__init__(_("This person has no open access any more."))


@action(DECIDE)
def decide_line(
    actor: Actor,
    line: ReviewLine,
    *,
    decision: str,
    reason: str = "",
    role: Role | None = None,
) -> ReviewLine:
    """One person: keeps access, loses it, has left, or gets another role."""
    review = locked(line.review)
    line = ReviewLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if line.is_decided:
        raise DecidedAlready
    said, own = one_line(reason, longest=300), is_own(actor, line)
    if own and (decision != Decision.KEEP or not is_alone(actor, review)):
        raise Own
    _carry_out(actor, line, decision=decision, reason=said, role=role)
    _note(actor, line, decision=decision, reason=said, own=own)
    fact = LineDecided(review=review.pk, contact=line.contact_id, decision=decision, own=own)
    record(actor, fact, on=line, after={"name": line.name, "reason": said})
    return line


def is_own(actor: Actor, line: ReviewLine) -> bool:
    """Is the line about whoever decides, also under another address?"""
    if not isinstance(actor, ContactActor):
        return False
    same = actor.person_id is not None and line.person_id == actor.person_id
    return line.contact_id == actor.id or same


def is_alone(actor: Actor, review: AccessReview) -> bool:
    """Is there no colleague who could decide about this actor?"""
    others = queries.reviewers(review.company_id)
    if isinstance(actor, ContactActor):
        mine = Q(pk=actor.id)
        if actor.person_id is not None:
            mine |= Q(person_id=actor.person_id)
        others = others.exclude(mine)
    return not others.exists()


def _carry_out(
    actor: Actor, line: ReviewLine, *, decision: str, reason: str, role: Role | None
) -> None:
    if decision not in {Decision.KEEP, Decision.REMOVE, Decision.LEFT, Decision.CHANGE}:
        raise Refusal(_("Choose what is to happen."), field="decision")
    if decision in {Decision.REMOVE, Decision.LEFT} and not reason:
        raise Refusal(_("Say in a few words why, for the log."), field="reason")
    contact = _still_there(line)
    if decision == Decision.CHANGE:
        if role is None:
            raise Refusal(_("Choose a role."), field="role")
        open_access(actor, contact, role=role)
        line.new_role = role.name
    elif decision == Decision.LEFT:
        let_go(actor, contact, reason=reason)
    elif decision == Decision.REMOVE:
        close_access(actor, contact, reason=reason)


def _still_there(line: ReviewLine) -> Contact:
    found = Contact.objects.filter(pk=line.contact_id, company_id=line.company_id).first()
    if found is None or not found.can_sign_in:
        raise HasNoAccess
    return found


def _note(actor: Actor, line: ReviewLine, *, decision: str, reason: str, own: bool) -> None:
    line.decision, line.reason, line.by_themselves = Decision(decision), reason, own
    line.decided_at, line.decided_by = timezone.now(), name_for(actor)
    line.decided_by_id = actor.id
    line.save()


@action(DECIDE)
def keep_rest(actor: Actor, review: AccessReview, *, shown: int) -> AccessReview:
    """Everybody about whom nothing was said keeps access; finishes if that was all of them.

    `shown` is the number that the page showed.
    """
    review = locked(review)
    _note_gone(review)
    left, mine = ReviewLine.objects.filter(review=review, decision=""), own_lines(actor, review)
    own = list(mine.values_list("pk", flat=True))
    alone = bool(own) and is_alone(actor, review)
    others = left.exclude(pk__in=own)
    if shown != others.count() + (len(own) if alone else 0):
        raise OtherNumber
    done = {
        "decision": Decision.KEEP,
        "decided_at": timezone.now(),
        "decided_by": name_for(actor),
        "decided_by_id": actor.id,
    }
    kept = others.update(**done)
    if alone:
        kept += ReviewLine.objects.filter(pk__in=own).update(**done, by_themselves=True)
    record(actor, RestKept(review=review.pk, people=kept), on=review)
    return review if own and not alone else finish_review(actor, review)


def own_lines(actor: Actor, review: AccessReview) -> QuerySet[ReviewLine]:
    """Open lines that are about the actor; one or none, as a rule."""
    open_ones = ReviewLine.objects.filter(review=review, decision="")
    if not isinstance(actor, ContactActor):
        return open_ones.none()
    mine = Q(contact_id=actor.id)
    if actor.person_id is not None:
        mine |= Q(person_id=actor.person_id)
    return open_ones.filter(mine)


def to_keep(
    actor: Actor, review: AccessReview, *, left: int | None = None, alone: bool | None = None
) -> int:
    """How many `keep_rest` would keep: all that are left, but for the own line if others decide.

    `left` and `alone` are what a page has asked already.
    """
    left = queries.undecided(review) if left is None else left
    alone = is_alone(actor, review) if alone is None else alone
    return left if alone else left - own_lines(actor, review).count()


@action(DECIDE)
def finish_review(actor: Actor, review: AccessReview) -> AccessReview:
    """All is decided: close it, take the fingerprint, and have the evidence made."""
    review = locked(review)
    _note_gone(review)
    if number := queries.undecided(review):
        raise Undecided(number)
    review.state, review.finished_at = AccessReview.State.FINISHED, timezone.now()
    review.finished_by_id, review.finished_by = actor.id, name_for(actor)
    lines = list(ReviewLine.objects.filter(review=review).order_by("name", "id"))
    review.sha256 = fingerprint(as_data(review, lines))
    review.save(update_fields=["state", "finished_at", "finished_by_id", "finished_by", "sha256"])
    decided = [line.decision for line in lines]
    fact = ReviewFinished(
        review=review.pk,
        kept=decided.count(Decision.KEEP),
        ended=sum(one in ReviewLine.ENDED for one in decided),
        changed=decided.count(Decision.CHANGE),
        fingerprint=review.sha256,
    )
    record(actor, fact, on=review)
    defer(EVIDENCE, DEFAULT, {"accessreview": str(review.pk)})
    return review


def _note_gone(review: AccessReview) -> None:
    """Whoever lost access meanwhile needs no decision."""
    gone = ReviewLine.objects.filter(review=review, decision="")
    gone = gone.exclude(contact_id__in=queries.with_access(review))
    gone.update(decision=Decision.GONE, decided_at=timezone.now())
