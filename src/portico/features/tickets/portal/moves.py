"""Confirm, reopen, follow: one click each."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portico.core.access.pages import PortalRequest, portal_page
from portico.core.access.permissions import NotVisible
from portico.core.people import queries as people
from portico.kernel.ids import id_from
from portico.ui.toasts import flash

from .. import queries
from ..actions.confirm import confirm_solution, reopen_ticket
from ..actions.follow import follow_ticket, unfollow_ticket
from ..permissions import CONFIRM, FOLLOW


@require_POST
@portal_page(CONFIRM)
def confirmation_create(request: PortalRequest, ticket_id: UUID) -> HttpResponse:
    confirm_solution(request.actor, queries.ticket(request.actor, ticket_id))
    flash(request, _("Thank you. The ticket is closed."))
    return redirect("portal:tickets:page", ticket_id)


@require_POST
@portal_page(CONFIRM)
def reopening_create(request: PortalRequest, ticket_id: UUID) -> HttpResponse:
    reopen_ticket(request.actor, queries.ticket(request.actor, ticket_id))
    flash(request, _("It is open again. Tell us below what is still wrong."))
    return redirect("portal:tickets:page", ticket_id)


@require_POST
@portal_page(FOLLOW)
def follower_create(request: PortalRequest, ticket_id: UUID) -> HttpResponse:
    """Follow, or let a colleague follow."""
    ticket = queries.ticket(request.actor, ticket_id)
    contact = people.contact(request.actor, _chosen(request))
    follow_ticket(request.actor, ticket, contact=contact)
    if contact.pk == request.actor.id:
        flash(request, _("You follow this ticket now."))
    else:
        flash(request, _("%(name)s follows this ticket now.") % {"name": contact.name})
    return redirect("portal:tickets:page", ticket_id)


def _chosen(request: PortalRequest) -> UUID:
    """The colleague in the form, else the person who clicks."""
    if (chosen := id_from(request.POST.get("contact") or request.actor.id)) is None:
        raise NotVisible("contact")
    return chosen


@require_POST
@portal_page(FOLLOW)
def follower_delete(request: PortalRequest, ticket_id: UUID) -> HttpResponse:
    ticket = queries.ticket(request.actor, ticket_id)
    contact = people.contact(request.actor, request.actor.id)
    unfollow_ticket(request.actor, ticket, contact=contact)
    flash(request, _("You no longer follow this ticket."))
    if queries.tickets(request.actor).filter(pk=ticket.pk).exists():
        return redirect("portal:tickets:page", ticket_id)
    return redirect("portal:tickets:list")
