"""What reviews do later: start, tell, remind, draw the evidence, count at night."""

from datetime import timedelta
from uuid import UUID

from portico.core.jobs.job import DEFAULT, MAIL, job, schedule
from portico.kernel.tenancy import current_tenant, scope, staff_scope

from .actions.count import count_adoption as count_now
from .actions.evidence import make_evidence as make_now
from .actions.start import SELF, remind_due, start_due, tell_reviewers
from .models import AccessReview

A_FEW = 50  # companies in one turn; the next takes more
SOON = timedelta(minutes=1)


@schedule("17 6 * * *")
@job(queue=DEFAULT)
def start_reviews() -> None:
    """In the morning, a few companies at a time until all that are due have one."""
    with scope(staff_scope(current_tenant())):
        if start_due(SELF, most=A_FEW) == A_FEW:
            start_reviews.after(SOON)


@schedule("37 6 * * *")
@job(queue=MAIL)
def remind_reviewers() -> None:
    """Who has not finished after one week and after two."""
    with scope(staff_scope(current_tenant())):
        if remind_due(SELF, most=A_FEW) == A_FEW:
            remind_reviewers.after(SOON)


@job(queue=MAIL)
def tell_of_review(*, accessreview: str) -> None:
    """A review waits for the company's admins."""
    with scope(staff_scope(current_tenant())):
        for found in _review(accessreview):
            tell_reviewers(SELF, found)


@job(queue=DEFAULT)
def make_evidence(*, accessreview: str) -> None:
    """The document of a finished review."""
    with scope(staff_scope(current_tenant())):
        for found in _review(accessreview):
            make_now(SELF, found)


@schedule("29 2 * * *")
@job(queue=DEFAULT)
def count_adoption() -> None:
    """At night, and when somebody asks."""
    with scope(staff_scope(current_tenant())):
        count_now(SELF)


def _review(review: str) -> list[AccessReview]:
    return list(AccessReview.objects.select_related("company").filter(pk=UUID(review)))
