"""Where a ticket stands, as steps that anybody understands."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from portico.ui.dates import duration

from ..models import Category, Ticket
from ..rules.clock_words import MINUTE


@dataclass(frozen=True, slots=True)
class Step:
    """`state` is done, now or later; `at` stands below, else the words of `note`."""

    text: str
    state: str
    at: datetime | None = None
    note: str = ""


def standing(ticket: Ticket) -> list[Step]:
    """Received, first answer, in work, resolved, closed; or that it goes on elsewhere."""
    received = Step(_("Received"), "done", ticket.opened_at)
    if ticket.merged_into_id:
        return [received, Step(ticket.status.label_client, "now", ticket.closed_at)]
    return [
        received,
        _first_answer(ticket),
        _work(ticket),
        _resolved(ticket),
        Step(_("Closed"), "done" if ticket.is_closed else "later", ticket.closed_at),
    ]


def _first_answer(ticket: Ticket) -> Step:
    if ticket.first_response_at:
        took = ticket.first_response_at - ticket.opened_at
        after = _("after %(time)s") % {"time": duration(took)}
        note = after if took >= MINUTE else _("within a minute")
        return Step(_("First answer"), "done", note=note)
    if ticket.category == Category.CLOSED:
        return Step(_("First answer"), "later")
    due = ticket.first_response_due_at
    state = "now" if ticket.category == Category.NEW else "later"  # one step is the current one
    return Step(_("First answer"), state, due, note=_("promised:") if due else "")


def _work(ticket: Ticket) -> Step:
    if ticket.category in {Category.RESOLVED, Category.CLOSED}:
        return Step(_("In work"), "done")
    if ticket.category == Category.NEW:
        return Step(_("In work"), "later")
    return Step(ticket.status.label_client, "now", note=ticket.status.hint)


def _resolved(ticket: Ticket) -> Step:
    if ticket.is_resolved:
        return Step(_("Resolved"), "now", note=_("Waiting for your confirmation"))
    done = ticket.is_closed and ticket.resolved_at is not None
    return Step(_("Resolved"), "done" if done else "later", ticket.resolved_at)
