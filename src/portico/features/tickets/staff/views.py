"""A ticket at the desk: both sides of the conversation, and everything that can be done."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portico.core.access.pages import StaffRequest, staff_page
from portico.core.access.permissions import can
from portico.core.files.uploading import sent_already
from portico.core.people import queries as people
from portico.ui.pages import asked_for, page

from .. import queries
from ..models import MERGED, Priority, Ticket
from ..permissions import ASSIGN, CHANGE, MERGE, NOTE, VIEW
from ..rules.clock_words import told
from ..rules.clocks import clocks_of
from ..rules.looks import look_of
from ..rules.stretch import wanted
from .followers import choice, taking_part
from .forms import NoteForm, ReplyForm
from .identity import identity_of
from .standing import standing
from .timeline import timeline

TEMPLATE = "tickets/staff/page.html"
PIECES = ("conversation", "facts", "composer", "headline", "standing")
HISTORY = 4


@require_safe
@staff_page(VIEW)
def ticket_page(request: StaffRequest, ticket_id: UUID) -> HttpResponse:
    ticket = queries.ticket(request.actor, ticket_id)
    if asked_for(request) == "earlier":
        return _earlier(request, ticket)
    return page(request, TEMPLATE, page_context(request, ticket), *PIECES)


def _earlier(request: StaffRequest, ticket: Ticket) -> HttpResponse:
    """What lies before an entry, to stand above it; the rest of the page is there already."""
    story = timeline(request.actor, ticket, wanted(request.GET))
    return page(request, TEMPLATE, {"ticket": ticket, "story": story, "alone": True}, "earlier")


@require_safe
@staff_page(VIEW)
def ticket_by_number(request: StaffRequest, number: int) -> HttpResponse:
    """A number that somebody reads out leads to its page."""
    ticket = queries.ticket_by_number(request.actor, number)
    return redirect("staff:tickets:page", ticket.pk)


def page_context(
    request: StaffRequest,
    ticket: Ticket,
    *,
    reply_form: ReplyForm | None = None,
    note_form: NoteForm | None = None,
) -> dict[str, Any]:
    """Everything the page draws; a refused form comes back with what was typed."""
    actor = request.actor
    statuses = list(queries.statuses(actor))
    return {
        "ticket": ticket,
        "number": f"{request.tenant.ticket_prefix}{ticket.number}",
        "look": look_of(ticket),
        "story": timeline(actor, ticket, wanted(request.GET)),
        "pending": list(queries.pending(actor, ticket)),
        "clocks": [told(one) for one in clocks_of(ticket, timezone.now())],
        "statuses": [one for one in statuses if one.key != MERGED or one.pk == ticket.status_id],
        "priorities": [(p.value, p.label) for p in Priority],
        "mates": list(people.staff_users(actor).filter(status="active").order_by("name", "id")),
        "teams": list(people.teams(actor).order_by("position", "id")),
        "queues": list(queries.queues(actor)),
        "people": (there := taking_part(request, ticket)),
        "choice": choice(request, ticket, there),
        "standing": (stands := standing(request, ticket, statuses, refused=reply_form is not None)),
        "others": _others(request, ticket),
        "identity": identity_of(actor, ticket),
        "reply_form": (replying := reply_form or ReplyForm.for_ticket(ticket, statuses)),
        "note_form": (noting := note_form or NoteForm()),
        "reply_files": sent_already(actor, replying, door="staff"),
        "note_files": sent_already(actor, noting, door="staff"),
        "room": "note" if note_form is not None else "reply",
        "can_answer": stands.has_box,
        "can_note": can(actor, NOTE),
        "can_assign": can(actor, ASSIGN) and not ticket.is_closed,
        "can_change": can(actor, CHANGE) and not ticket.merged_into_id,
        "can_merge": can(actor, MERGE) and not ticket.is_closed,
        "topic": f"ticket:{ticket.pk}",
        "uploads_url": reverse("staff:files:upload"),
    }


def _others(request: StaffRequest, ticket: Ticket) -> list[Ticket]:
    """What else this person has asked, the newest first."""
    if ticket.contact_id is None:
        return []
    rows = queries.tickets(request.actor).filter(contact_id=ticket.contact_id)
    return list(
        rows.exclude(pk=ticket.pk).select_related("status").order_by("-updated_at", "-id")[:HISTORY]
    )
