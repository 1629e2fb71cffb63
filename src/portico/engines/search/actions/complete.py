"""Write the words of what was there before it could be found, or came without its event."""

from itertools import batched

from portico.core.access.actors import Actor
from portico.core.journal.acting import action

from .. import queries
from ..permissions import INDEX
from ..ports import SOURCES
from .index import index_rows
from .later import index_later

AT_ONCE = 500


@action(INDEX)
def complete_index(actor: Actor) -> None:
    """Whatever a source tells of and the index lacks; what it holds in an older layout is queued,
    a few rows to a job, because it can be all there is."""
    for source in SOURCES.values():
        for some in batched(queries.missing(source), AT_ONCE):
            index_rows(actor, kind=source.kind, ids=list(some))
        for some in batched(queries.outdated(source), AT_ONCE):
            index_later(source.kind, *some)
