"""Who follows a ticket: the rail's list, and the colleagues who could be added."""

from dataclasses import dataclass, field
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portico.core.access.pages import StaffRequest, staff_page
from portico.core.access.permissions import can
from portico.core.people import queries as people
from portico.core.people.models import Contact
from portico.kernel.ids import id_from
from portico.kernel.text import one_line
from portico.ui.toasts import flash

from .. import queries
from ..actions.follow import add_follower, remove_follower
from ..models import Participant, Ticket
from ..permissions import ANSWER

MOST = 40  # to choose from; whoever has more colleagues is looked for by name


@dataclass(frozen=True, slots=True)
class Choice:
    """Colleagues of the requester who could follow; `words` is what was looked for."""

    is_open: bool = False
    colleagues: list[Contact] = field(default_factory=list)
    words: str = ""
    is_cut: bool = False


def choice(request: StaffRequest, ticket: Ticket, there: list[Participant]) -> Choice | None:
    """None for those who may not add anybody, or where nothing goes on; empty until asked for."""
    if not can(request.actor, ANSWER) or ticket.is_closed:
        return None
    if (asked := request.GET.get("colleague")) is None:
        return Choice()
    words = one_line(asked, longest=100)
    rows = people.people_of(request.actor, ticket.company, words)
    free = rows.exclude(access=Contact.Access.DISABLED).exclude(
        pk__in=[one.contact_id for one in there]
    )
    found = list(free.order_by("name", "id")[: MOST + 1])
    return Choice(True, found[:MOST], words, len(found) > MOST)


def taking_part(request: StaffRequest, ticket: Ticket) -> list[Participant]:
    """Who asked comes first, then those who follow."""
    rows = queries.followers(request.actor, ticket)
    return sorted(rows, key=lambda one: one.part == Participant.Part.FOLLOWER)


@require_POST
@staff_page(ANSWER)
def follower_create(request: StaffRequest, ticket_id: UUID) -> HttpResponse:
    ticket = queries.ticket(request.actor, ticket_id)
    if (wanted := id_from(request.POST.get("contact", ""))) is None:
        flash(request, _("Choose who shall follow."), tone="bad")
        return redirect("staff:tickets:page", ticket_id)
    contact = people.contact(request.actor, wanted)
    add_follower(request.actor, ticket, contact=contact)
    flash(request, _("%(name)s follows this ticket now.") % {"name": contact.name})
    return redirect("staff:tickets:page", ticket_id)


@require_POST
@staff_page(ANSWER)
def follower_delete(request: StaffRequest, ticket_id: UUID, contact_id: UUID) -> HttpResponse:
    ticket = queries.ticket(request.actor, ticket_id)
    contact = people.contact(request.actor, contact_id)
    remove_follower(request.actor, ticket, contact=contact)
    flash(request, _("%(name)s no longer follows this ticket.") % {"name": contact.name})
    return redirect("staff:tickets:page", ticket_id)
