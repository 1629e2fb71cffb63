"""Ask for help: one page, nothing lost."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portico.core.access.actors import Contact
from portico.core.access.forms import attempt
from portico.core.access.pages import PortalRequest, portal_page
from portico.core.files.receiving import receive_files
from portico.core.files.uploading import sent_already
from portico.core.people import queries as people
from portico.kernel.postgres.kept import kept
from portico.ui.pages import form_page
from portico.ui.toasts import flash

from .. import queries
from ..actions.open import Request, open_ticket
from ..models import Kind, Priority, Ticket
from ..permissions import CREATE
from .forms import URGENCY, RequestForm

TEMPLATE = "tickets/portal/new.html"


@require_http_methods(["GET", "HEAD", "POST"])
@portal_page(CREATE)
def ticket_new(request: PortalRequest) -> HttpResponse:
    form = _form(request)
    if request.method == "POST":
        receive_files(request.actor, form)
        ticket = attempt(form, lambda: _send(request, form))
        if ticket is not None:
            _thank(request, ticket)
            return redirect("portal:tickets:page", ticket.pk)
    return form_page(request, TEMPLATE, _context(request, form), "form")


def _context(request: PortalRequest, form: RequestForm) -> dict[str, Any]:
    return {
        "form": form,
        "promises": _promises(),
        "uploads_url": reverse("portal:files:upload"),
        "attached": sent_already(request.actor, form, door="portal"),
    }


def _form(request: PortalRequest) -> RequestForm:
    given = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
    subject = request.GET.get("subject", "")[:200]
    here = [(str(one), name) for one, name in _people(request.actor)]
    here.sort(key=lambda one: one[0] != str(request.actor.id))  # oneself first
    places = [(str(one), name) for one, name in _places(request.actor)]
    return RequestForm(
        **given,
        people=here,
        sites=[("", _("Somewhere else")), *places],
        initial={
            "subject": subject,
            "kind": request.GET.get("kind") or Kind.INCIDENT.value,
            "requester": str(request.actor.id),
            "site": str(request.actor.site_id or ""),
        },
    )


@kept
def _people(actor: Contact) -> QuerySet[Any, tuple[UUID, str]]:
    return people.contacts(actor).order_by("name", "id").values_list("id", "name")[:500]


@kept
def _places(actor: Contact) -> QuerySet[Any, tuple[UUID, str]]:
    return people.sites(actor).order_by("name", "id").values_list("id", "name")


def _send(request: PortalRequest, form: RequestForm) -> Ticket:
    given = form.cleaned_data
    requester = people.contact(request.actor, UUID(given.get("requester") or str(request.actor.id)))
    site = people.site(request.actor, given["site"]) if given.get("site") else None
    asked = Request(
        subject=given["subject"],
        body=given["body"],
        kind=Kind(given["kind"]),
        priority=Priority(int(given["priority"])),
        site=site,
        files=given["files"],
        once=given["once"],
    )
    return open_ticket(request.actor, asked, requester=requester)


def _thank(request: PortalRequest, ticket: Ticket) -> None:
    number = f"{request.tenant.ticket_prefix}{ticket.number}"
    flash(request, _("We have it: %(number)s. You also get a mail.") % {"number": number})


def _promises() -> list[tuple[str, timedelta]]:
    """How soon we answer, in the words that the form asks with, for the rail."""
    words = dict(URGENCY)
    return [
        (str(words[str(target.priority)]), timedelta(minutes=target.respond_minutes))
        for target in queries.targets()
    ]
