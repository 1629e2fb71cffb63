"""At which other companies somebody's role counts, too."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portico.core.access.pages import StaffRequest, staff_page
from portico.core.access.permissions import NotVisible, Refusal
from portico.core.people import queries as people
from portico.core.people.models import Company, Contact
from portico.ui.pages import page
from portico.ui.toasts import flash

from .. import queries
from ..actions.guests import choose_companies
from ..permissions import GIVE_ACCESS

PAGE = "roles/staff/visits.html"
MOST = 20  # companies that a search shows


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(GIVE_ACCESS)
def visits(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """The chosen companies; `?q=` looks for one more, sending one adds it."""
    contact = people.contact(request.actor, contact_id)
    there = [one.company for one in queries.guests_of(contact.pk)]
    if request.method != "POST":
        return _shown(request, contact)
    try:
        company = _company(request, request.POST.get("company", ""))
        choose_companies(request.actor, contact, companies=[*there, company])
    except Refusal as no:
        return _shown(request, contact, problem=no)
    flash(request, _("%(name)s is a guest at %(company)s now.") % _named(contact, company))
    return redirect("staff:roles:visits", contact.pk)


@require_POST
@staff_page(GIVE_ACCESS)
def visit_end(request: StaffRequest, contact_id: UUID) -> HttpResponseRedirect:
    """The role counts there no more."""
    contact = people.contact(request.actor, contact_id)
    company = _company(request, request.POST.get("company", ""))
    kept = [one.company for one in queries.guests_of(contact.pk) if one.company_id != company.pk]
    choose_companies(request.actor, contact, companies=kept)
    flash(request, _("%(name)s is no guest at %(company)s any more.") % _named(contact, company))
    return redirect("staff:roles:visits", contact.pk)


def _named(contact: Contact, company: Company) -> dict[str, str]:
    return {"name": contact.name, "company": company.name}


def _company(request: StaffRequest, asked: str) -> Company:
    try:
        return people.company(request.actor, UUID(asked))
    except ValueError as broken:
        raise NotVisible("company") from broken


def _shown(
    request: StaffRequest, contact: Contact, *, problem: Refusal | None = None
) -> HttpResponse:
    words = request.GET.get("q", "")[:100]
    guests = queries.guests_of(contact.pk)
    taken = {contact.company_id, *(one.company_id for one in guests)}
    found = people.search_companies(request.actor, words).exclude(pk__in=taken) if words else None
    context = {
        "contact": contact,
        "guests": guests,
        "grant": queries.grants_among([contact]).get(contact.pk),
        "guest": queries.guest_here(contact.pk),
        "words": words,
        "found": list(found.order_by("name", "id")[:MOST]) if found is not None else [],
        "problem": problem.words if problem else "",
    }
    return page(request, PAGE, context, status=problem.status if problem else 200)
