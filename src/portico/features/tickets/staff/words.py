"""Settings: what a ticket can be, where it lines up, and how soon we answer."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portico.core.access.forms import attempt
from portico.core.access.pages import StaffRequest, staff_page
from portico.ui.forms import Form
from portico.ui.pages import form_page, page
from portico.ui.toasts import flash

from .. import queries
from ..actions.words import (
    add_queue,
    add_status,
    change_status_words,
    change_target,
    rename_queue,
)
from ..models import Category, Queue, Status
from ..permissions import MANAGE
from ..rules.looks import Look, look
from .forms import QueueForm, StatusForm, TargetsForm

TEMPLATE = "tickets/staff/words.html"
LABELS = {"label_staff": "name"}  # a queue has one name only


@require_safe
@staff_page(MANAGE)
def overview(request: StaffRequest) -> HttpResponse:
    return page(request, TEMPLATE, _overview(request))


def _overview(request: StaffRequest, refused: Form | None = None) -> dict[str, Any]:
    """Everything the page draws; a refused form stands where it was, as it was sent."""
    actor, targets = request.actor, list(queries.targets())
    statuses = list(queries.statuses(actor))
    promises = refused if isinstance(refused, TargetsForm) else TargetsForm(targets=targets)
    sent = refused if isinstance(refused, QueueForm) else None
    named = [(one, QueueForm.of(one)) for one in queries.queues(actor)]
    adds = sent if sent and sent.queue is None else QueueForm.of(None)
    return {
        "form": refused,
        "phases": [
            (category.label, [(one, _look(one)) for one in statuses if one.category == category])
            for category in Category
        ],
        "queues": [(one, sent if sent and sent.queue == one else form) for one, form in named],
        "targets": [(one, *promises.of(one)) for one in targets],
        "queue_form": adds,
    }


def _look(status: Status) -> Look:
    return look(status.category, waits_for_client=status.waits_for_client)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def status_create(request: StaffRequest) -> HttpResponse:
    form = StatusForm(request.POST or None, initial={"category": request.GET.get("category", "")})
    return _status(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def status_change(request: StaffRequest, status_id: UUID) -> HttpResponse:
    status = queries.status(request.actor, status_id)
    form = StatusForm(
        request.POST or None,
        initial={
            "category": status.category,
            "label_staff": status.label_staff,
            "label_client": status.label_client,
            "hint": status.hint,
        },
    )
    del form.fields["category"]  # tickets are in it: what it does must not change under them
    return _status(request, form, status)


def _status(request: StaffRequest, form: StatusForm, status: Status | None) -> HttpResponse:
    if request.method == "POST":
        saved = attempt(form, lambda: _save_status(request, form, status))
        if saved:
            flash(request, _("Saved. Open pages show it at once."))
            return redirect("staff:tickets:words")
    return form_page(request, "tickets/staff/status.html", {"form": form, "status": status})


def _save_status(request: StaffRequest, form: StatusForm, status: Status | None) -> Status:
    given = form.cleaned_data
    words = {name: given[name] for name in ("label_staff", "label_client", "hint")}
    if status is None:
        return add_status(request.actor, category=Category(given["category"]), **words)
    return change_status_words(request.actor, status, **words)


@require_POST
@staff_page(MANAGE)
def queue_create(request: StaffRequest) -> HttpResponse:
    return _queue(request, None)


@require_POST
@staff_page(MANAGE)
def queue_change(request: StaffRequest, queue_id: UUID) -> HttpResponse:
    return _queue(request, queries.queue(request.actor, queue_id))


def _queue(request: StaffRequest, queue: Queue | None) -> HttpResponse:
    form = QueueForm.of(queue, request.POST)
    if attempt(form, lambda: _save_queue(request, queue, form.cleaned_data["name"]), fields=LABELS):
        flash(request, _("Saved."))
        return redirect("staff:tickets:words")
    return form_page(request, TEMPLATE, _overview(request, form))


def _save_queue(request: StaffRequest, queue: Queue | None, name: str) -> Queue:
    if queue is None:
        return add_queue(request.actor, name=name)
    return rename_queue(request.actor, queue, name=name)


@require_POST
@staff_page(MANAGE)
def targets_change(request: StaffRequest) -> HttpResponse:
    """All four promises in one form; only what differs is changed."""
    targets = list(queries.targets())
    form = TargetsForm(request.POST, targets=targets)
    if not form.is_valid():
        return form_page(request, TEMPLATE, _overview(request, form))
    for target in targets:
        respond, resolve = form.minutes(target)
        if (respond, resolve) != (target.respond_minutes, target.resolve_minutes):
            change_target(request.actor, target, respond_minutes=respond, resolve_minutes=resolve)
    flash(request, _("Saved. Tickets that are open keep the promise they were given."))
    return redirect("staff:tickets:words")
