"""What tickets do later: send what waited, tell people by mail, close what is done."""

from collections.abc import Sequence
from contextlib import suppress
from itertools import batched
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from portico.core.access.actors import System, called
from portico.core.access.permissions import NotVisible
from portico.core.jobs.job import MAIL, job, schedule
from portico.engines.search.actions.later import index_later
from portico.kernel.tenancy import current_tenant, scope, staff_scope

from . import queries
from .actions.answer import publish_reply
from .actions.confirm import close_when_due
from .actions.hand_over import hand_over_ticket
from .actions.tell import (
    tell_answered,
    tell_assigned,
    tell_desk,
    tell_received,
    tell_resolved,
)

AT_ONCE = 150  # as many tickets as one job indexes
DESK = System(called("tickets", _("Tickets")))


@job()
def send_pending(*, pending: str) -> None:
    """The seconds to take it back are over: the answer becomes a reply."""
    with scope(staff_scope(current_tenant())), suppress(NotVisible):
        publish_reply(DESK, queries.pending_reply(DESK, UUID(pending)))


@job(queue=MAIL)
def tell_of_opening(*, ticket: str, reply: str) -> None:
    """The client gets a number, the desk gets the request."""
    with scope(staff_scope(current_tenant())):
        row = queries.ticket(DESK, UUID(ticket))
        tell_received(DESK, row)
        tell_desk(DESK, row, reply=queries.reply(DESK, row, UUID(reply)))


@job(queue=MAIL)
def tell_of_reply(*, ticket: str, reply: str, solves: bool = False) -> None:
    """What one side wrote goes to the other side, with the question whether it is fixed now."""
    with scope(staff_scope(current_tenant())):
        row = queries.ticket(DESK, UUID(ticket))
        said = queries.reply(DESK, row, UUID(reply))
        if said.by == said.By.STAFF:
            tell_answered(DESK, row, reply=said, asks=solves and row.is_resolved)
        else:
            tell_desk(DESK, row, reply=said)


@job(queue=MAIL)
def tell_of_solution(*, ticket: str) -> None:
    """Ask the client whether it is fixed, if it still counts as solved."""
    with scope(staff_scope(current_tenant())):
        row = queries.ticket(DESK, UUID(ticket))
        if row.is_resolved:
            tell_resolved(DESK, row)


@job(queue=MAIL)
def tell_of_assignment(*, ticket: str, by: str) -> None:
    """Whoever got it from somebody else hears of it."""
    with scope(staff_scope(current_tenant())):
        row = queries.ticket(DESK, UUID(ticket))
        tell_assigned(DESK, row, by=UUID(by) if by else None)


@job()
def hand_over(*, contact: str, successor: str) -> None:
    """Somebody has left: a colleague takes over what is open, ticket by ticket."""
    with scope(staff_scope(current_tenant())):
        for to in queries.taking_over(UUID(successor)):
            for ticket in queries.open_of(UUID(contact)):
                hand_over_ticket(DESK, ticket, to=to)


@job()
def find_by_new_name(*, companies: Sequence[str] = (), contacts: Sequence[str] = ()) -> None:
    """Companies or people are called otherwise now: their tickets are found by that."""
    whose = [[UUID(one) for one in ids] for ids in (companies, contacts)]
    with scope(staff_scope(current_tenant())):
        renamed = queries.named_after(companies=whose[0], contacts=whose[1])
        for some in batched(renamed, AT_ONCE):
            index_later(queries.SEARCH_KIND, *some)


@schedule("17 * * * *")
@job()
def close_resolved() -> None:
    """Close what was resolved some working days ago and nobody objected to."""
    with scope(staff_scope(current_tenant())):
        for ticket in queries.longest_resolved(DESK).iterator(chunk_size=200):
            if not close_when_due(DESK, ticket):
                break
