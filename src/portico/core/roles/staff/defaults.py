"""Which role new people get: what is usual, the rules before it, and a place to try them."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portico.core.access.actors import Reach
from portico.core.access.forms import attempt
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.access.permissions import NotVisible, Refusal, can, require
from portico.core.access.proof import require_proof
from portico.core.people import queries as people
from portico.core.people.models import Company
from portico.ui.pages import page
from portico.ui.toasts import flash

from .. import queries
from ..actions.choosing import (
    add_rule,
    move_rule_up,
    remove_rule,
    set_company_default,
    set_default_role,
)
from ..models import CompanyRule, Rule
from ..permissions import MANAGE, VIEW
from ..queries import Chosen
from .forms import RoleChoiceForm, RuleForm, TesterForm

PAGE = "roles/staff/defaults.html"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(VIEW)
def defaults(request: StaffRequest) -> HttpResponse:
    """For everybody, or with `?company=` for one; sending adds a rule."""
    if can(request.actor, MANAGE):
        require_proof()  # before anything is chosen that would have to be chosen again
    company = _company(request)
    form = RuleForm(request.POST or None, roles=queries.portal_roles(request.actor))
    if request.method == "POST":
        require(request.actor, MANAGE)
        if attempt(form, lambda: _add(request, form, company)) is not None:
            flash(request, _("Added. It counts for whoever comes from now on."))
            return redirect(_address(company))
    return _shown(request, company, form=form, status=422 if form.errors else 200)


def _add(request: StaffRequest, form: RuleForm, company: Company | None) -> Rule | CompanyRule:
    given = form.cleaned_data
    return add_rule(
        request.actor,
        kind=given["kind"],
        pattern=given["pattern"],
        role=given["role"],
        reach=Reach(given["reach"]) if given["reach"] else None,
        company=company,
    )


@require_POST
@staff_page(MANAGE)
def usual(request: StaffRequest) -> HttpResponse:
    """The role where no rule fits; a company may go back to what is usual everywhere."""
    company = _company(request)
    form = _usual_form(request, company, request.POST)
    if form.is_valid():
        try:
            _set_usual(request, form.cleaned_data, company)
        except Refusal as no:
            form.add_error("role", str(no.words))
        else:
            flash(request, _("Saved. It counts for whoever comes from now on."))
            return redirect(_address(company))
    return _shown(request, company, usual=form, status=422)


def _set_usual(request: StaffRequest, given: dict[str, Any], company: Company | None) -> None:
    if company is None:
        set_default_role(request.actor, given["role"])
        return
    reach = Reach(given["reach"]) if given["reach"] else None
    set_company_default(request.actor, company, role=given["role"], reach=reach)


@require_POST
@staff_page(MANAGE)
def rule_up(request: StaffRequest, rule_id: UUID) -> HttpResponseRedirect:
    """Tried before its neighbour."""
    rule = queries.rule(request.actor, rule_id)
    move_rule_up(request.actor, rule)
    return redirect(_address(getattr(rule, "company", None)))


@require_POST
@staff_page(MANAGE)
def rule_remove(request: StaffRequest, rule_id: UUID) -> HttpResponseRedirect:
    """Whoever came through it keeps the role."""
    rule = queries.rule(request.actor, rule_id)
    remove_rule(request.actor, rule)
    flash(request, _("The rule is gone. Who came through it keeps the role."))
    return redirect(_address(getattr(rule, "company", None)))


def _shown(
    request: StaffRequest,
    company: Company | None,
    *,
    form: RuleForm | None = None,
    usual: RoleChoiceForm | None = None,
    status: int = 200,
) -> HttpResponse:
    tester = TesterForm(request.GET if "email" in request.GET else None)
    context = {
        "company": company,
        "rules": queries.rules_of(company),
        "common": queries.rules_of(None) if company else [],
        "form": form or RuleForm(None, roles=queries.portal_roles(request.actor)),
        "usual": usual or _usual_form(request, company, None),
        "tester": tester,
        "chosen": _tried(request, tester, company),
        "may_change": can(request.actor, MANAGE),
        "query": f"?company={company.pk}" if company else "",
    }
    return page(request, PAGE, context, status=status)


def _tried(request: StaffRequest, tester: TesterForm, company: Company | None) -> Chosen | None:
    if not (tester.is_bound and tester.is_valid()):
        return None
    given = tester.cleaned_data
    return queries.default_role_for(
        request.actor,
        company,
        email=given["email"],
        title=given["title"],
        groups=given["groups"],
    )


def _usual_form(request: StaffRequest, company: Company | None, given: Any) -> RoleChoiceForm:
    """Any: Django's QueryDict or nothing."""
    roles = queries.portal_roles(request.actor)
    if company is None:
        first = {"role": str(queries.default_role().pk)}
        form = RoleChoiceForm(given, roles=roles, initial=first, auto_id="id_usual_%s")
        del form.fields["reach"]
        return form
    own = queries.company_default(company)
    first = {"role": str(own.role_id), "reach": str(own.reach)} if own else {}
    return RoleChoiceForm(
        given,
        roles=roles,
        none=_("the same as everywhere"),
        initial=first,
        auto_id="id_usual_%s",
    )


def _company(request: StaffRequest) -> Company | None:
    if not (asked := request.GET.get("company", "")):
        return None
    try:
        return people.company(request.actor, UUID(asked))
    except ValueError as broken:
        raise NotVisible("company") from broken


def _address(company: Company | None) -> str:
    address = reverse("staff:roles:defaults")
    return f"{address}?company={company.pk}" if company else address
