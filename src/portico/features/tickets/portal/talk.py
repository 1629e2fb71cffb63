"""A contact replies, and corrects the own words."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portico.core.access.forms import attempt
from portico.core.access.pages import PortalRequest, portal_page
from portico.core.files.receiving import receive_files
from portico.ui.pages import asked_for, form_page, page, refused
from portico.ui.toasts import flash, toast

from .. import queries
from ..actions.reply import edit_reply, reply_to_ticket
from ..models import Ticket, TicketReply
from ..permissions import REPLY
from .forms import MessageForm
from .views import PIECES, TEMPLATE, page_context


@require_POST
@portal_page(REPLY)
def reply_create(request: PortalRequest, ticket_id: UUID) -> HttpResponse:
    ticket = queries.ticket(request.actor, ticket_id)
    form = MessageForm(request.POST, request.FILES)
    receive_files(request.actor, form)
    if attempt(form, lambda: _send(request, ticket, form)):
        return _done(request, ticket_id)
    return refused(request, TEMPLATE, page_context(request, ticket, form=form), *PIECES)


def _send(request: PortalRequest, ticket: Ticket, form: MessageForm) -> TicketReply:
    given = form.cleaned_data
    return reply_to_ticket(
        request.actor, ticket, body=given["body"], files=given["files"], once=given["once"]
    )


def _done(request: PortalRequest, ticket_id: UUID) -> HttpResponse:
    if not asked_for(request):
        flash(request, _("Sent. We answer here and by mail."))
        return redirect("portal:tickets:page", ticket_id)
    fresh = queries.ticket(request.actor, ticket_id)
    response = page(request, TEMPLATE, page_context(request, fresh), *PIECES)
    toast(response, _("Sent. We answer here and by mail."))
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@portal_page(REPLY)
def reply_edit(request: PortalRequest, ticket_id: UUID, reply_id: UUID) -> HttpResponse:
    """Five minutes to correct a message; the page says so when they are over."""
    ticket = queries.ticket(request.actor, ticket_id)
    reply = queries.own_reply(request.actor, ticket, reply_id)
    form = MessageForm(request.POST or None, initial={"body": reply.body})
    if request.method == "POST":
        changed = attempt(form, lambda: _correct(request, ticket, reply, form))
        if changed:
            flash(request, _("Changed."))
            return redirect("portal:tickets:page", ticket_id)
    return form_page(request, "tickets/portal/edit.html", {"form": form, "ticket": ticket})


def _correct(
    request: PortalRequest, ticket: Ticket, reply: TicketReply, form: MessageForm
) -> TicketReply:
    return edit_reply(request.actor, ticket, reply=reply, body=form.cleaned_data["body"])
