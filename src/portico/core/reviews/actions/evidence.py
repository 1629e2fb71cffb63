"""The document of a finished review, and who took a copy of it."""

import hashlib

from django.utils import timezone

from portico.core.access.actors import Actor
from portico.core.access.permissions import Conflict
from portico.core.journal.acting import action, record

from ..events import EvidenceTaken
from ..models import AccessReview, ReviewEvidence, ReviewLine
from ..paper import draw
from ..permissions import MANAGE, TAKE_EVIDENCE
from ..rules import as_data, fingerprint


class DataDiffers(Conflict):
    """The rows are no longer those that the fingerprint was taken of."""

    def __init__(self) -> None:
        super().__init__("The data of this review has changed since it was finished.")


@action(MANAGE)  # not recorded: that the review was finished is
def make_evidence(actor: Actor, review: AccessReview) -> ReviewEvidence | None:  # noqa: ARG001
    """Draw the document once; made again only if it is not there."""
    finished = review.state == AccessReview.State.FINISHED
    if not finished or ReviewEvidence.objects.filter(review=review).exists():
        return None
    lines = list(ReviewLine.objects.filter(review=review).order_by("name", "id"))
    if fingerprint(as_data(review, lines)) != review.sha256:
        raise DataDiffers
    content = draw(review, lines)
    row, _made = ReviewEvidence.objects.get_or_create(
        review=review,
        defaults={
            "company_id": review.company_id,
            "content": content,
            "sha256": hashlib.sha256(content).hexdigest(),
            "made_at": timezone.now(),
        },
    )
    return row


@action(TAKE_EVIDENCE)
def take_copy(actor: Actor, review: AccessReview, *, form: str) -> None:
    """Say that a copy leaves the house."""
    record(actor, EvidenceTaken(review=review.pk, form=form), on=review)
