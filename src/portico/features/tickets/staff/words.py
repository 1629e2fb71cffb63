"""Settings: what a ticket can be, where it lines up, and how soon we answer."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portico.core.access.forms import attempt
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.access.permissions import Refusal
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
from ..models import Category, Status, Target
from ..permissions import MANAGE
from ..rules.looks import Look, look

MOST_MINUTES = 60 * 24 * 60


class StatusForm(Form):
    """Two labels and what happens next."""

    category = forms.ChoiceField(label=gettext_lazy("Phase"), choices=Category.choices)
    label_staff = forms.CharField(label=gettext_lazy("At the desk"), max_length=60)
    label_client = forms.CharField(label=gettext_lazy("In the portal"), max_length=60)
    hint = forms.CharField(
        label=gettext_lazy("What happens next"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("The client reads this on the ticket, in a few plain words."),
    )


class QueueForm(Form):
    name = forms.CharField(label=gettext_lazy("Name of the queue"), max_length=80)


class TargetForm(Form):
    """Minutes until the first answer and the solution."""

    respond = forms.IntegerField(
        label=gettext_lazy("First answer (minutes)"), min_value=1, max_value=MOST_MINUTES
    )
    resolve = forms.IntegerField(
        label=gettext_lazy("Solution (minutes)"), min_value=1, max_value=MOST_MINUTES
    )


@require_safe
@staff_page(MANAGE)
def overview(request: StaffRequest) -> HttpResponse:
    statuses = list(queries.statuses(request.actor))
    phases = [
        (category.label, [(one, _look(one)) for one in statuses if one.category == category])
        for category in Category
    ]
    context = {
        "phases": phases,
        "queues": list(queries.queues(request.actor)),
        "targets": [
            (one, TargetForm(prefix=str(one.priority), initial=_minutes(one)))
            for one in queries.targets()
        ],
        "queue_form": QueueForm(),
    }
    return page(request, "tickets/staff/words.html", context)


def _look(status: Status) -> Look:
    return look(status.category, waits_for_client=status.waits_for_client)


def _minutes(target: Target) -> dict[str, int]:
    return {"respond": target.respond_minutes, "resolve": target.resolve_minutes}


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
    return _queue(request, queue_id)


def _queue(request: StaffRequest, queue_id: UUID | None) -> HttpResponse:
    form = QueueForm(request.POST)
    if not form.is_valid():
        raise Refusal(_("Give the queue a name of at most 80 letters."))
    name = form.cleaned_data["name"]
    if queue_id is None:
        add_queue(request.actor, name=name)
    else:
        rename_queue(request.actor, queries.queue(request.actor, queue_id), name=name)
    flash(request, _("Saved."))
    return redirect("staff:tickets:words")


@require_POST
@staff_page(MANAGE)
def targets_change(request: StaffRequest) -> HttpResponse:
    """All four promises in one form; only what differs is changed."""
    forms_by_target = [
        (one, TargetForm(request.POST, prefix=str(one.priority))) for one in queries.targets()
    ]
    if not all(form.is_valid() for _target, form in forms_by_target):
        raise Refusal(_("Write whole minutes, at least 1, for each promise."))
    for target, form in forms_by_target:
        respond, resolve = form.cleaned_data["respond"], form.cleaned_data["resolve"]
        if (respond, resolve) != (target.respond_minutes, target.resolve_minutes):
            change_target(request.actor, target, respond_minutes=respond, resolve_minutes=resolve)
    flash(request, _("Saved. Tickets that are open keep the promise they were given."))
    return redirect("staff:tickets:words")
