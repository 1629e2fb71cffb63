"""A ticket as its client sees it: what was said, where it stands, what to do now."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from portico.core.access.pages import PortalRequest, portal_page
from portico.core.access.permissions import can
from portico.core.files.uploading import sent_already
from portico.ui.pages import asked_for, page

from .. import queries
from ..models import Participant, Ticket
from ..permissions import CONFIRM, FOLLOW, REPLY, VIEW
from ..rules.lifecycle import closes_at
from ..rules.looks import look_of
from ..rules.stretch import wanted
from .forms import MessageForm
from .standing import standing
from .timeline import timeline

TEMPLATE = "tickets/portal/page.html"
PIECES = ("conversation", "standing", "composer", "headline")


@require_safe
@portal_page(VIEW)
def ticket_page(request: PortalRequest, ticket_id: UUID) -> HttpResponse:
    ticket = queries.ticket(request.actor, ticket_id)
    if asked_for(request) == "earlier":
        return _earlier(request, ticket)
    return page(request, TEMPLATE, page_context(request, ticket), *PIECES)


def _earlier(request: PortalRequest, ticket: Ticket) -> HttpResponse:
    """What lies before an entry, to stand above it; the rest of the page is there already."""
    story = timeline(request.actor, ticket, wanted(request.GET))
    return page(request, TEMPLATE, {"ticket": ticket, "story": story, "alone": True}, "earlier")


@require_safe
@portal_page(VIEW)
def ticket_by_number(request: PortalRequest, number: int) -> HttpResponse:
    """A number that somebody reads out leads to its page."""
    ticket = queries.ticket_by_number(request.actor, number)
    return redirect("portal:tickets:page", ticket.pk)


def page_context(
    request: PortalRequest, ticket: Ticket, *, form: MessageForm | None = None
) -> dict[str, Any]:
    """Everything the page draws; a refused form comes back with what was typed."""
    actor = request.actor
    people = queries.followers(actor, ticket)
    return {
        "ticket": ticket,
        "number": f"{request.tenant.ticket_prefix}{ticket.number}",
        "goes_on": queries.goes_on_in(actor, ticket),
        "look": look_of(ticket),
        "story": timeline(actor, ticket, wanted(request.GET)),
        "steps": standing(ticket),
        "people": people,
        "is_following": any(
            one.contact_id == actor.id and one.part == Participant.Part.FOLLOWER for one in people
        ),
        "takes_part": any(one.contact_id == actor.id for one in people),
        "form": (shown := form or MessageForm()),
        "attached": sent_already(actor, shown, door="portal"),
        "can_reply": can(actor, REPLY, on=ticket) and not ticket.is_closed,
        "can_confirm": can(actor, CONFIRM, on=ticket) and ticket.is_resolved,
        "can_follow": can(actor, FOLLOW, on=ticket) and not ticket.is_closed,
        "closes_on": closes_at(ticket.resolved_at) if ticket.resolved_at else None,
        "topic": f"ticket:{ticket.pk}",
    }
