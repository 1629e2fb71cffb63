"""The desk writes what clients read about the portal."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portico.core.access.forms import attempt
from portico.core.access.pages import StaffRequest, staff_page
from portico.ui.pages import form_page, page
from portico.ui.toasts import flash

from ..actions.help import add_help, change_help, install_help, remove_help
from ..helping import help_entries, help_entry
from ..permissions import MANAGE_HELP
from .help_forms import HelpForm

LIST = "staff:directory:help"
FORM = "directory/staff/help_form.html"


@require_safe
@staff_page(MANAGE_HELP)
def help_list(request: StaffRequest) -> HttpResponse:
    """Every entry, by language and place."""
    context = {"entries": help_entries(request.actor)[:400]}
    return page(request, "directory/staff/help.html", context)


@require_POST
@staff_page(MANAGE_HELP)
def help_install(request: StaffRequest) -> HttpResponseRedirect:
    """The starter texts, where there is nothing yet."""
    if install_help(request.actor):
        flash(request, _("Here are the first answers. Change them as you like."))
    return redirect(LIST)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE_HELP)
def help_new(request: StaffRequest) -> HttpResponse:
    """One more question."""
    form = HelpForm(request.POST or None, initial={"language": request.tenant.language})
    if attempt(form, lambda: add_help(request.actor, **form.cleaned_data)):
        flash(request, _("Added."))
        return redirect(LIST)
    return form_page(request, FORM, {"form": form, "entry": None})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE_HELP)
def help_edit(request: StaffRequest, help_entry_id: UUID) -> HttpResponse:
    """What one entry says."""
    found = help_entry(request.actor, help_entry_id)
    stored = {name: getattr(found, name) for name in HelpForm.base_fields}
    form = HelpForm(request.POST or None, initial=stored)
    if attempt(form, lambda: change_help(request.actor, found, **form.cleaned_data)):
        flash(request, _("Saved."))
        return redirect(LIST)
    return form_page(request, FORM, {"form": form, "entry": found})


@require_POST
@staff_page(MANAGE_HELP)
def help_remove(request: StaffRequest, help_entry_id: UUID) -> HttpResponseRedirect:
    """Gone for good."""
    remove_help(request.actor, help_entry(request.actor, help_entry_id))
    flash(request, _("Removed."))
    return redirect(LIST)
