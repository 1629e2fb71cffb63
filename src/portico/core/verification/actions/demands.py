"""Say which requests need a check, and what to say when it fails."""

from portico.core.access.actors import Actor
from portico.core.journal.acting import action, record

from .. import queries
from ..events import DemandsChanged
from ..models import Demands
from ..permissions import MANAGE
from ..ports import kinds


@action(MANAGE)
def change_demands(actor: Actor, *, script: str, weights: dict[str, str]) -> Demands:
    """Kinds that nobody knows are left out."""
    row, known = queries.demands(), dict(kinds(actor))
    wanted = {
        kind: Demands.Weight(weight).value
        for kind, weight in weights.items()
        if kind in known and weight
    }
    before = {"script": row.script, "kinds": row.kinds}
    after = {"script": script.strip(), "kinds": wanted}
    changed = [name for name in before if before[name] != after[name]]
    if not changed:
        return row
    row.script, row.kinds = script.strip(), wanted
    row.save()
    record(actor, DemandsChanged(fields=changed), before=before, after=after)
    return row
