"""Change a ticket from its page: status, priority, owner, place, merge."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portico.core.access.pages import StaffRequest, staff_page
from portico.core.access.permissions import NotVisible, Refusal
from portico.core.people import queries as people
from portico.ui.pages import page
from portico.ui.toasts import flash

from .. import queries
from ..actions.assign import assign_ticket
from ..actions.change import change_priority, change_status, move_ticket
from ..actions.merge import CannotMerge, merge_ticket
from ..models import Priority, Ticket
from ..permissions import MERGE, VIEW
from .views import PIECES, TEMPLATE, page_context


def uuid_or_404(text: str) -> UUID:
    """An id from a form; what is none leads nowhere."""
    try:
        return UUID(text)
    except ValueError as problem:
        raise NotVisible(text[:40]) from problem


@require_POST
@staff_page(VIEW)
def change_create(request: StaffRequest, ticket_id: UUID) -> HttpResponse:
    """One of the selects in the rail changed; what is not in the form stays as it is."""
    ticket = queries.ticket(request.actor, ticket_id)
    try:
        apply_changes(request, ticket)
    except Refusal as problem:
        return _not_done(request, ticket_id, problem)
    flash(request, _("Saved."))
    return redirect("staff:tickets:page", ticket_id)


def apply_changes(request: StaffRequest, ticket: Ticket) -> None:
    """Whatever the form changes, through its action; each checks its own permission.

    `was_…` holds what the page showed: a choice that nobody touched changes nothing, also when a
    colleague has changed it meanwhile.
    """
    actor = request.actor
    if status := _picked(request, "status"):
        change_status(actor, ticket, status=queries.status(actor, uuid_or_404(status)))
    if (priority := _picked(request, "priority")) in {str(one.value) for one in Priority}:
        change_priority(actor, ticket, priority=Priority(int(priority)))
    to = _picked(request, "assignee")
    if to is not None:
        mate = people.staff_user(actor, uuid_or_404(to)) if to else None
        assign_ticket(actor, ticket, to=mate)
    _move(request, ticket)


def _picked(request: StaffRequest, name: str) -> str | None:
    """What was chosen, if it is another than the one that was shown; None for no choice."""
    value = request.POST.get(name)
    return None if value in {request.POST.get(f"was_{name}"), "-"} else value


def _move(request: StaffRequest, ticket: Ticket) -> None:
    queue, team = _picked(request, "queue"), _picked(request, "team")
    if not queue and team is None:
        return
    actor = request.actor
    move_ticket(
        actor,
        ticket,
        queue=queries.queue(actor, uuid_or_404(queue)) if queue else ticket.queue,
        team=ticket.team
        if team is None
        else people.team(actor, uuid_or_404(team))
        if team
        else None,
    )


@require_POST
@staff_page(MERGE)
def merge_create(request: StaffRequest, ticket_id: UUID) -> HttpResponse:
    """Into the ticket whose number was typed."""
    ticket = queries.ticket(request.actor, ticket_id)
    try:
        into = _numbered(request)
        merge_ticket(request.actor, ticket, into=into)
    except Refusal as problem:
        return _not_done(request, ticket_id, problem)
    flash(request, _("Merged. It goes on here."))
    return redirect("staff:tickets:page", into.pk)


def _numbered(request: StaffRequest) -> Ticket:
    number = request.POST.get("into", "").strip()
    number = number.removeprefix("#").removeprefix(request.tenant.ticket_prefix)
    try:
        return queries.ticket_by_number(request.actor, int(number))
    except (ValueError, NotVisible) as problem:
        words = _("There is no ticket with this number. Look at the number again.")
        raise CannotMerge(words, field="into") from problem


def _not_done(request: StaffRequest, ticket_id: UUID, problem: Refusal) -> HttpResponse:
    """The page again, as the ticket is, with what was wrong at its top."""
    context = page_context(request, queries.ticket(request.actor, ticket_id))
    context |= {"problem": problem, "into": request.POST.get("into", "")}
    return page(request, TEMPLATE, context, *PIECES, status=problem.status)
