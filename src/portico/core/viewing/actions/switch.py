"""Say whether, and on which terms, clients may be looked at."""

from portico.core.access.actors import Actor
from portico.core.journal.acting import action, record
from portico.core.people.models import Company

from .. import queries
from ..events import RuleChanged
from ..models import ViewingGrant, ViewingRule
from ..permissions import MANAGE
from .end import close_each


@action(MANAGE)
def change_rule(
    actor: Actor,
    company: Company | None = None,
    *,
    mode: ViewingRule.Mode,
    tells_client: bool = False,
) -> ViewingRule:
    """For one company, or for all; switching off ends at once what runs."""
    row = queries.rule_of(actor, company)
    before = {"mode": row.mode, "tells_client": row.tells_client}
    after = {"mode": mode.value, "tells_client": tells_client}
    if before == after and not row._state.adding:
        return row
    row.mode, row.tells_client = mode, tells_client
    row.save()
    fact = RuleChanged(
        company=str(company.pk) if company else "", mode=mode.value, tells_client=tells_client
    )
    record(actor, fact, on=company, before=before, after=after)
    if mode == ViewingRule.Mode.OFF:
        running = ViewingGrant.objects.filter(ended_at=None)
        close_each(actor, running.filter(company=company) if company else running)
    return row
