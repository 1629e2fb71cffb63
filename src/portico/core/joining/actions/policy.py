"""How long links may work in this tenant, and who may frame the join page."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import Actor
from portico.core.access.permissions import Refusal
from portico.core.journal.acting import action, record
from portico.kernel.changes import change

from .. import queries
from ..events import PolicyChanged
from ..models import MOST_DAYS, JoinPolicy
from ..permissions import SET_POLICY


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
