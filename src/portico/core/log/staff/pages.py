"""The activity log: who did what, when, from where; filtered, in detail, and as a file."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portico.core.access.actors import Staff
from portico.core.access.pages import StaffRequest, staff_page
from portico.core.access.permissions import can
from portico.core.people import queries as people
from portico.kernel.recent import Recent
from portico.ui.pages import page
from portico.ui.tables import Tab, asked_page, pager, url_with
from portico.ui.toasts import flash

from ..actions.check import ask_for_check
from ..actions.export import export_log
from ..permissions import EXPORT, VIEW
from ..queries import (
    MONEY,
    READS,
    SECURITY,
    SYSTEM,
    VIEWED,
    Line,
    Wanted,
    entries,
    last_check,
    line,
    lines,
    open_alerts,
    seal,
    things_of,
)
from .exports import FORMS, as_file
from .forms import LogFilter
from .rows import changes, details, names_in, row

SIZE = 30
MOST = 200  # companies in the list that narrows the log
KINDS = (SECURITY, MONEY, VIEWED, READS, SYSTEM)
NARROWING = ("q", "company", "person", "area", "refused", "since", "until")


@require_safe
@staff_page(VIEW)
def log_list(request: StaffRequest) -> HttpResponse:
    """Newest first."""
    form = LogFilter(request.GET)
    wanted = _wanted(form, request.GET.get("kind", ""))
    found = asked_page(request.GET, entries(request.actor, wanted), "-id", size=SIZE)
    told = lines(found.rows)
    things, check = things_of(request.actor, told), last_check(request.actor)
    context = {
        "lines": [row(one, things) for one in told],
        "pager": pager(request.GET, found),
        "tabs": _tabs(request.GET, wanted),
        "wanted": wanted,
        "form": form,
        "query": request.GET.urlencode(),
        "companies": _companies(request.actor, told, wanted.company),
        "person": next((one for one in told if one.entry.actor_id == wanted.person), None),
        "clear_url": _clear_url(request.GET, wanted),
        "check": check,
        "alerts": getattr(check, "alerts", 0) if check else open_alerts(request.actor).count(),
        "forms": FORMS if can(request.actor, EXPORT) else {},
    }
    return page(request, "log/staff/log.html", context, "log")


_recent = Recent[list[tuple[UUID, str]]]()


def _companies(actor: Staff, told: list[Line], wanted: UUID | None) -> list[tuple[UUID, str]]:
    """Those to narrow the log to. Where there are very many: those of these lines, as the pages
    of all others lead here."""
    rows = people.companies(actor).order_by("name", "id").values_list("pk", "name")
    found = _recent.get("", lambda: list(rows[: MOST + 1]), is_many=lambda one: len(one) > MOST)
    if len(found) <= MOST:
        return found
    near = {one.entry.company_id: one.company for one in told if one.entry.company_id}
    if wanted and wanted not in near:
        near |= dict(rows.filter(pk=wanted))
    return sorted(near.items(), key=lambda one: one[1].casefold())


@require_safe
@staff_page(VIEW)
def log_line(request: StaffRequest, entry_id: UUID) -> HttpResponse:
    """One line with everything that is known about it."""
    found = line(request.actor, entry_id)
    known = names_in(request.actor, found)
    context = {
        **row(found, known),
        "changes": changes(found, known),
        "details": details(found, known),
        "seal": seal(found),
    }
    return page(request, "log/staff/log_line.html", context)


@require_POST
@staff_page(EXPORT)
def log_export(request: StaffRequest) -> HttpResponseBase:
    """The filtered log as a file; taking it is a line in the log too."""
    query = QueryDict(request.POST.get("query", ""))
    wanted = _wanted(LogFilter(query), query.get("kind", ""))
    form = request.POST.get("form", "csv")
    form = form if form in FORMS else "csv"
    export_log(request.actor, filters={key: query[key] for key in query if query[key]}, form=form)
    return as_file(request.actor, wanted, form)


@require_POST
@staff_page(VIEW)
def log_check(request: StaffRequest) -> HttpResponseRedirect:
    """Compare every line with its seal; a job does it, and the page tells what came of it."""
    ask_for_check(request.actor)
    flash(request, _("The chain is being checked. In a moment the result stands here."))
    return redirect("staff:log:list")


def _wanted(form: LogFilter, kind: str) -> Wanted:
    form.is_valid()
    found = form.cleaned_data
    return Wanted(
        kind=kind if kind in KINDS else "",
        words=found.get("q", ""),
        company=found.get("company"),
        person=found.get("person"),
        area=found.get("area", ""),
        refused=bool(found.get("refused")),
        since=_sane(found.get("since")),
        until=_sane(found.get("until")),
    )


def _sane(day: date | None) -> date | None:
    """Years that the arithmetic of dates can bear."""
    return day if day and 1971 <= day.year <= 9000 else None


def _tabs(query: QueryDict, wanted: Wanted) -> list[Tab]:
    kinds = [
        ("", _("Everything")),
        (SECURITY, _("Security")),
        (MONEY, _("Money")),
        (VIEWED, _("Viewed as a client")),
        (READS, _("Read access")),
        (SYSTEM, _("By the system")),
    ]
    return [
        Tab(url=url_with(query, kind=kind or None), text=text, current=wanted.kind == kind)
        for kind, text in kinds
    ]


def _clear_url(query: QueryDict, wanted: Wanted) -> str:
    """Leads back to the whole list, if it is narrowed."""
    narrowed = any(
        (wanted.words, wanted.company, wanted.person, wanted.area, wanted.refused)
    ) or any((wanted.since, wanted.until))
    return url_with(query, **dict.fromkeys(NARROWING)) if narrowed else ""
