"""One contact: who it is, and what it may do in the portal."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portico.core.access.actors import Reach, Staff
from portico.core.access.forms import attempt
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.access.permissions import can, require
from portico.core.joining.permissions import MOVE
from portico.core.people import queries as people
from portico.core.people.actions.contacts import add_contact
from portico.core.people.looking import note_view
from portico.core.people.models import Company, Contact
from portico.core.people.permissions import MANAGE, VIEW
from portico.core.profile.queries import picture_of
from portico.core.roles import queries as roles
from portico.core.roles.actions.access import open_access
from portico.core.roles.models import Role
from portico.core.roles.permissions import GIVE_ACCESS
from portico.core.verification.permissions import CHECK
from portico.core.viewing.queries import may_view_as
from portico.ui.pages import form_page
from portico.ui.toasts import flash

from ..actions.access import switch_off, switch_on
from ..actions.contacts import correct_contact
from ..standing import why_not
from .forms import AccessForm, CloseForm, ContactForm, NewContactForm

COMPANY = "staff:directory:company"
CONTACT = "staff:directory:contact"
PAGE = "directory/staff/contact.html"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def contact_new(request: StaffRequest, company_id: UUID) -> HttpResponse:
    """A new contact, who may get a role at once."""
    company = people.company(request.actor, company_id)
    may_give = can(request.actor, GIVE_ACCESS)
    choices = list(roles.portal_roles(request.actor)) if may_give else []
    sites = people.sites(request.actor).filter(company=company).order_by("name", "id")
    form = NewContactForm(request.POST or None, sites=sites, roles=choices)
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data}
        role = given.pop("role")
        if attempt(form, lambda: _add(request.actor, company, given, role=role)):
            flash(request, _("Added."))
            return redirect(COMPANY, company.pk)
    context = {"form": form, "company": company, "may_give_access": may_give}
    return form_page(request, "directory/staff/contact_new.html", context)


def _add(actor: Staff, company: Company, given: dict[str, Any], *, role: Role | None) -> Contact:
    """Both or neither: without an address there is no access, and then no contact either."""
    with transaction.atomic():
        contact = add_contact(actor, company, **given)
        if role:
            open_access(actor, contact, role=role)
    return contact


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(VIEW)
def contact(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """What is known, and the access. Without the permission to change it can only be read."""
    found = people.contact(request.actor, contact_id)
    form = _contact_form(request, found, request.POST or None)
    if request.method == "POST":
        require(request.actor, MANAGE)
        attempt(form, lambda: correct_contact(request.actor, found, **form.cleaned_data))
        if form.is_valid():
            flash(request, _("Saved."))
            return redirect(COMPANY, found.company_id)
    elif request.method == "GET":
        note_view(request.actor, found)
    return _shown(request, found, form=form, access=_access_form(request, found, None))


@require_POST
@staff_page(GIVE_ACCESS)
def access_open(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Let the contact in with this role, or change the role of one who is in."""
    found = people.contact(request.actor, contact_id)
    access = _access_form(request, found, request.POST)
    if access.is_valid():
        role, reach = access.cleaned_data["role"], Reach(access.cleaned_data["reach"])
        opened = attempt(access, lambda: open_access(request.actor, found, role=role, reach=reach))
        if opened:
            flash(request, _("Saved. It counts from the next click."))
            return redirect(CONTACT, found.pk)
    form = _contact_form(request, found, None)
    return _shown(request, found, form=form, access=access, status=422)


@require_POST
@staff_page(GIVE_ACCESS)
def access_close(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Nobody signs in as this contact any more."""
    found = people.contact(request.actor, contact_id)
    closing = CloseForm(request.POST, auto_id="id_close_%s")
    closed = attempt(closing, lambda: switch_off(request.actor, found, **closing.cleaned_data))
    if closed is None:
        form, access = _contact_form(request, found, None), _access_form(request, found, None)
        return _shown(request, found, form=form, access=access, closing=closing, status=422)
    flash(request, _("Access is closed. Open sessions end with the next click."))
    return redirect(CONTACT, found.pk)


@require_POST
@staff_page(GIVE_ACCESS)
def access_reopen(request: StaffRequest, contact_id: UUID) -> HttpResponseRedirect:
    """As it was before it was switched off."""
    found = people.contact(request.actor, contact_id)
    switch_on(request.actor, found)
    flash(request, _("Access is open again, with the role from before."))
    return redirect(CONTACT, found.pk)


def _contact_form(request: StaffRequest, found: Contact, given: Any) -> ContactForm:
    """Any: Django's QueryDict or nothing."""
    sites = people.sites(request.actor).filter(company=found.company_id).order_by("name", "id")
    stored = {name: getattr(found, name) for name in ContactForm.base_fields}
    stored["site"] = str(found.site_id or "")
    return ContactForm(given, sites=sites, initial=stored)


def _access_form(request: StaffRequest, found: Contact, given: Any) -> AccessForm:
    """Any: Django's QueryDict or nothing."""
    grant = roles.grants_among([found]).get(found.pk)
    choices = list(roles.portal_roles(request.actor))
    usual = next((one for one in choices if one.is_default), None)
    first = {
        "role": str(grant.role_id if grant else usual.pk if usual else ""),
        "reach": grant.reach if grant else usual.default_reach if usual else Reach.OWN,
    }
    return AccessForm(given, roles=choices, initial=first, auto_id="id_access_%s")


def _shown(
    request: StaffRequest,
    found: Contact,
    *,
    form: ContactForm,
    access: AccessForm,
    closing: CloseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "contact": found,
        "company": found.company,
        "form": form,
        "access": access,
        "closing": closing or CloseForm(auto_id="id_close_%s"),
        "why_not": why_not(found, found.company),
        "has_access": found.can_sign_in,
        "may_change": can(request.actor, MANAGE),
        "may_give_access": can(request.actor, GIVE_ACCESS),
        "may_view_as": may_view_as(request.actor, found),
        "may_check": can(request.actor, CHECK),
        "may_move": can(request.actor, MOVE),
        "picture": picture_of(found.pk),
    }
    answer = form_page(request, PAGE, context)
    if status != 200:
        answer.status_code = status
    return answer
