"""Change a ticket from its page: status, priority, owner, place, merge."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portico.core.access.actors import Staff
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.access.permissions import NotVisible, Refusal
from portico.core.people import queries as people
from portico.kernel.ids import id_from
from portico.ui.pages import page
from portico.ui.toasts import flash

from .. import queries
from ..actions.change import AS_IT_IS, Changes, change_ticket
from ..actions.merge import CannotMerge, merge_ticket
from ..models import Priority, Ticket
from ..permissions import MERGE, VIEW
from .views import PIECES, TEMPLATE, page_context


@require_POST
@staff_page(VIEW)
def change_create(request: StaffRequest, ticket_id: UUID) -> HttpResponse:
    """One of the selects in the rail changed; what is not in the form stays as it is."""
    ticket = queries.ticket(request.actor, ticket_id)
    try:
        change_ticket(request.actor, ticket, changes_of(request))
    except Refusal as problem:
        return _not_done(request, ticket_id, problem)
    flash(request, _("Saved."))
    return redirect("staff:tickets:page", ticket_id)


def changes_of(request: StaffRequest) -> Changes:
    """What the form changes.

    `was_…` holds what the page showed: a choice that nobody touched changes nothing, also when a
    colleague has changed it meanwhile.
    """
    actor = request.actor
    status, priority = _picked(request, "status"), _picked(request, "priority")
    to, team, queue = (_picked(request, name) for name in ("assignee", "team", "queue"))
    levels = {str(one.value): one for one in Priority}
    return Changes(
        status=_found(queries.status, actor, status),
        priority=levels.get(priority or ""),
        to=AS_IT_IS if to is None else _found(people.staff_user, actor, to),
        queue=_found(queries.queue, actor, queue),
        team=AS_IT_IS if team is None else _found(people.team, actor, team),
    )


def _picked(request: StaffRequest, name: str) -> str | None:
    """What was chosen, if it is another than the one that was shown; None for no choice."""
    value = request.POST.get(name)
    return None if value in {request.POST.get(f"was_{name}"), "-"} else value


def _found[T](find: Callable[[Staff, UUID], T], actor: Staff, chosen: str | None) -> T | None:
    """The row that was chosen; what names no row leads nowhere."""
    if not chosen:
        return None
    if (wanted := id_from(chosen)) is None:
        raise NotVisible(chosen[:40])
    return find(actor, wanted)


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
