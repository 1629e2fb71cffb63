"""Begin, stop and look back on viewings; and the switches."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portico.core.access.forms import attempt
from portico.core.access.pages import StaffRequest, signed_in_staff, staff_page
from portico.core.access.permissions import can
from portico.core.journal.queries import entries_of
from portico.core.people import queries as people
from portico.core.people.frame import company_frame
from portico.core.people.permissions import VIEW
from portico.ui.pages import form_page, page
from portico.ui.tables import asked_page, pager
from portico.ui.toasts import flash

from .. import cookie, queries
from ..actions.begin import begin_viewing
from ..actions.end import kill_viewing, kill_viewings, stop_viewing
from ..actions.switch import change_rule
from ..models import ViewingRule
from ..permissions import MANAGE, VIEW_AS
from ..rules import can_be_seen
from .forms import BeginForm, RuleForm

DESK = "/staff/"
PORTAL = "/portal/"
COMPANY = "staff:viewing:company"
SIZE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(VIEW_AS)
def begin(request: StaffRequest, contact_id: UUID) -> HttpResponse:
    """Ask why and for how long, then go to the portal as this contact."""
    contact, request.menu_slug = people.contact(request.actor, contact_id), "directory"
    form = BeginForm(request.POST or None)
    back = _back(request)
    if request.method == "POST":
        begun = attempt(
            form,
            lambda: begin_viewing(
                request.actor,
                contact,
                staff_session=request.session_row.id,
                back=back,
                **form.cleaned_data,
            ),
        )
        if begun:
            response = redirect(PORTAL)
            cookie.give(response, begun.secret, until=begun.row.expires_at)
            return response
    mode = queries.mode_for(contact.company_id)
    context = {
        "form": form,
        "contact": contact,
        "company": contact.company,
        "running": queries.own_running(request.actor),
        "possible": can_be_seen(contact) and mode != ViewingRule.Mode.OFF,
        "needs_ticket": mode == ViewingRule.Mode.TICKET,
        "is_off": mode == ViewingRule.Mode.OFF,
        "back": back,
    }
    return form_page(request, "viewing/staff/begin.html", context)


def _back(request: StaffRequest) -> str:
    """Where the desk goes on afterwards: one of its own pages, or the company."""
    asked = request.POST.get("back") or request.GET.get("back", "")
    is_own = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if is_own and asked.startswith(DESK) and "\\" not in asked else ""


@require_POST
@signed_in_staff
def stop(request: StaffRequest) -> HttpResponse:
    """Stop the own viewing, from the strip above the portal or from the desk."""
    if (row := queries.own_running(request.actor)) is None:
        flash(request, _("You are not viewing as anybody."))
        response = redirect(DESK)
    else:
        stop_viewing(request.actor, row)
        flash(request, _("You are yourself again."))
        response = redirect(row.back) if row.back else redirect(COMPANY, row.company_id)
    cookie.take(response)
    return response


@require_safe
@staff_page(VIEW)
def company(request: StaffRequest, company_id: UUID) -> HttpResponse:
    """Who has looked at this company's portal, as whom and why; and its switch."""
    found = people.company(request.actor, company_id)
    rows = asked_page(request.GET, queries.viewings_of(request.actor, found), "-id", size=SIZE)
    rule = queries.rule_of(request.actor, found)
    words = ngettext("%(number)s viewing", "%(number)s viewings", len(rows.rows))
    context = {
        "rows": rows.rows,
        "pager": pager(request.GET, rows, words=words % {"number": len(rows.rows)}),
        "form": _rule_form(rule, None),
        "everywhere": queries.rule_of(request.actor),
        "rule": rule,
        "may_manage": can(request.actor, MANAGE),
        "running": queries.running(request.actor).filter(company=found).count(),
        **company_frame(request.actor, found, tab="viewing"),
    }
    return page(request, "viewing/staff/company.html", context)


@require_POST
@staff_page(MANAGE)
def company_rule(request: StaffRequest, company_id: UUID) -> HttpResponse:
    """The switch of one company."""
    found = people.company(request.actor, company_id)
    form = RuleForm(request.POST)
    if form.is_valid():
        mode = ViewingRule.Mode(form.cleaned_data["mode"])
        tells = form.cleaned_data["tells_client"]
        change_rule(request.actor, found, mode=mode, tells_client=tells)
        flash(request, _("Saved. It counts from the next click."))
    return redirect(COMPANY, company_id)


@require_POST
@staff_page(MANAGE)
def company_kill(request: StaffRequest, company_id: UUID) -> HttpResponse:
    """End all that run at this company."""
    found = people.company(request.actor, company_id)
    _say_ended(request, kill_viewings(request.actor, found))
    return redirect(COMPANY, company_id)


@require_safe
@staff_page(VIEW)
def one(request: StaffRequest, viewing_id: UUID) -> HttpResponse:
    """One viewing, with every page that was looked at."""
    row = queries.viewing(request.actor, viewing_id)
    found = asked_page(request.GET, entries_of(row.pk), "id", size=SIZE)
    context = {
        "row": row,
        "company": people.company(request.actor, row.company_id),
        "entries": found.rows,
        "pager": pager(request.GET, found),
        "may_manage": can(request.actor, MANAGE),
    }
    return page(request, "viewing/staff/one.html", context)


@require_POST
@staff_page(MANAGE)
def one_kill(request: StaffRequest, viewing_id: UUID) -> HttpResponse:
    """End one that runs."""
    row = queries.viewing(request.actor, viewing_id)
    _say_ended(request, int(kill_viewing(request.actor, row)))
    return redirect("staff:viewing:one", viewing_id)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def rules(request: StaffRequest) -> HttpResponse:
    """The switch for all companies, and what runs right now."""
    form = _rule_form(queries.rule_of(request.actor), request.POST or None)
    if request.method == "POST" and form.is_valid():
        mode = ViewingRule.Mode(form.cleaned_data["mode"])
        change_rule(request.actor, mode=mode, tells_client=form.cleaned_data["tells_client"])
        flash(request, _("Saved. It counts from the next click."))
        return redirect("staff:viewing:rules")
    running = queries.running(request.actor).select_related("company").order_by("-id")[:SIZE]
    return form_page(request, "viewing/staff/rules.html", {"form": form, "running": running})


@require_POST
@staff_page(MANAGE)
def kill(request: StaffRequest) -> HttpResponse:
    """End all that run, everywhere."""
    _say_ended(request, kill_viewings(request.actor))
    return redirect("staff:viewing:rules")


def _rule_form(rule: ViewingRule, given: object) -> RuleForm:
    known = {"mode": rule.mode, "tells_client": rule.tells_client}
    return RuleForm(given, initial=known)


def _say_ended(request: StaffRequest, count: int) -> None:
    words = ngettext("%(n)s viewing ended.", "%(n)s viewings ended.", count)
    flash(request, words % {"n": count} if count else _("Nobody is viewing right now."))
