"""Write down what a client says on the phone."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portico.core.access.forms import attempt
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.access.permissions import NotVisible, Refusal
from portico.core.files.receiving import receive_files
from portico.core.files.uploading import sent_already
from portico.core.people import queries as people
from portico.core.people.models import Contact
from portico.ui.pages import page, refused
from portico.ui.toasts import flash

from .. import queries
from ..actions.open import Request, open_ticket_for
from ..models import Kind, Priority, Source, Ticket
from ..permissions import CREATE_FOR
from .forms import NewTicketForm

TEMPLATE = "tickets/staff/new.html"
FOUND = 12
LATELY = 8  # people who asked last, and their companies


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(CREATE_FOR)
def ticket_new(request: StaffRequest) -> HttpResponse:
    """First who, by typing some letters; then what. Both work without script."""
    if request.method != "POST":
        initial = {"requester": request.GET.get("requester", "")}
        return page(request, TEMPLATE, _context(request, NewTicketForm(initial=initial)), "who")
    form = NewTicketForm(request.POST, request.FILES)
    receive_files(request.actor, form)
    ticket = attempt(form, lambda: _open(request, form))
    if ticket is None:
        return refused(request, TEMPLATE, _context(request, form))
    number = f"{request.tenant.ticket_prefix}{ticket.number}"
    flash(request, _("Opened as %(number)s. The client gets a mail.") % {"number": number})
    return redirect("staff:tickets:page", ticket.pk)


def _context(request: StaffRequest, form: NewTicketForm) -> dict[str, object]:
    words = request.GET.get("who", "").strip()[:100]
    chosen = _chosen(request, form)
    return {
        "form": form,
        "words": words,
        "found": _found(request, words) if words and chosen is None else [],
        "lately": [] if words or chosen else _lately(request),
        "chosen": chosen,
        "uploads_url": reverse("staff:files:upload"),
        "attached": sent_already(request.actor, form, door="staff"),
    }


def _found(request: StaffRequest, words: str) -> list[Contact]:
    found = people.search_contacts(request.actor, words).select_related("company")
    return list(found.order_by("name", "id")[:FOUND])


def _lately(request: StaffRequest) -> list[Contact]:
    """Who calls has often just asked something: offered before anybody types."""
    ids = queries.asked_last(request.actor, LATELY)
    rows = people.contacts(request.actor).filter(pk__in=ids).select_related("company")
    return sorted(rows, key=lambda one: ids.index(one.pk))


def _chosen(request: StaffRequest, form: NewTicketForm) -> Contact | None:
    try:
        return people.contact(request.actor, UUID(str(form["requester"].value() or "")))
    except (NotVisible, ValueError):
        return None


def _open(request: StaffRequest, form: NewTicketForm) -> Ticket:
    given = form.cleaned_data
    requester = _requester(request, given["requester"])
    asked = Request(
        subject=given["subject"],
        body=given["body"],
        kind=Kind(given["kind"]),
        priority=Priority(given["priority"]),
        source=Source(given["source"]),
        files=given["files"],
        once=given["once"],
    )
    return open_ticket_for(request.actor, asked, requester=requester)


def _requester(request: StaffRequest, chosen: UUID) -> Contact:
    try:
        return people.contact(request.actor, chosen)
    except NotVisible as problem:
        raise Refusal(_("Choose the person again."), field="requester") from problem
