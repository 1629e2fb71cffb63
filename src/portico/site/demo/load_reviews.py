"""Access reviews of the demo: one that is open, one that was finished with its evidence."""

from dataclasses import replace

from portico.core.identity.who import as_contact
from portico.core.people.models import Company
from portico.core.reviews import queries
from portico.core.reviews.actions.count import count_adoption
from portico.core.reviews.actions.decide import keep_rest, to_keep
from portico.core.reviews.actions.evidence import make_evidence
from portico.core.reviews.actions.start import start_review
from portico.core.roles.queries import grants_of_contact
from portico.core.settings.actions.make_tenant import DEMO

SHOWN = 2  # companies


def load_reviews() -> None:
    """For the first companies that have somebody to do it; everybody's figures are counted."""
    ready = (
        one
        for one in Company.objects.filter(portal_enabled=True, status="active").order_by("id")
        if queries.reviewers(one.pk).exists()
    )
    for number, company in zip(range(SHOWN), ready, strict=False):
        done = start_review(DEMO, company)
        for admin in queries.reviewers(company.pk).order_by("id"):
            actor = replace(as_contact(admin), grants=grants_of_contact(admin.pk))
            if done.is_open and (left := to_keep(actor, done)):
                done = keep_rest(actor, done, shown=left)
        make_evidence(DEMO, done)
        if number == 0:
            start_review(DEMO, company)
    count_adoption(DEMO)
