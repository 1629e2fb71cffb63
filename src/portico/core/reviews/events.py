"""What happens in access reviews; all of it is security."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from portico.core.journal.events import event


@event("reviews.started", security=True, words=_("Started an access review"))
class ReviewStarted:
    """So many people had access at that moment."""

    review: UUID
    people: int


@event("reviews.decided", security=True, words=_("Decided about access in a review"))
class LineDecided:
    review: UUID
    contact: UUID
    decision: str
    own: bool


@event("reviews.rest_kept", security=True, words=_("Confirmed all other access in a review"))
class RestKept:
    review: UUID
    people: int


@event("reviews.finished", security=True, words=_("Finished an access review"))
class ReviewFinished:
    review: UUID
    kept: int
    ended: int
    changed: int
    fingerprint: str


@event("reviews.cancelled", security=True, words=_("Cancelled an access review"))
class ReviewCancelled:
    review: UUID
    reason: str


@event("reviews.reminded", words=_("Reminded of an access review"))
class ReviewReminded:
    review: UUID


@event("reviews.evidence_taken", reads=True, words=_("Took a copy of an access review"))
class EvidenceTaken:
    review: UUID
    form: str


@event("reviews.policy_changed", security=True, words=_("Changed how often access is reviewed"))
class PolicyChanged:
    company: UUID | None
    every: str


@event("reviews.adoption_exported", reads=True, words=_("Exported the adoption figures"))
class AdoptionExported:
    companies: int
