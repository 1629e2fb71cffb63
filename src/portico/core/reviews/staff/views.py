"""Reviews of all companies, of one, and one review; how often they start."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portico.core.access.forms import attempt
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.access.permissions import can
from portico.core.people import queries as people
from portico.core.people.frame import company_frame
from portico.ui.pages import form_page, page
from portico.ui.tables import Tab, asked_page, pager, url_with
from portico.ui.toasts import flash

from .. import queries
from ..actions.start import cancel_review, remind, set_policy, start_review
from ..copies import csv_of, data_of, pdf_of
from ..models import AccessReview
from ..permissions import MANAGE, SET_POLICY, TAKE_EVIDENCE
from .forms import CancelForm, CompanyPolicyForm, PolicyForm

ONE, OF_COMPANY = "staff:reviews:review", "staff:reviews:company"
SIZE = 50


@require_safe
@staff_page(MANAGE)
def review_list(request: StaffRequest) -> HttpResponse:
    """Those that are due first on top."""
    tab = request.GET.get("tab", "")
    tab = tab if tab in queries.TABS else ""
    by = "due" if tab in {"", "overdue"} else "-due"
    found = asked_page(request.GET, queries.in_tab(request.actor, tab), by)
    left = queries.undecided_of(found.rows)
    context = {
        "reviews": [(one, left.get(one.pk, 0)) for one in found.rows],
        "pager": pager(request.GET, found),
        "tabs": _tabs(request, tab),
        "tab": tab,
        "may_set": can(request.actor, SET_POLICY),
    }
    return page(request, "reviews/staff/list.html", context)


def _tabs(request: StaffRequest, tab: str) -> list[Tab]:
    names = {
        "": _("Open"),
        "overdue": _("Overdue"),
        "finished": _("Finished"),
        "cancelled": _("Cancelled"),
    }
    return [
        Tab(url=url_with(request.GET, tab=key or None), text=text, current=key == tab)
        for key, text in names.items()
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def company(request: StaffRequest, company_id: UUID) -> HttpResponse:
    """Reviews of one company; start one now, or say how often."""
    actor = request.actor
    found, may_set = people.company(actor, company_id), can(actor, SET_POLICY)
    form = CompanyPolicyForm(request.POST or None, initial={"every": queries.own_word(found.pk)})
    if request.method == "POST" and form.is_valid():
        every = form.cleaned_data["every"]
        attempt(form, lambda: set_policy(actor, found, every=every))
        flash(request, _("Saved."))
        return redirect(OF_COMPANY, found.pk)
    context = company_frame(actor, found, tab="reviews") | {
        "form": form,
        "may_set": may_set,
        "usual": queries.every().label,
        "review": queries.open_review(actor, found.pk),
        "before": queries.closed_reviews(actor, found.pk),
        "may_copy": can(actor, TAKE_EVIDENCE),
    }
    return form_page(request, "reviews/staff/company.html", context)


@require_POST
@staff_page(MANAGE)
def start(request: StaffRequest, company_id: UUID) -> HttpResponseRedirect:
    """Now, without waiting for the next quarter."""
    made = start_review(request.actor, people.company(request.actor, company_id))
    flash(request, _("The review has started. The company's admins get an e-mail."))
    return redirect(ONE, made.pk)


@require_safe
@staff_page(MANAGE)
def review(request: StaffRequest, accessreview_id: UUID) -> HttpResponse:
    """One review with its people."""
    return _shown(request, queries.review(request.actor, accessreview_id), CancelForm())


def _shown(request: StaffRequest, found: AccessReview, form: CancelForm) -> HttpResponse:
    actor = request.actor
    rows = asked_page(request.GET, queries.lines(actor, found), "name", size=SIZE)
    context: dict[str, Any] = company_frame(actor, found.company, tab="reviews") | {
        "review": found,
        "lines": rows.rows,
        "pager": pager(request.GET, rows),
        "left": queries.undecided(found) if found.is_open else 0,
        "has_evidence": queries.has_evidence(found),
        "may_copy": can(actor, TAKE_EVIDENCE),
        "form": form,
    }
    return form_page(request, "reviews/staff/review.html", context)


@require_POST
@staff_page(MANAGE)
def reminder(request: StaffRequest, accessreview_id: UUID) -> HttpResponseRedirect:
    """Ask the admins once more."""
    found = queries.review(request.actor, accessreview_id)
    told = remind(request.actor, found)
    words = ngettext("%(n)s admin was reminded.", "%(n)s admins were reminded.", told)
    flash(request, words % {"n": told})
    return redirect(ONE, found.pk)


@require_POST
@staff_page(MANAGE)
def cancel(request: StaffRequest, accessreview_id: UUID) -> HttpResponse:
    """Nobody goes on with it; what was decided stays."""
    found, form = queries.review(request.actor, accessreview_id), CancelForm(request.POST)
    if attempt(form, lambda: cancel_review(request.actor, found, **form.cleaned_data)):
        flash(request, _("Cancelled. What was decided so far stays as it is."))
        return redirect(ONE, found.pk)
    return _shown(request, found, form)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(SET_POLICY)
def policy(request: StaffRequest) -> HttpResponse:
    """How often, for all companies without a word of their own."""
    form = PolicyForm(request.POST or None, initial={"every": queries.every().value})
    if request.method == "POST" and form.is_valid():
        set_policy(request.actor, every=form.cleaned_data["every"])
        flash(request, _("Saved."))
        return redirect("staff:reviews:policy")
    return form_page(request, "reviews/staff/policy.html", {"form": form})


@require_POST
@staff_page(TAKE_EVIDENCE)
def evidence_pdf(request: StaffRequest, accessreview_id: UUID) -> HttpResponse:
    """The document."""
    return pdf_of(request.actor, queries.review(request.actor, accessreview_id))


@require_POST
@staff_page(TAKE_EVIDENCE)
def evidence_csv(request: StaffRequest, accessreview_id: UUID) -> HttpResponseBase:
    """A table."""
    return csv_of(request.actor, queries.review(request.actor, accessreview_id))


@require_POST
@staff_page(TAKE_EVIDENCE)
def evidence_data(request: StaffRequest, accessreview_id: UUID) -> HttpResponse:
    """The data itself."""
    return data_of(request.actor, queries.review(request.actor, accessreview_id))
