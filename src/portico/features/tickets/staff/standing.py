"""Whether one can still answer on an open page, and if not, what to do instead."""

from dataclasses import dataclass

from portico.core.access.pages import StaffRequest
from portico.core.access.permissions import can
from portico.ui.pages import asked_for

from ..models import Category, Status, Ticket
from ..permissions import ANSWER, CHANGE

PIECE = "standing"


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands above the composer, and whether its page has the box for an answer.

    The composer itself stays as it is while somebody writes; this piece looks again when the
    ticket changes.
    """

    state: str  # "", closed, merged, closed_meanwhile, merged_meanwhile, open_again
    has_box: bool
    reopen: Status | None = None


def standing(
    request: StaffRequest, ticket: Ticket, statuses: list[Status], *, refused: bool
) -> Standing:
    """How the ticket stands for whoever writes; a refused answer keeps its box and its words."""
    may_answer = can(request.actor, ANSWER)
    if asks_again := asked_for(request) == PIECE:
        box = request.GET.get("box") == "yes"  # what the page shows, not what it would show now
    else:
        box = may_answer and (refused or not ticket.is_closed)
    if not ticket.is_closed:
        return Standing("open_again" if asks_again and may_answer and not box else "", box)
    state = "merged" if ticket.merged_into_id else "closed"
    return Standing(f"{state}_meanwhile" if box else state, box, _reopen(request, ticket, statuses))


def _reopen(request: StaffRequest, ticket: Ticket, statuses: list[Status]) -> Status | None:
    """The status in which work goes on, for those who may choose it."""
    if ticket.merged_into_id or not can(request.actor, CHANGE):
        return None
    return next((one for one in statuses if one.category == Category.OPEN and one.is_default), None)
