"""Taking a copy of the activity log; the log says who took it."""

from portico.core.access.actors import Actor
from portico.core.journal.acting import action, record

from ..events import LogExported
from ..permissions import EXPORT


@action(EXPORT)
def export_log(actor: Actor, *, filters: dict[str, str], form: str = "csv") -> None:
    """Say that this part of the log leaves the house, as a file of this form."""
    record(actor, LogExported(filters=filters, form=form))
