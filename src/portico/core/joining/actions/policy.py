"""How long links may work in this tenant, who may frame the join page, and where tests lead."""

from collections.abc import Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor, Contact
from portico.core.access.permissions import NotVisible, Refusal
from portico.core.journal.acting import action, record
from portico.core.people.actions.companies import add_company
from portico.core.people.models import Company
from portico.kernel.changes import change

from .. import queries
from ..events import PolicyChanged, SandboxMade
from ..models import MOST_DAYS, JoinPolicy
from ..permissions import MANAGE, SET_POLICY


class BadDays(Refusal):
    """The two figures do not go together."""

    def __init__(self) -> None:
        super().__init__(
            _("The usual time must lie between one day and the longest."), field="usual_days"
        )


@action(SET_POLICY)
def change_policy(
    actor: Actor, *, usual_days: int, most_days: int, origins: Sequence[str]
) -> JoinPolicy:
    """Counts for links that are made from now on; origins count at once for all."""
    if not 1 <= usual_days <= most_days <= MOST_DAYS:
        raise BadDays
    row = queries.policy()
    changed = change(
        row, {"usual_days": usual_days, "most_days": most_days, "origins": list(origins)}
    )
    if changed:
        row.save()
        fact = PolicyChanged(fields=changed.fields)
        record(actor, fact, on=row, before=changed.before, after=changed.after)
    return row


@action(MANAGE, writes=("people",))
def company_for_tests(actor: Actor) -> Company:
    """Where the MSP's people try the portal as a client: made when it is first wanted.

    It is no client, so whoever tests sees nobody's data, and its links end within a week.
    """
    if isinstance(actor, Contact):
        raise NotVisible("company")
    row, _new = JoinPolicy.objects.select_for_update(of=("self",)).get_or_create()
    if row.sandbox is None:
        row.sandbox = add_company(actor, name=gettext("Test company"))
        row.save(update_fields=["sandbox"])
        record(actor, SandboxMade(company=row.sandbox.pk), on=row.sandbox)
    found: Company = row.sandbox
    return found
