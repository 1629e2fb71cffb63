"""Which tickets may need an identity check, and how a check finds its ticket."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from portico.core.access.actors import Actor
from portico.core.verification.ports import about, demandable

from .. import queries
from ..models import Kind, Ticket
from ..rules.identity import KIND, QUEUE


@demandable
def kinds_and_queues(actor: Actor) -> Iterator[tuple[str, str]]:
    """What a ticket is, and where it lines up."""
    yield from ((f"{KIND}{kind.value}", str(kind.label)) for kind in Kind)
    for queue in queries.queues(actor):
        yield f"{QUEUE}{queue.pk}", _("Queue %(name)s") % {"name": queue.name}


about("ticket", Ticket, queries.ticket, "staff:tickets:page")
