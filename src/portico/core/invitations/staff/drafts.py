"""Inviting many, before anything is sent: from whom, who exactly, and the confirmed number."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portico.core.access.forms import attempt
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.people import queries as people_queries
from portico.core.roles import queries as roles
from portico.ui.pages import form_page, page
from portico.ui.tables import asked_page, pager
from portico.ui.toasts import flash

from .. import queries
from ..actions.campaigns import (
    Stale,
    Terms,
    choose,
    choose_everybody,
    draft_campaign,
    start_campaign,
)
from ..models import Campaign
from ..permissions import SEND_MANY
from ..rules import BLOCKED, KINDS, TYPED_ABOVE, Wanted, wanted_from
from .forms import AGAIN, ASKED, TermsForm

PAGE = 50
MOST_SHOWN = 200
FEW_COMPANIES = 200


def _wanted(given: QueryDict) -> Wanted:
    """From an address or a form: `company` may come many times."""
    return wanted_from(
        {
            "companies": given.getlist("company"),
            "words": given.get("q", ""),
            "again": given.getlist("again"),
            "asked_days": given.get("asked", ""),
            **{name: given.get(name, "") for name in ("kind", "industry", "site", "role")},
        }
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(SEND_MANY)
def many(request: StaffRequest) -> HttpResponse:
    """The figures behind the filters; from here the list is looked at."""
    if request.method == "POST":
        drafted = draft_campaign(request.actor, _wanted(request.POST))
        return redirect("staff:invitations:people", drafted.pk)
    wanted = _wanted(request.GET)
    choices = queries.choices(request.actor, wanted)
    wanted = choices.without_unknown(wanted)
    companies = people_queries.companies(request.actor).order_by("name", "id")
    context = {
        "statistics": queries.recent_statistics(request.actor, wanted),
        "wanted": wanted,
        "companies": companies.only("id", "name")[:FEW_COMPANIES],
        "chosen_companies": queries.companies_of(request.actor, wanted),
        "again": AGAIN,
        "asked": ASKED,
        "asked_now": str(wanted.asked_days or ""),
        "choices": choices,
        "kinds": KINDS.items(),
        "roles": roles.portal_roles(request.actor) if wanted.again else [],
        "query": urlencode(wanted.fields),
        "cleared": urlencode([("company", str(one)) for one in wanted.companies]),
    }
    return page(request, "invitations/staff/many.html", context, "figures")


@require_safe
@staff_page(SEND_MANY)
def blocked(request: StaffRequest) -> HttpResponse:
    """Who cannot be invited for one reason, each with the way to put it right."""
    reason = request.GET.get("why", "")
    wanted = _wanted(request.GET)
    found = asked_page(request.GET, queries.blocked(request.actor, wanted, reason), "name")
    context = {
        "rows": found.rows,
        "pager": pager(request.GET, found),
        "reason": reason if reason in BLOCKED else "",
        "words": BLOCKED.get(reason, ""),
    }
    return page(request, "invitations/staff/blocked.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(SEND_MANY)
def people(request: StaffRequest, mailing_id: UUID) -> HttpResponse:
    """Who exactly; everybody is ticked. Turning the page keeps what was unticked."""
    draft = queries.campaign(request.actor, mailing_id)
    if draft.state != Campaign.State.DRAFT:
        return redirect("staff:invitations:campaign", draft.pk)
    if request.method == "POST":
        return _chosen(request, draft)
    wanted = queries.chosen(request.actor, draft, all_of_them=True)
    found = asked_page(request.GET, wanted, "name", size=PAGE)
    context = {
        "draft": draft,
        "rows": found.rows,
        "without": set(draft.without),
        "number": queries.eligible_count(request.actor, draft),
        "before": found.before,
        "after": found.after,
    }
    return page(request, "invitations/staff/people.html", context)


def _chosen(request: StaffRequest, draft: Campaign) -> HttpResponseRedirect:
    shown = _ids(request.POST.getlist("shown"))
    choose(request.actor, draft, shown=shown, kept=_ids(request.POST.getlist("keep")))
    way, _sep, cursor = request.POST.get("go", "").partition(":")
    here = reverse("staff:invitations:people", args=[draft.pk])
    if way in {"after", "before"}:
        query = QueryDict(mutable=True)
        query[way] = cursor
        return HttpResponseRedirect(f"{here}?{query.urlencode()}")
    return redirect("staff:invitations:confirm", draft.pk)


def _ids(given: list[str]) -> set[UUID]:
    return set(wanted_from({"companies": given}).companies)


@require_POST
@staff_page(SEND_MANY)
def everybody(request: StaffRequest, mailing_id: UUID) -> HttpResponseRedirect:
    """Tick all of them again."""
    draft = choose_everybody(request.actor, queries.campaign(request.actor, mailing_id))
    return redirect("staff:invitations:people", draft.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(SEND_MANY)
def confirm(request: StaffRequest, mailing_id: UUID) -> HttpResponse:
    """What they get, and the number; started only if the number is still true."""
    draft = queries.campaign(request.actor, mailing_id)
    if draft.state != Campaign.State.DRAFT:
        return redirect("staff:invitations:campaign", draft.pk)
    stored = {"valid_days": draft.valid_days, "remind_days": draft.remind_days}
    choices = roles.portal_roles(request.actor)
    form = TermsForm(request.POST or None, roles=choices, initial=stored)
    if request.method != "POST":
        return _asked(request, draft, form)
    try:
        started = attempt(form, lambda: _start(request, draft, form), ending=Stale)
    except Stale as stale:
        return _asked(request, draft, form, stale=stale)
    if started:
        flash(request, _("On its way. You can close this page, it goes on without you."))
        return redirect("staff:invitations:campaign", started.pk)
    return _asked(request, draft, form)


def _start(request: StaffRequest, draft: Campaign, form: TermsForm) -> Campaign:
    given = dict(form.cleaned_data)
    confirmed = {name: given.pop(name) for name in ("number", "typed", "sure")}
    return start_campaign(request.actor, draft, **confirmed, terms=Terms(**given))


def _asked(
    request: StaffRequest, draft: Campaign, form: TermsForm, *, stale: Stale | None = None
) -> HttpResponse:
    number = queries.eligible_count(request.actor, draft)
    context = {
        "draft": draft,
        "form": form,
        "number": number,
        "typed": number > TYPED_ABOVE,
        "stale": stale.words if stale else "",
    }
    answer = form_page(request, "invitations/staff/confirm.html", context)
    if stale:
        answer.status_code = 409
    return answer
