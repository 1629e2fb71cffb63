"""Answer the client, take the answer back, write a note."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portico.core.access.forms import attempt
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.files.receiving import receive_files
from portico.ui.pages import asked_for, page, refused
from portico.ui.toasts import flash, toast

from .. import queries
from ..actions.answer import send_reply, undo_reply
from ..actions.note import add_note
from ..models import InternalNote, PendingReply, Ticket
from ..permissions import ANSWER, NOTE
from .forms import NoteForm, ReplyForm
from .views import PIECES, TEMPLATE, page_context


@require_POST
@staff_page(ANSWER)
def reply_create(request: StaffRequest, ticket_id: UUID) -> HttpResponse:
    """The answer leaves in ten seconds; until then the toast takes it back."""
    ticket = queries.ticket(request.actor, ticket_id)
    form = ReplyForm(request.POST, request.FILES, statuses=queries.statuses(request.actor))
    receive_files(request.actor, form)
    pending = attempt(form, lambda: _send(request, ticket, form))
    if pending is None:
        return refused(request, TEMPLATE, page_context(request, ticket, reply_form=form), *PIECES)
    undo = reverse("staff:tickets:undo", args=[ticket.pk, pending.pk])
    return _done(request, ticket_id, _("It goes out in 10 seconds."), undo=undo)


def _send(request: StaffRequest, ticket: Ticket, form: ReplyForm) -> PendingReply:
    given = form.cleaned_data
    then = queries.status(request.actor, UUID(given["then"])) if given["then"] else None
    return send_reply(
        request.actor,
        ticket,
        body=given["body"],
        files=given["files"],
        then_status=then,
        once=given["once"],
    )


@require_POST
@staff_page(ANSWER)
def reply_undo(request: StaffRequest, ticket_id: UUID, pending_id: UUID) -> HttpResponse:
    """Back into the composer with every word."""
    ticket = queries.ticket(request.actor, ticket_id)
    row = undo_reply(request.actor, queries.pending_reply(request.actor, pending_id))
    statuses = list(queries.statuses(request.actor))
    form = ReplyForm(
        statuses=statuses, initial={"body": row.body, "then": str(row.then_status_id or "")}
    )
    context = page_context(request, ticket, reply_form=form)
    response = page(request, TEMPLATE, context, *PIECES)
    toast(response, _("Not sent. Your words are back in the box."))
    return response


@require_POST
@staff_page(NOTE)
def note_create(request: StaffRequest, ticket_id: UUID) -> HttpResponse:
    ticket = queries.ticket(request.actor, ticket_id)
    form = NoteForm(request.POST, request.FILES)
    receive_files(request.actor, form)
    if attempt(form, lambda: _write(request, ticket, form)):
        return _done(request, ticket_id, _("Note added. Only staff can read it."))
    return refused(request, TEMPLATE, page_context(request, ticket, note_form=form), *PIECES)


def _write(request: StaffRequest, ticket: Ticket, form: NoteForm) -> InternalNote:
    given = form.cleaned_data
    return add_note(
        request.actor, ticket, body=given["body"], files=given["files"], once=given["once"]
    )


def _done(request: StaffRequest, ticket_id: UUID, words: str, *, undo: str = "") -> HttpResponse:
    if not asked_for(request):
        flash(request, words, undo_url=undo)
        return redirect("staff:tickets:page", ticket_id)
    fresh = queries.ticket(request.actor, ticket_id)
    response = page(request, TEMPLATE, page_context(request, fresh), *PIECES)
    return toast(response, words, undo_url=undo)
