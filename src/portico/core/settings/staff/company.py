"""The MSP's own data, and the host names on which its portal answers."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portico.core.access.forms import attempt
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.tenants.queries import this_tenant
from portico.ui.pages import form_page
from portico.ui.toasts import flash

from .. import queries
from ..actions.hosts import add_host, choose_primary, remove_host
from ..actions.tenant import change_company_data
from ..permissions import MANAGE
from .forms import CompanyDataForm, HostForm


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def company_data(request: StaffRequest) -> HttpResponse:
    """Name, contact data, language, numbers, lifetimes."""
    tenant = request.tenant = this_tenant()  # fresh: the request may know an older row
    stored = {name: getattr(tenant, name) for name in CompanyDataForm.base_fields}
    form = CompanyDataForm(request.POST or None, initial=stored)
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: change_company_data(request.actor, **form.cleaned_data))
        if saved:
            flash(request, _("Saved. It counts from the next click."))
            return redirect("staff:settings:company")
    return form_page(request, "settings/staff/company.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def host_list(request: StaffRequest) -> HttpResponse:
    """Every host name, and a field for one more."""
    form = HostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = attempt(form, lambda: add_host(request.actor, **form.cleaned_data))
        if added:
            flash(request, _("Added. The portal answers there as soon as DNS leads here."))
            return redirect("staff:settings:hosts")
    context = {"form": form, "hosts": queries.hosts(request.actor), "here": _here(request)}
    return form_page(request, "settings/staff/hosts.html", context)


@require_POST
@staff_page(MANAGE)
def host_choose(request: StaffRequest, host_id: UUID) -> HttpResponseRedirect:
    """Links in mails lead there from now on."""
    choose_primary(request.actor, queries.host(request.actor, host_id))
    flash(request, _("Links in e-mails lead there from now on."))
    return redirect("staff:settings:hosts")


@require_POST
@staff_page(MANAGE)
def host_remove(request: StaffRequest, host_id: UUID) -> HttpResponseRedirect:
    """The portal no longer answers there."""
    host = queries.host(request.actor, host_id)
    remove_host(request.actor, host, here=_here(request))
    flash(request, _("Removed. The portal no longer answers there."))
    return redirect("staff:settings:hosts")


def _here(request: StaffRequest) -> str:
    """The host name of this very page."""
    host = request.get_host()
    return (host.rpartition(":")[0] or host).lower()
