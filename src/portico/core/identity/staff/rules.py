"""The rules for signing in: what holds for everybody, and for the people of one company."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portico.core.access.forms import attempt
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.access.permissions import can
from portico.core.people.frame import company_frame
from portico.core.people.queries import company as company_row
from portico.core.people.queries import contact as contact_row
from portico.core.roles.permissions import GIVE_ACCESS
from portico.ui.pages import form_page, page
from portico.ui.toasts import flash

from .. import policies
from ..actions.policy import (
    Wanted,
    drop_company_policy,
    reset_ways,
    set_company_policy,
    set_usual_policy,
)
from ..permissions import POLICY, SEE_POLICY
from ..policy import rules_of
from .rule_forms import CompanyRulesForm, RulesForm

TAB = "sign-in"


@require_safe
@staff_page(SEE_POLICY)
def usual(request: StaffRequest) -> HttpResponse:
    """What holds where a company says nothing, in words."""
    around = {
        "effects": policies.effects(policies.usual_rules()),
        "others": policies.companies_with_own(request.actor),
        "may_change": can(request.actor, POLICY),
    }
    return page(request, "identity/staff/rules.html", around)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(POLICY)
def usual_change(request: StaffRequest) -> HttpResponse:
    """Change what holds for everybody."""
    form = RulesForm(
        request.POST or None, initial=policies.known(None), roles=policies.client_roles()
    )
    if request.method == "POST" and form.is_valid():
        wanted = Wanted(**form.cleaned_data)
        attempt(form, lambda: set_usual_policy(request.actor, wanted=wanted))
        if form.is_valid():
            flash(request, _("Saved. It counts from the next click."))
            return redirect("staff:identity:rules")
    return form_page(request, "identity/staff/rules_form.html", {"form": form})


@require_safe
@staff_page(SEE_POLICY)
def of_company(request: StaffRequest, company_id: UUID) -> HttpResponse:
    """The rules of one company in words, and who has ways of their own."""
    company = company_row(request.actor, company_id)
    rules = rules_of(company.pk)
    around = {
        "rules": rules,
        "effects": policies.effects(rules),
        "demanded": policies.demands(request.actor, company),
        "people": policies.equipped(request.actor, company),
        "may_change": can(request.actor, POLICY),
        "may_reset": can(request.actor, GIVE_ACCESS),
    }
    frame = company_frame(request.actor, company, tab=TAB)
    return page(request, "identity/staff/company_rules.html", frame | around)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(POLICY)
def of_company_change(request: StaffRequest, company_id: UUID) -> HttpResponse:
    """Give one company rules of its own."""
    company = company_row(request.actor, company_id)
    form = CompanyRulesForm(
        request.POST or None,
        initial=policies.known(company.pk),
        roles=policies.client_roles(),
        tenant=request.tenant,
    )
    if request.method == "POST" and form.is_valid():
        wanted = Wanted(**form.cleaned_data)
        attempt(form, lambda: set_company_policy(request.actor, company, wanted=wanted))
        if form.is_valid():
            flash(request, _("Saved. It counts from the next click."))
            return redirect("staff:identity:company_rules", company.pk)
    around: dict[str, Any] = company_frame(request.actor, company, tab=TAB)
    return form_page(request, "identity/staff/company_rules_form.html", around | {"form": form})


@require_POST
@staff_page(POLICY)
def removal(request: StaffRequest, company_id: UUID) -> HttpResponse:
    """The usual rules hold again."""
    drop_company_policy(request.actor, company_row(request.actor, company_id))
    flash(request, _("The usual rules hold for this company again."))
    return redirect("staff:identity:company_rules", company_id)


@require_POST
@staff_page(GIVE_ACCESS)
def reset(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """A client has lost everything but the mailbox."""
    contact = contact_row(request.actor, contact_id)
    reset_ways(request.actor, contact)
    flash(request, _("Done. From now on this person signs in by e-mail."))
    return redirect("staff:identity:company_rules", contact.company_id)
