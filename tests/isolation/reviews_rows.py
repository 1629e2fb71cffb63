"""Access reviews of each client, one closed with its evidence, and figures of adoption."""

from datetime import timedelta

from django.utils import timezone

from portico.core.access.actors import System
from portico.core.people.models import Contact
from portico.core.reviews.actions.count import count_adoption
from portico.core.reviews.models import (
    AccessReview,
    Every,
    ReviewEvidence,
    ReviewLine,
    ReviewPolicy,
)
from portico.kernel.writes import writing

SYSTEM = System("tests")


def review_access(*contacts: Contact) -> None:
    """An open and a finished review for the company of each, and everybody's figures."""
    count_adoption(SYSTEM)
    with writing("reviews"):
        ReviewPolicy.objects.create(every=Every.HALF)
        for contact in contacts:
            ReviewPolicy.objects.create(company=contact.company, every=Every.QUARTER)
            _review(contact, AccessReview.State.OPEN)
            done = _review(contact, AccessReview.State.FINISHED)
            ReviewEvidence.objects.create(
                review=done,
                company=contact.company,
                content=b"%PDF-1.7",
                sha256="0" * 64,
                made_at=timezone.now(),
            )


def _review(contact: Contact, state: AccessReview.State) -> AccessReview:
    now = timezone.now()
    review = AccessReview.objects.create(
        company=contact.company,
        state=state,
        started_at=now,
        started_by="Tess",
        due=timezone.localdate() + timedelta(days=20),
        people=1,
        finished_at=None if state == AccessReview.State.OPEN else now,
    )
    ReviewLine.objects.create(
        review=review,
        company=contact.company,
        contact_id=contact.pk,
        name=contact.name,
        email=contact.email,
        role="Employee",
        access=contact.access,
    )
    return review
