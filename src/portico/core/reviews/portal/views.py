"""The client's admin goes through everybody with access; one click keeps all the rest."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portico.core.access.forms import attempt
from portico.core.access.pages import PortalRequest, portal_page
from portico.core.access.permissions import Conflict, can
from portico.core.roles import queries as roles
from portico.core.roles.permissions import GIVE_ACCESS
from portico.ui.pages import form_page, page
from portico.ui.tables import asked_page, pager
from portico.ui.toasts import flash

from .. import queries
from ..actions.decide import (
    OtherNumber,
    decide_line,
    finish_review,
    is_alone,
    is_own,
    keep_rest,
    to_keep,
)
from ..copies import csv_of, data_of, pdf_of
from ..models import AccessReview, ReviewLine
from ..permissions import DECIDE, TAKE_EVIDENCE
from .forms import DecisionForm, RestForm

LIST = "portal:reviews:list"
SIZE = 50


@require_safe
@portal_page(DECIDE)
def review_list(request: PortalRequest) -> HttpResponse:
    """The review that is open, and those of before."""
    actor = request.actor
    context: dict[str, Any] = {
        "review": queries.open_review(actor, actor.company_id),
        "before": queries.closed_reviews(actor, actor.company_id),
        "may_copy": can(actor, TAKE_EVIDENCE),
    }
    if review := context["review"]:
        context |= _about(request, review)
    return page(request, "reviews/portal/list.html", context, "people")


def _about(request: PortalRequest, review: AccessReview) -> dict[str, Any]:
    actor = request.actor
    found = asked_page(request.GET, queries.lines(actor, review), "name", size=SIZE)
    left, alone = queries.undecided(review), is_alone(actor, review)
    return {
        "lines": [(one, _may_decide(request, one, alone=alone)) for one in found.rows],
        "pager": pager(request.GET, found),
        "left": left,
        "rest": to_keep(actor, review, left=left, alone=alone),
        "may_end": can(actor, GIVE_ACCESS),
    }


def _may_decide(request: PortalRequest, line: ReviewLine, *, alone: bool) -> bool:
    return not line.is_decided and (alone or not is_own(request.actor, line))


@require_POST
@portal_page(DECIDE)
def keep(request: PortalRequest, reviewline_id: UUID) -> HttpResponseRedirect:
    """This person still needs access."""
    line = queries.line(request.actor, reviewline_id)
    decide_line(request.actor, line, decision=ReviewLine.Decision.KEEP)
    flash(request, _("%(name)s keeps access.") % {"name": line.name})
    return redirect(LIST)


@require_http_methods(["GET", "HEAD", "POST"])
@portal_page(DECIDE)
def line(request: PortalRequest, reviewline_id: UUID) -> HttpResponse:
    """One person: another role, no access any more, or has left."""
    actor, found = request.actor, queries.line(request.actor, reviewline_id)
    if found.is_decided or not found.review.is_open:
        flash(request, _("This is decided already."), tone="bad")
        return redirect(LIST)
    form = DecisionForm(request.POST or None, roles=roles.portal_roles(actor))
    if request.method == "POST":
        done = attempt(
            form, lambda: decide_line(actor, found, **form.cleaned_data), ending=Conflict
        )
        if done:
            flash(request, _("Done. It counts from the next click."))
            return redirect(LIST)
    own = is_own(actor, found)
    context = {"form": form, "line": found, "is_own": own, "may_end": can(actor, GIVE_ACCESS)}
    return form_page(request, "reviews/portal/line.html", context)


@require_POST
@portal_page(DECIDE)
def rest(request: PortalRequest, accessreview_id: UUID) -> HttpResponseRedirect:
    """Everybody else keeps access."""
    review, form = queries.review(request.actor, accessreview_id), RestForm(request.POST)
    if not form.is_valid():
        raise OtherNumber
    done = keep_rest(request.actor, review, shown=form.cleaned_data["shown"])
    if done.is_open:
        flash(request, _("Kept. Your own access is left: a colleague has to confirm it."))
    else:
        flash(request, _("Thank you. The review is finished, and the evidence is being made."))
    return redirect(LIST)


@require_POST
@portal_page(DECIDE)
def finish(request: PortalRequest, accessreview_id: UUID) -> HttpResponseRedirect:
    """All are decided."""
    finish_review(request.actor, queries.review(request.actor, accessreview_id))
    flash(request, _("Thank you. The review is finished, and the evidence is being made."))
    return redirect(LIST)


@require_POST
@portal_page(TAKE_EVIDENCE)
def evidence_pdf(request: PortalRequest, accessreview_id: UUID) -> HttpResponse:
    """The document."""
    return pdf_of(request.actor, queries.review(request.actor, accessreview_id))


@require_POST
@portal_page(TAKE_EVIDENCE)
def evidence_csv(request: PortalRequest, accessreview_id: UUID) -> HttpResponseBase:
    """A table."""
    return csv_of(request.actor, queries.review(request.actor, accessreview_id))


@require_POST
@portal_page(TAKE_EVIDENCE)
def evidence_data(request: PortalRequest, accessreview_id: UUID) -> HttpResponse:
    """The data itself."""
    return data_of(request.actor, queries.review(request.actor, accessreview_id))
