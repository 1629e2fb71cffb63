"""Take a ticket in hand: locked, fresh, and still in a state that can be changed."""

from django.utils.translation import gettext_lazy as _

from portico.core.access.permissions import Conflict
from portico.kernel.live import announce

from ..models import Participant, Ticket

STATE = (
    "status",
    "category",
    "is_active",
    "waits_for_client",
    "waits_for_us",
    "resolved_at",
    "closed_at",
    "resolve_due_at",
    "updated_at",
)

PROMISED = ("first_response_due_at", "resolve_due_at")
HEARD = ("last_words", "last_by", "last_by_us", "updated_at")


class AlreadyClosed(Conflict):
    """Somebody was faster."""


def locked(ticket: Ticket) -> Ticket:
    """The row as it is now; others wait until the transaction ends."""
    row = Ticket.objects.select_for_update(of=("self",)).select_related("status")
    return row.get(pk=ticket.pk)


def open_and_locked(ticket: Ticket) -> Ticket:
    """For the desk, which may open it again."""
    return checked_open(locked(ticket))


def checked_open(fresh: Ticket) -> Ticket:
    if fresh.merged_into_id:
        raise AlreadyClosed(_("This ticket was merged. Work on the one it went into."))
    if fresh.is_closed:
        raise AlreadyClosed(
            _("This ticket is closed. To work on it again, choose another status first.")
        )
    return fresh


def open_for_client(ticket: Ticket) -> Ticket:
    """For those who ask: what is closed stays closed, and something new is a new ticket."""
    fresh = locked(ticket)
    if fresh.is_closed:
        raise AlreadyClosed(_("This ticket is closed. Open a new one instead."))
    return fresh


def changed(ticket: Ticket) -> None:
    """Open pages of both doors look again once this commits: of those who may see the ticket."""
    takes_part = Participant.objects.filter(ticket_id=ticket.id)
    own = takes_part.values_list("contact_id", flat=True)
    announce(
        f"ticket:{ticket.id}",
        f"company:{ticket.company_id}",
        *([f"site:{ticket.site_id}"] if ticket.site_id else []),
        *(f"contact:{who}" for who in own),
        *_inside(ticket),
    )


def changed_inside(ticket: Ticket) -> None:
    """Only pages at the desk look again: clients must not even notice that something happened."""
    announce(*_inside(ticket))


def _inside(ticket: Ticket) -> tuple[str, ...]:
    return f"desk-ticket:{ticket.id}", "desk"
