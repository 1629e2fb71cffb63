"""The client directory: the list of companies, one company, its data and its sites."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portico.core.access.forms import attempt
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.access.permissions import can
from portico.core.joining.permissions import MANAGE as MANAGE_LINKS
from portico.core.log.permissions import VIEW as VIEW_LOG
from portico.core.people import queries as people
from portico.core.people.actions.companies import change_company
from portico.core.people.actions.sites import add_site, change_site
from portico.core.people.frame import company_frame
from portico.core.people.models import Company, StaffUser
from portico.core.people.permissions import MANAGE, VIEW
from portico.core.roles import queries as roles
from portico.core.roles.permissions import GIVE_ACCESS
from portico.kernel.text import one_line
from portico.ui.pages import form_page, page
from portico.ui.tables import asked_page, pager
from portico.ui.toasts import flash

from ..actions.clients import add_client
from ..people_rows import Clients
from ..queries import security_of
from .forms import CompanyForm, NewCompanyForm, SiteForm

PEOPLE = 50
ONE = "staff:directory:company"


@require_safe
@staff_page(VIEW)
def company(request: StaffRequest, company_id: UUID) -> HttpResponse:
    """One client: its people with their access, its sites, what is known."""
    actor = request.actor
    found = people.company(actor, company_id)
    words = one_line(request.GET.get("q", ""), longest=100)
    contacts = people.people_of(actor, found, words)
    slice_ = asked_page(request.GET, contacts, "name", size=PEOPLE)
    grants = roles.grants_among(slice_.rows)
    context = company_frame(actor, found, tab="overview") | {
        "people": Clients(found).of((one, grants.get(one.pk)) for one in slice_.rows),
        "pager": pager(request.GET, slice_),
        "sites": people.sites(actor).filter(company=found).order_by("name", "id"),
        "words": words,
        "may_change": can(actor, MANAGE),
        "may_give_access": can(actor, GIVE_ACCESS),
        "may_read_log": can(actor, VIEW_LOG),
        "security": security_of(actor, found),
    }
    return page(request, "directory/staff/company_page.html", context, "people")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def company_new(request: StaffRequest) -> HttpResponse:
    """A new client organisation, with its site and its main contact in one go."""
    first = {"status": Company.Status.ACTIVE, "owner": str(request.actor.id)}
    form = NewCompanyForm(request.POST or None, initial=first, staff=_staff(request))
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: add_client(request.actor, **form.facts()))
        if made:
            return _on_from(request, made, has_contact=bool(form.cleaned_data["contact_name"]))
    around = {"form": form, "may_link": can(request.actor, MANAGE_LINKS)}
    return form_page(request, "directory/staff/company_form.html", around)


def _on_from(request: StaffRequest, made: Company, *, has_contact: bool) -> HttpResponse:
    """To its people, or straight on to the link by which they come in."""
    if request.POST.get("then") == "link" and can(request.actor, MANAGE_LINKS):
        flash(request, _("Added. Now make the link by which its people join."))
        return redirect("staff:joining:new", made.pk)
    flash(request, _("Added.") if has_contact else _("Added. Now add its people."))
    return redirect(ONE, made.pk)


def _staff(request: StaffRequest) -> list[StaffUser]:
    """Who may look after a company."""
    known = people.staff_users(request.actor).exclude(status=StaffUser.Status.DISABLED)
    return list(known.order_by("name", "id"))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def company_edit(request: StaffRequest, company_id: UUID) -> HttpResponse:
    """What is known about a company."""
    found = people.company(request.actor, company_id)
    stored = {name: getattr(found, name) for name in CompanyForm.base_fields}
    stored["owner"] = str(found.owner_id or "")
    form = CompanyForm(request.POST or None, initial=stored, staff=_staff(request))
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: change_company(request.actor, found, **form.cleaned_data))
        if saved:
            flash(request, _("Saved."))
            return redirect(ONE, found.pk)
    context = {"form": form, "company": found}
    return form_page(request, "directory/staff/company_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def site_new(request: StaffRequest, company_id: UUID) -> HttpResponse:
    """One more place where the company works."""
    found = people.company(request.actor, company_id)
    form = SiteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = attempt(form, lambda: add_site(request.actor, found, **form.cleaned_data))
        if added:
            flash(request, _("Added."))
            return redirect(ONE, found.pk)
    return form_page(request, "directory/staff/site.html", {"form": form, "company": found})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def site_edit(request: StaffRequest, site_id: UUID) -> HttpResponse:
    """Name, address and zone of a site."""
    found = people.site(request.actor, site_id)
    stored = {name: getattr(found, name) for name in SiteForm.base_fields}
    form = SiteForm(request.POST or None, initial=stored)
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: change_site(request.actor, found, **form.cleaned_data))
        if saved:
            flash(request, _("Saved."))
            return redirect(ONE, found.company_id)
    context = {"form": form, "company": found.company, "site": found}
    return form_page(request, "directory/staff/site.html", context)
