"""Links for many companies: choose, look at the list, start, and see how it goes."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portico.core.access.forms import attempt
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.people import queries as people
from portico.core.people.models import Company
from portico.core.roles import queries as roles
from portico.kernel.keyset import page_of, pieces
from portico.ui.exports import csv_download
from portico.ui.pages import form_page, page
from portico.ui.tables import asked_page, pager
from portico.ui.toasts import flash

from .. import queries
from ..actions.campaign import MOST_COMPANIES, Plan, cancel_campaign, start_campaign
from ..models import Campaign, CampaignLine
from ..permissions import MANAGE
from ..words import REASONS
from .forms import CampaignForm

ONE = "staff:joining:campaign"
MOST_LISTED, SHOWN = 2_000, 50


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def many(request: StaffRequest) -> HttpResponse:
    """First the list and its number, then the start with exactly this number."""
    choices = list(roles.portal_roles(request.actor))
    usual = next((str(one.pk) for one in choices if one.is_default), None)
    form = CampaignForm(
        request.POST or None, request.FILES or None, roles=choices, initial={"role": usual}
    )
    around: dict[str, object] = {"form": form, "past": list(queries.campaigns(request.actor)[:10])}
    if request.method == "POST" and form.is_valid():
        companies = _companies(request, form)
        if form.cleaned_data["confirmed"]:
            started = attempt(form, lambda: _start(request, form, companies))
            if started:
                return redirect(ONE, started.pk)
        elif companies:
            around |= {"chosen": companies[:SHOWN], "number": len(companies)}
        else:
            form.add_error(None, _("No company fits. Change the filter or the list."))
    return form_page(request, "joining/staff/many.html", around)


def _start(request: StaffRequest, form: CampaignForm, companies: list[Company]) -> Campaign:
    given = form.cleaned_data
    plan = Plan(
        name=given["name"],
        days=given["days"],
        role=form.roles[given["role"]],
        sends=given["sends"],
        words=given["words"],
    )
    return start_campaign(request.actor, companies, plan=plan, confirmed=given["confirmed"])


def _companies(request: StaffRequest, form: CampaignForm) -> list[Company]:
    given = form.cleaned_data
    active = people.companies(request.actor).filter(
        status=Company.Status.ACTIVE, portal_enabled=True
    )
    if (sandbox := queries.policy().sandbox_id) is not None:
        active = active.exclude(pk=sandbox)
    if given["which"] == "listed":
        names = _listed(given)
        active = active.filter(Q(name__in=names) | Q(external_ref__in=names))
    elif given["which"] == "without":
        having = queries.links(request.actor).working().order_by().values("company_id")
        active = active.exclude(pk__in=having)
    return list(active.order_by("name", "id")[:MOST_COMPANIES])


def _listed(given: dict[str, object]) -> list[str]:
    """Names or references: typed, or the first column of a file."""
    text = str(given["listed"])
    if (file := given["file"]) is not None:
        text += "\n" + file.read(1_000_000).decode("utf-8-sig", "replace")  # type: ignore[attr-defined] # an upload
    rows = csv.reader(text.splitlines(), delimiter=";" if ";" in text else ",")
    found = [row[0].strip() for row in rows if row and row[0].strip()]
    return list(dict.fromkeys(found))[:MOST_LISTED]


@dataclass(frozen=True, slots=True)
class Tracked:
    """A company of a campaign, as the tracking page shows it."""

    line: CampaignLine
    problem: str
    came: datetime | None


def _tracked(lines: Iterable[CampaignLine]) -> list[Tracked]:
    rows = list(lines)
    came = queries.first_arrivals(rows)
    return [
        Tracked(one, str(REASONS.get(one.problem, "")), came.get(one.company_id)) for one in rows
    ]


@require_safe
@staff_page(MANAGE)
def campaign(request: StaffRequest, campaign_id: UUID) -> HttpResponse:
    """Client, made, ends, sent to, first sign-in; and how far the job is."""
    row = queries.campaign(request.actor, campaign_id)
    lines = queries.lines_of(row)
    found = asked_page(request.GET, lines, "id", size=50)
    total = row.lines.count()
    around = {
        "campaign": row,
        "rows": _tracked(found.rows),
        "pager": pager(request.GET, found),
        "total": total,
        "done": total - row.lines.filter(done_at=None).count(),
        "is_running": row.ended_at is None and row.cancelled_at is None,
    }
    return page(request, "joining/staff/campaign.html", around)


@require_POST
@staff_page(MANAGE)
def campaign_cancel(request: StaffRequest, campaign_id: UUID) -> HttpResponse:
    """Those that have not had their turn get no link."""
    cancel_campaign(request.actor, queries.campaign(request.actor, campaign_id))
    flash(request, _("Stopped. Links that were made keep working."))
    return redirect(ONE, campaign_id)


@require_safe
@staff_page(MANAGE)
def campaign_csv(request: StaffRequest, campaign_id: UUID) -> HttpResponseBase:
    """The tracking sheet."""
    row = queries.campaign(request.actor, campaign_id)
    header = [
        _("Client"),
        _("Link made"),
        _("Link ends"),
        _("Sent to"),
        _("First sign-in"),
        _("Remark"),
    ]
    return csv_download("portal-links", header, _cells(row))


def _cells(row: Campaign) -> Iterator[list[list[object]]]:
    for lines in pieces(lambda after: page_of(queries.lines_of(row), "id", after=after, size=500)):
        yield [
            [
                one.line.company.name,
                one.line.link.created_at if one.line.link else None,
                one.line.link.expires_at if one.line.link else None,
                one.line.to,
                one.came,
                one.problem,
            ]
            for one in _tracked(lines)
        ]
